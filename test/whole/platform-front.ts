import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

const certificate = () =>
  generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + 30 * 86_400_000),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });

export type FrontMode = 'pass' | '500' | 'garbage' | 'silent' | 'unauthorised' | 'clock';

/** A gate with TLS before a platform, as sites have one, that can be made to say anything. */
export class PlatformFront {
  mode: FrontMode = 'pass';
  /** Answers the question for the catalogue instead of the platform. */
  catalogue: { readonly revision: number; readonly jws: string } | null = null;
  readonly #good: Awaited<ReturnType<typeof certificate>>;
  readonly #server: Server;
  #port = 0;
  #platform = '';

  private constructor(good: Awaited<ReturnType<typeof certificate>>) {
    this.#good = good;
    this.#server = createServer({ key: good.private, cert: good.cert }, (asked, answer) => {
      switch (this.mode) {
        case '500':
          answer.writeHead(500).end();
          return;
        case 'garbage':
          answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>Log in</title>');
          return;
        case 'unauthorised':
          answer.writeHead(401).end();
          return;
        case 'silent':
          return;
      }
      if (this.catalogue !== null && asked.url === '/v1/desired/catalogue') {
        answer
          .writeHead(200, { 'content-type': 'application/json', etag: '"other"' })
          .end(JSON.stringify(this.catalogue));
        return;
      }
      const { pathname, search } = new URL(asked.url ?? '/', this.#platform);
      const on = request(
        new URL(pathname + search, this.#platform),
        { method: asked.method ?? 'GET', headers: asked.headers },
        (from) => {
          const date = this.mode === 'clock' ? { date: new Date(Date.now() + 10 * 60_000).toUTCString() } : {};
          answer.writeHead(from.statusCode ?? 502, { ...from.headers, ...date });
          from.pipe(answer);
        },
      );
      on.on('error', () => answer.destroy());
      asked.pipe(on);
    });
  }

  static async make(): Promise<PlatformFront> {
    return new PlatformFront(await certificate());
  }

  /** PEM of whom to trust. */
  get authority(): string {
    return this.#good.cert;
  }

  async open(platform: string): Promise<string> {
    this.#platform = platform;
    await this.plug();
    return `https://127.0.0.1:${this.#port}`;
  }

  async plug(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async pull(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** From now on it shows a certificate that nobody here trusts. */
  async showAnother(): Promise<void> {
    const { private: key, cert } = await certificate();
    this.#server.setSecureContext({ key, cert });
    this.#server.closeAllConnections();
  }

  showRight(): void {
    this.#server.setSecureContext({ key: this.#good.private, cert: this.#good.cert });
    this.#server.closeAllConnections();
  }
}
