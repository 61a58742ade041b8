import type { TerminalLink } from './terminal-link.ts';

/**
 * The preload hands the port over as a window message `terminal-port` from this window itself; anything else
 * is not for us.
 */
export function listenForTerminal(page: Window, link: TerminalLink): void {
  page.addEventListener('message', (event) => {
    if (event.source !== page || event.data !== 'terminal-port') return;
    const port = event.ports[0];
    if (port !== undefined) link.attach(port);
  });
}
