import type { Input, WebContents } from 'electron';
import { keyMayPass } from './key-filter.ts';
import type { ShellLog } from './shell-log.ts';

/** Gets every key of every page where a keyboard-wedge scanner is declared; the pages get none. */
export type WedgeKeys = (contentsId: number, key: Input) => void;

/**
 * What no page of ours may ever do, set on every web contents the moment it exists: go anywhere, open anything,
 * zoom, ask, or see keys that are not for forms. `loadURL` by the shell itself is not a navigation in this sense.
 */
export function guardContents(contents: WebContents, log: ShellLog, wedge: WedgeKeys | null = null): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log.warn(what);
  };
  contents.on('will-navigate', refuse('navigation-refused'));
  contents.on('will-frame-navigate', refuse('navigation-refused'));
  contents.on('will-redirect', refuse('redirect-refused'));
  contents.on('will-attach-webview', refuse('webview-refused'));
  contents.setWindowOpenHandler(() => {
    log.warn('window-refused');
    return { action: 'deny' };
  });
  // Preventing this one lets the page unload although it asked to stay.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('before-input-event', (event, input) => {
    if (wedge === null && keyMayPass(input)) return;
    event.preventDefault();
    wedge?.(contents.id, input);
  });
  contents.on('context-menu', (event) => event.preventDefault());
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
  contents.on('dom-ready', () => {
    contents.setZoomLevel(0);
    // Chromium forgets the limits with every document.
    contents.setVisualZoomLevelLimits(1, 1).catch(() => log.warn('zoom-limit-lost'));
  });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.on('login', (event, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
  // Never answered: the shell owns no certificate a page could use.
  contents.on('select-client-certificate', (event) => event.preventDefault());
  contents.on('certificate-error', (event, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/**
 * `<input type=file>` has no switch in Electron: its dialog is taken over through the developer protocol and never
 * shown. This works without DevTools being allowed.
 */
export function refuseFileChoosers(contents: WebContents, log: ShellLog): void {
  const { debugger: protocol } = contents;
  protocol.on('message', (_event, method) => {
    if (method === 'Page.fileChooserOpened') log.warn('file-chooser-refused');
    if (method === 'Page.javascriptDialogOpening') {
      log.warn('dialog-refused');
      protocol.sendCommand('Page.handleJavaScriptDialog', { accept: false }).catch(() => log.warn('dialog-gone'));
    }
  });
  protocol.attach('1.3');
  Promise.all([
    protocol.sendCommand('Page.enable'),
    protocol.sendCommand('Page.setInterceptFileChooserDialog', { enabled: true }),
  ]).catch(() => log.warn('file-chooser-guard-lost'));
}
