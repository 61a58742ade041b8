import { createConnection, type Socket } from 'node:net';
import { fail, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { DEFAULT_WRITE_DEADLINE_MS, withDeadline } from './deadline.ts';
import { TransportListeners } from './listeners.ts';

const DEFAULT_CONNECT_TIMEOUT_MS = 3_000;
/** A peer that lost power sends nothing; keep-alive notices after this idle time. Milliseconds. */
const KEEP_ALIVE_MS = 5_000;

const errorCode = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

function connectError(port: string, error: Error): TransportError {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { kind: 'notFound', message: `nothing listens on ${port}` };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { kind: 'notFound', message: `${port} cannot be reached (${code})` };
    case 'ETIMEDOUT':
      return { kind: 'timeout', message: `${port} did not answer the connection` };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', message: `${port} may not be connected to from here` };
    default:
      return { kind: 'io', message: `${port} could not be connected: ${code}` };
  }
}

/** A raw TCP stream to a device or a serial server. Nagle is off: device protocols are small question and answer. */
export class TcpTransport implements Transport {
  readonly port: string;
  readonly #host: string;
  readonly #tcpPort: number;
  readonly #connectTimeoutMs: number;
  readonly #listeners = new TransportListeners();
  readonly onData = this.#listeners.onData;
  readonly onHangUp = this.#listeners.onHangUp;
  #socket: Socket | null = null;
  #connected = false;

  constructor(host: string, tcpPort: number, options: { connectTimeoutMs?: number } = {}) {
    this.port = `tcp://${host.includes(':') ? `[${host}]` : host}:${tcpPort}`;
    this.#host = host;
    this.#tcpPort = tcpPort;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (this.#socket) return fail({ kind: 'busy', message: `${this.port} is already open` });
    const socket = createConnection({ host: this.#host, port: this.#tcpPort, noDelay: true });
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#socket = socket;
    this.#listeners.start();
    socket.on('data', (bytes) => {
      if (this.#socket === socket) this.#listeners.data(bytes);
    });
    const result = await withDeadline<void>(this.#connectTimeoutMs, `connecting to ${this.port}`, (settle) => {
      socket.once('connect', () => {
        // Marked here, not after the await: the peer may hang up in the same turn.
        this.#connected = this.#socket === socket;
        settle(ok(undefined));
      });
      socket.on('error', (error) => {
        settle(fail(connectError(this.port, error)));
        this.#lost(socket, `${this.port} failed (${errorCode(error)})`);
      });
      socket.on('close', () => {
        settle(fail({ kind: 'closed', message: `${this.port} was closed while connecting` }));
        this.#lost(socket, `${this.port} hung up`);
      });
    });
    if (!result.ok) {
      socket.destroy();
      if (this.#socket === socket) {
        this.#socket = null;
        this.#listeners.stop();
      }
    }
    return result;
  }

  write(bytes: Uint8Array, deadlineMs = DEFAULT_WRITE_DEADLINE_MS): Promise<Result<void, TransportError>> {
    const socket = this.#socket;
    if (!socket || !this.#connected || socket.destroyed) {
      return Promise.resolve(fail({ kind: 'closed', message: `${this.port} is closed` }));
    }
    return withDeadline(deadlineMs, `writing to ${this.port}`, (settle) => {
      socket.write(Buffer.from(bytes), (error) => {
        if (error) settle(fail({ kind: 'closed', message: `${this.port} hung up while writing` }));
        else settle(ok(undefined));
      });
    });
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    this.#connected = false;
    this.#listeners.stop();
    if (!socket || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #lost(socket: Socket, reason: string): void {
    if (this.#socket !== socket || !this.#connected) return;
    this.#socket = null;
    this.#connected = false;
    socket.destroy();
    this.#listeners.hangUp(reason);
  }
}
