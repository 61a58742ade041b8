import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { OPERATIONS, type Operation } from '../../drivers/document-printer/ipp/operations.ts';

/** Where a request can be stopped: before its body, in the middle of it, or when only its answer is missing. */
export interface Stop {
  /** Null stops whatever announces a document (`Expect: 100-continue`) before a byte of its body passes. */
  readonly operation: Operation | null;
  readonly at: 'head' | 'middle' | 'answer';
}

const nameOf = (code: number): Operation | null =>
  (Object.entries(OPERATIONS) as [Operation, number][]).find(([, value]) => value === code)?.[0] ?? null;

/**
 * Between a terminal and its printer: real TCP that can be stopped at one point of one request. A process that dies
 * there takes its connection with it, and the printer sees it break.
 */
export class PrinterWire {
  readonly #server: Server;
  readonly #printer: { host: string; port: number; path: string };
  readonly #sockets = new Set<Socket>();
  readonly #passed: Operation[] = [];
  #stop: { stop: Stop; reached: () => void } | null = null;
  #port = 0;

  private constructor(server: Server, printer: { host: string; port: number; path: string }) {
    this.#server = server;
    this.#printer = printer;
  }

  static async lay(printer: string): Promise<PrinterWire> {
    const { hostname, port, pathname } = new URL(printer);
    const server = createServer();
    const wire = new PrinterWire(server, { host: hostname, port: Number(port), path: pathname });
    server.on('connection', (socket) => wire.#connect(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port');
    wire.#port = address.port;
    return wire;
  }

  get uri(): string {
    return `ipp://localhost:${this.#port}${this.#printer.path}`;
  }

  /** Operations whose request passed whole or in part, in their order. */
  get passed(): readonly Operation[] {
    return this.#passed;
  }

  /** Stops the next such request; resolves when it stands there. */
  stopAt(stop: Stop): Promise<void> {
    return new Promise((resolve) => {
      this.#stop = { stop, reached: resolve };
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #reach(operation: Operation | null, at: Stop['at']): boolean {
    const waiting = this.#stop;
    if (waiting === null || waiting.stop.operation !== operation || waiting.stop.at !== at) return false;
    this.#stop = null;
    waiting.reached();
    return true;
  }

  #connect(client: Socket): void {
    const { host, port } = this.#printer;
    const printer = tcpConnect({ host, port });
    this.#sockets.add(client).add(printer);
    let seen = Buffer.alloc(0);
    let operation: Operation | null = null;
    let stopped = false;
    client.on('data', (bytes) => {
      if (stopped) return;
      const known = operation !== null;
      seen = known ? seen : Buffer.concat([seen, bytes]);
      const head = seen.indexOf('\r\n\r\n');
      operation ??= operationIn(seen, head);
      if (!known && operation !== null) this.#passed.push(operation);
      const announced =
        !known && head >= 0 && /^expect: 100-continue/im.test(seen.subarray(0, head).toString('latin1'));
      if (announced && this.#reach(null, 'head')) stopped = true;
      else if (operation !== null && this.#reach(operation, 'head')) stopped = true;
      else if (operation !== null && this.#reach(operation, 'middle')) {
        stopped = true;
        printer.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      } else printer.write(bytes);
    });
    printer.on('data', (bytes) => {
      if (stopped) return;
      // `100 Continue`, which ippeveprinter says late, is no answer.
      const interim = /^HTTP\/1\.1 100(?!.*HTTP\/1\.1 [2-5])/s.test(bytes.toString('latin1'));
      if (!interim && operation !== null && this.#reach(operation, 'answer')) stopped = true;
      else client.write(bytes);
    });
    for (const [one, other] of [
      [client, printer],
      [printer, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        // What the dead process had sent may still be on its way; the break comes behind it.
        if (other.writable) other.end();
        else other.destroy();
      });
    }
  }
}

/** The operation of an IPP request whose HTTP head ends at `head`; null while it is not here yet. */
function operationIn(seen: Buffer, head: number): Operation | null {
  if (head < 0) return null;
  const chunked = /^transfer-encoding: chunked/im.test(seen.subarray(0, head).toString('latin1'));
  const size = chunked ? seen.indexOf('\r\n', head + 4) : head + 2;
  return size < 0 || seen.length < size + 6 ? null : nameOf(seen.readUInt16BE(size + 4));
}
