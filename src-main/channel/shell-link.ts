import { unreachable } from '../../drivers/contract/result.ts';
import { type ChildMessage, shellMessageSchema } from '../contract/terminal-messages.ts';
import type { Channel } from './channel.ts';
import { type ElectronPort, electronPortChannel } from './message-port.ts';
import type { ParentLink } from './parent-port.ts';

export interface ShellHandlers {
  /** A page was connected; it replaces the one before. Only the terminal gets these. */
  onRenderer?(channel: Channel): void;
  /** The other side of terminal ↔ device-host was connected; it replaces the one before. */
  onDevice?(channel: Channel): void;
  /** Leave in order. The shell kills what still runs after 3 s. */
  onStop(): void;
  /** A keyboard-wedge scanner typed a code. Only the terminal gets these. */
  onWedgeCode?(text: string): void;
}

export interface ShellLink {
  /** Call once, when the process can do its work. */
  ready(): void;
  /** Terminal only: the shell replaces the page and clears what it kept. */
  sessionEnded(): void;
  /** Terminal only: the page may have a camera from now on, or no longer. */
  camera(open: boolean): void;
  /** Terminal only: a code is wanted from the keyboard-wedge scanner, or no longer. */
  wedge(wanted: boolean): void;
  /** Terminal only: the shell starts the device host, or itself with everything, anew. */
  restart(what: 'app' | 'deviceHost'): void;
}

/**
 * The child's side of the shell's protocol: answers pings from its event loop (a blocked loop is thereby seen),
 * turns transferred ports into channels. Messages that do not fit are ignored: a newer shell may say more.
 */
export function connectToShell(link: ParentLink, handlers: ShellHandlers): ShellLink {
  const send = (message: ChildMessage): void => link.send(message);
  link.onMessage((data, ports) => {
    const parsed = shellMessageSchema.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'ping':
        return send({ kind: 'pong', nonce: message.nonce });
      case 'renderer-port':
        return hand(ports, handlers.onRenderer);
      case 'device-port':
        return hand(ports, handlers.onDevice);
      case 'wedge-code':
        handlers.onWedgeCode?.(message.text);
        return;
      case 'stop':
        return handlers.onStop();
      default:
        return unreachable(message);
    }
  });
  return {
    ready: () => send({ kind: 'ready' }),
    sessionEnded: () => send({ kind: 'session-ended' }),
    camera: (open) => send({ kind: 'camera', open }),
    wedge: (wanted) => send({ kind: 'wedge', wanted }),
    restart: (what) => send({ kind: 'restart', what }),
  };
}

function hand(ports: readonly ElectronPort[], receive: ((channel: Channel) => void) | undefined): void {
  const [port] = ports;
  if (port === undefined) return;
  if (receive === undefined) port.close();
  else receive(electronPortChannel(port));
}
