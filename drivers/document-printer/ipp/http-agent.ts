import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** Takes the one certificate that was written into the configuration: printers sign their own. */
class PinnedAgent extends HttpsAgent {
  readonly #url: URL;
  readonly #fingerprint256: string;
  /** One exchange, one socket; the base class knows it only once it was handed over. */
  #socket: Duplex | null = null;

  constructor(url: URL, fingerprint256: string) {
    super({ keepAlive: true });
    this.#url = url;
    this.#fingerprint256 = fingerprint256;
  }

  override createConnection(_: unknown, done?: (error: Error | null, socket: Duplex) => void): undefined {
    const where = { host: hostOf(this.#url), port: portOf(this.#url), rejectUnauthorized: false };
    const socket = connectTls(where, () => {
      if (socket.getPeerCertificate().fingerprint256 === this.#fingerprint256) done?.(null, socket);
      else socket.destroy(Object.assign(new Error('another certificate'), { code: 'CERT_NOT_THE_PINNED_ONE' }));
    });
    socket.once('error', (error) => done?.(error, socket));
    this.#socket = socket;
  }

  override destroy(): void {
    super.destroy();
    this.#socket?.destroy();
  }
}

/** Kept alive, so that Node does not close the connection when a printer answers before it has read everything. */
export function agentFor(url: URL, fingerprint256: string | undefined): HttpAgent {
  if (url.protocol !== 'https:') return new HttpAgent({ keepAlive: true });
  return fingerprint256 === undefined ? new HttpsAgent({ keepAlive: true }) : new PinnedAgent(url, fingerprint256);
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

/** Opens a request of `application/ipp`; its body is the caller's. */
export function postTo(url: URL, agent: HttpAgent, headers: OutgoingHttpHeaders): ClientRequest {
  return (url.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: hostOf(url),
    port: portOf(url),
    path: url.pathname,
    method: 'POST',
    agent,
    headers: { Host: url.host, 'Content-Type': 'application/ipp', ...headers },
  });
}
