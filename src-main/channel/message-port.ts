import type { Channel } from './channel.ts';
import { Listeners } from './listeners.ts';

/** What we use of Electron's MessagePortMain (also what a utility process receives): messages come in an event. */
export interface ElectronPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** What we use of a worker_threads MessagePort: messages come bare. */
export interface NodePort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** A channel over an Electron port. The other process dying closes it. */
export function electronPortChannel(port: ElectronPort): Channel {
  const listeners = new Listeners();
  port.on('message', (event) => listeners.deliver(event.data));
  port.on('close', () => listeners.close());
  return portChannel(port, listeners);
}

/** A channel over one end of a worker_threads `MessageChannel`. */
export function nodePortChannel(port: NodePort): Channel {
  const listeners = new Listeners();
  port.on('message', (message) => listeners.deliver(message));
  port.on('close', () => listeners.close());
  return portChannel(port, listeners);
}

function portChannel(
  port: { start(): void; postMessage(message: unknown): void; close(): void },
  listeners: Listeners,
): Channel {
  // Started at once, or a close would stay unseen until the first message listener; messages wait in `listeners`.
  port.start();
  return {
    send: (message) => {
      if (!listeners.closed) port.postMessage(message);
    },
    onMessage: (listener) => listeners.addMessageListener(listener),
    onClose: (listener) => listeners.addCloseListener(listener),
    close: () => {
      if (listeners.close()) port.close();
    },
  };
}
