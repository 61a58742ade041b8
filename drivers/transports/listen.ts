import { createServer, type Socket } from 'node:net';
import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import type { SimulatorWire } from './simulator-wire.ts';

/** A device simulator's loopback TCP server. `port` is what a terminal's configuration names. */
export interface ListeningWire extends SimulatorWire {
  readonly port: string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only (`tcpPort` 0 picks a free one). Like a serial server it serves one connection at a time; a
 * newer one replaces the older, so that a restarted terminal is not locked out by its dead predecessor.
 * `hangUp` drops the connection, a new one may follow.
 */
export function listenOnLoopback(tcpPort = 0): Promise<Result<ListeningWire, TransportError>> {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  let current: Socket | null = null;
  const server = createServer({ noDelay: true }, (socket) => {
    // A reset is followed by 'close'; nothing else is to be done about it.
    socket.on('error', () => socket.destroy());
    current?.destroy();
    current = socket;
    socket.on('data', (bytes) => {
      if (current !== socket) return;
      for (const listener of [...listeners]) listener(bytes);
    });
    socket.on('close', () => {
      if (current === socket) current = null;
    });
  });
  return new Promise((resolve) => {
    server.once('error', (error) =>
      resolve(fail({ kind: 'io', message: `cannot listen on 127.0.0.1:${tcpPort}: ${error.message}` })),
    );
    server.listen(tcpPort, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : tcpPort;
      resolve(
        ok({
          port: `tcp://127.0.0.1:${bound}`,
          onData: (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
          write: (bytes) => {
            current?.write(Buffer.from(bytes));
          },
          hangUp: () => {
            current?.destroySoon();
            current = null;
          },
          close: () =>
            new Promise((done) => {
              current?.destroy();
              server.close(() => done());
            }),
        }),
      );
    });
  });
}
