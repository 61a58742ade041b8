import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';

/** What happens to the answer of the next request whose head begins so, e.g. `GET /v1/documents/`. */
export interface Harm {
  readonly request: string;
  /** `cut`: the line breaks behind `bytes` of the answer. `drip`: a few bytes at a time. `hole`: nothing comes back. */
  readonly kind: 'cut' | 'drip' | 'hole';
  readonly bytes?: number;
  /** For `drip`: bytes in each piece, milliseconds between pieces. */
  readonly everyMs?: number;
  /** How many requests meet it; for ever unless told. */
  readonly times?: number;
}

/** The network between a terminal and its platform: real TCP on loopback that can be pulled, cut and slowed. */
export class NetworkCable {
  readonly url: string;
  /** Requests that met a harm, by the head they were recognised by. */
  readonly harmed: string[] = [];
  readonly #server: Server;
  readonly #port: number;
  readonly #connections = new Set<Socket>();
  #harms: { harm: Harm; left: number }[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async lay(platform: string): Promise<NetworkCable> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port');
    const cable = new NetworkCable(server, address.port);
    const to = new URL(platform);
    server.on('connection', (near) => cable.#join(near, tcpConnect(Number(to.port), to.hostname)));
    return cable;
  }

  /** Out of the socket: every connection breaks, new ones are refused. */
  async pull(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#connections) socket.destroy();
    await closed;
  }

  async plug(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
  }

  harm(...harms: Harm[]): void {
    this.#harms = harms.map((harm) => ({ harm, left: harm.times ?? Number.POSITIVE_INFINITY }));
    this.harmed.length = 0;
  }

  mend(): void {
    this.#harms = [];
  }

  #join(near: Socket, far: Socket): void {
    let harm: Harm | null = null;
    let forwarded = 0;
    const drop = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#connections.add(socket);
      socket.setNoDelay(true);
      socket.on('error', drop);
      socket.on('close', () => {
        this.#connections.delete(socket);
        drop();
      });
    }
    // Our client never pipelines, so a chunk that begins with a method begins a request.
    near.on('data', (chunk: Buffer) => {
      const head = chunk.subarray(0, 200).toString('latin1');
      if (/^(GET|POST) /.test(head)) {
        const met = this.#harms.find(({ harm: { request }, left }) => left > 0 && head.startsWith(request));
        if (met !== undefined) {
          met.left -= 1;
          this.harmed.push(met.harm.request);
        }
        harm = met?.harm ?? null;
        forwarded = 0;
      }
      far.write(chunk);
    });
    let dripping = Promise.resolve();
    far.on('data', (chunk: Buffer) => {
      switch (harm?.kind) {
        case undefined:
          near.write(chunk);
          return;
        case 'hole':
          return;
        case 'cut': {
          const left = (harm.bytes ?? 0) - forwarded;
          forwarded += chunk.length;
          if (chunk.length < left) near.write(chunk);
          else near.end(chunk.subarray(0, Math.max(0, left)), drop);
          return;
        }
        case 'drip': {
          const { bytes = 64, everyMs = 10 } = harm;
          dripping = dripping.then(async () => {
            for (let from = 0; from < chunk.length && !near.destroyed; from += bytes) {
              near.write(chunk.subarray(from, from + bytes));
              await new Promise((resolve) => setTimeout(resolve, everyMs));
            }
          });
          return;
        }
      }
    });
  }
}
