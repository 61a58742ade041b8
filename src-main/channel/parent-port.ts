import type { ElectronPort } from './message-port.ts';

/** What we use of `process.parentPort` in an Electron utility process. */
export interface ElectronParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ): unknown;
  postMessage(message: unknown): void;
}

/** The line to the process that forked this one. Messages may carry ports. It has no close: it ends with us. */
export interface ParentLink {
  send(message: unknown): void;
  onMessage(listener: (message: unknown, ports: readonly ElectronPort[]) => void): void;
}

export function parentPortLink(port: ElectronParentPort): ParentLink {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data, event.ports));
    },
  };
}

/** This process's parent port, or null when it is no utility process (plain Node, tests). */
export function ownParentPort(): ElectronParentPort | null {
  const { parentPort } = process as { parentPort?: ElectronParentPort };
  return parentPort ?? null;
}
