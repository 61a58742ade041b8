import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { fail, ok, type Result } from '../../contract/index.ts';
import { isCertificateTrouble } from '../../driver-shell/index.ts';

/** How far a request may have got. The printer cannot have more than this; it may have less. */
export type Sent = 'nothing' | 'part' | 'all';

/** Why no answer came. `fault` is a neutral word of drivers/README.md; the message holds no personal data. */
export interface PostFailure {
  readonly fault: 'port-not-found' | 'port-denied' | 'no-answer' | 'hung-up' | 'bad-frames' | 'busy' | 'canceled';
  readonly message: string;
  readonly sent: Sent;
  /** Nothing came in time; else somebody said why: the printer, or the operating system. */
  readonly silent: boolean;
}

export interface PostOptions {
  /** `http:` or `https:`. */
  readonly url: URL;
  /** The encoded IPP request. */
  readonly head: Uint8Array;
  /** Follows the request, in chunks, after the printer said `100 Continue`. */
  readonly document?: Uint8Array;
  /**
   * Given up after so long without any progress, and after six times as long whatever drips. Real time: it bounds the
   * network, not the protocol.
   */
  readonly idleMs: number;
  /** Leave `Expect: 100-continue` away: this printer refused or ignored it. */
  readonly withoutExpect?: boolean;
  /** The printer let us wait for `100 Continue` in vain; the document was sent all the same. */
  readonly onExpectIgnored?: () => void;
  /** SHA-256 of the printer's certificate, `AA:BB:…`; without it the system's trust decides. */
  readonly fingerprint256?: string;
  readonly signal?: AbortSignal;
  /** For a question that may be asked twice: goes over its connection, which stays open after an answer. */
  readonly kept?: HttpAgent;
  /** Asked before the last bytes of the document leave; without a yes they never do, and the exchange is called off. */
  readonly mayEnd?: () => Promise<boolean>;
  /** The last byte of the document was handed to the operating system. */
  readonly onHandedOver?: () => void;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const CHUNK_BYTES = 32 * 1024;
/** Kept back until `mayEnd`: no document is whole without its end, where a PDF has its table of contents. */
const LAST_BYTES = 4 * 1024;
/** RFC 9110 §10.1.1: a client must not wait for `100 Continue` for ever. ippeveprinter 2.4.2 never says it. */
const CONTINUE_MS = 500;
const EXPECTATION_FAILED = 417;
const DRIPS = 6;

/** The answer body, or that the printer refuses `Expect` (nothing of the body was sent; ask again without it). */
export type Posted = { readonly kind: 'answer'; readonly body: Uint8Array } | { readonly kind: 'expectRefused' };

type Word = Pick<PostFailure, 'fault' | 'message' | 'silent'>;
const toldBySystem = (fault: PostFailure['fault'], message: string): Word => ({ fault, message, silent: false });

/** Why no connection came about, by the operating system's word: the same faults as at every other port (transports/tcp.ts). */
const UNCONNECTED: Readonly<Record<string, Word>> = {
  // A printer that is switched off by its panel or starts again: its host answers, and nobody listens there yet.
  ECONNREFUSED: toldBySystem('port-not-found', 'nothing listens at the address of the printer'),
  EHOSTUNREACH: toldBySystem('port-not-found', 'the printer is out of reach'),
  ENETUNREACH: toldBySystem('port-not-found', 'the network is out of reach'),
  ENOTFOUND: toldBySystem('port-not-found', 'the name of the printer is not known'),
  // A name server that has no time says nothing of the printer.
  EAI_AGAIN: { fault: 'port-not-found', message: 'the name of the printer is not known now', silent: true },
  EACCES: toldBySystem('port-denied', 'the printer may not be connected to from here'),
  EPERM: toldBySystem('port-denied', 'the printer may not be connected to from here'),
  ETIMEDOUT: { fault: 'no-answer', message: 'the printer does not answer the connection', silent: true },
};

/** What an error of a socket means. `connected`: the connection stood, with its encryption. */
export function faultOf(error: Error, connected: boolean): Word {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
  if (isCertificateTrouble(code) || /TLS|SSL/.test(code))
    return toldBySystem('port-denied', `the certificate of the printer is not trusted (${code})`);
  if (connected) return toldBySystem('hung-up', `the connection to the printer broke (${code})`);
  // Reset in its handshake by a printer that starts, or nothing free on this machine: nobody said that the printer is gone.
  return UNCONNECTED[code] ?? { fault: 'no-answer', message: `no connection came about (${code})`, silent: true };
}

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

/** What an HTTP status other than 200 means; 100 is handled by Node. No redirect is ever followed. */
function httpFault(status: number): Pick<PostFailure, 'fault' | 'message'> {
  if (status === 401 || status === 403 || status === 426) {
    return { fault: 'port-denied', message: `the printer wants a sign-in or encryption (HTTP ${status})` };
  }
  if (status === 503) return { fault: 'busy', message: 'the printer takes no requests now (HTTP 503)' };
  return { fault: 'bad-frames', message: `the printer answered HTTP ${status}, not 200` };
}

/**
 * One IPP request over its own connection, but for `kept`: one that is used again may die under a request, and nobody could
 * say whether the printer got it. Never throws.
 */
export function postIpp(options: PostOptions): Promise<Result<Posted, PostFailure>> {
  return new Promise((resolve) => {
    new Exchange(options, resolve).start();
  });
}

/** IPP status 0000–00FF. */
const isSuccess = (body: Uint8Array): boolean => body.length >= 8 && body[2] === 0;

class Exchange {
  readonly #options: PostOptions;
  readonly #resolve: (result: Result<Posted, PostFailure>) => void;
  #request: ClientRequest | null = null;
  #idle: NodeJS.Timeout | null = null;
  #whole: NodeJS.Timeout | null = null;
  #sent: Sent = 'nothing';
  #connected = false;
  #settled = false;
  readonly #agent: HttpAgent;
  /** The whole answer, when it came before the whole document had left. */
  #early: Uint8Array | null = null;

  constructor(options: PostOptions, resolve: (result: Result<Posted, PostFailure>) => void) {
    this.#options = options;
    this.#agent = options.kept ?? agentFor(options.url, options.fingerprint256);
    this.#resolve = resolve;
  }

  start(): void {
    const { url, head, document, signal } = this.#options;
    const secure = url.protocol === 'https:';
    const expecting = document !== undefined && this.#options.withoutExpect !== true;
    const request = (secure ? httpsRequest : httpRequest)({
      host: hostOf(url),
      port: portOf(url),
      path: url.pathname,
      method: 'POST',
      agent: this.#agent,
      headers: {
        Host: url.host,
        'Content-Type': 'application/ipp',
        Accept: 'application/ipp',
        ...(document === undefined ? { 'Content-Length': head.length } : { 'Transfer-Encoding': 'chunked' }),
        ...(expecting ? { Expect: '100-continue' } : {}),
      },
    });
    this.#request = request;
    request.on('socket', (socket) => {
      socket.setNoDelay(true);
      const connected = () => {
        this.#connected = true;
        // A small request leaves in one piece; from here on the printer may have all of it.
        if (document === undefined) this.#sent = 'all';
        this.#progress();
      };
      // A pinned connection is handed over when it stands.
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    request.on('error', (error) => this.#failed(faultOf(error, this.#connected)));
    request.on('response', (answer) => this.#receive(answer));
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) {
      this.#abort();
      return;
    }
    this.#progress();
    const wholeMs = this.#options.idleMs * DRIPS;
    this.#whole = setTimeout(
      () =>
        this.#failed({ fault: 'no-answer', message: `the exchange was not over after ${wholeMs} ms`, silent: true }),
      wholeMs,
    );
    if (document === undefined) request.end(head);
    else void this.#sendDocument(request, head, document, expecting);
  }

  async #sendDocument(request: ClientRequest, head: Uint8Array, document: Uint8Array, expecting: boolean) {
    if (expecting) {
      request.flushHeaders();
      await new Promise<void>((go) => {
        const timer = setTimeout(() => {
          this.#options.onExpectIgnored?.();
          go();
        }, CONTINUE_MS);
        const done = () => {
          clearTimeout(timer);
          go();
        };
        request.once('continue', done);
        request.once('response', done);
        request.once('close', done);
      });
    }
    // A final answer before the body: nothing of the body leaves.
    if (this.#settled || request.destroyed) return;
    this.#sent = 'part';
    const { mayEnd } = this.#options;
    const early = document.length - (mayEnd === undefined ? 0 : LAST_BYTES);
    if (early <= 0 && !(await this.#write(request, head))) return;
    for (let offset = 0; offset < early; offset += CHUNK_BYTES) {
      const chunk = document.subarray(offset, Math.min(early, offset + CHUNK_BYTES));
      const bytes = offset === 0 ? Buffer.concat([head, chunk]) : chunk;
      if (!(await this.#write(request, bytes))) return;
    }
    if (mayEnd !== undefined && !(await mayEnd())) return this.#abort();
    if (this.#settled || request.destroyed) return;
    this.#sent = 'all';
    request.end(document.subarray(Math.max(0, early)), () => {
      if (this.#settled) return;
      this.#options.onHandedOver?.();
      if (this.#early) this.#settle(ok({ kind: 'answer', body: this.#early }));
    });
  }

  /** Resolves when the operating system took the bytes; false when the exchange is over. */
  #write(request: ClientRequest, bytes: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      const over = () => resolve(false);
      request.once('close', over);
      request.write(bytes, (error) => {
        request.off('close', over);
        this.#progress();
        resolve(!error && !this.#settled);
      });
    });
  }

  #receive(answer: IncomingMessage): void {
    const status = answer.statusCode ?? 0;
    if (status === EXPECTATION_FAILED && this.#sent === 'nothing') this.#settle(ok({ kind: 'expectRefused' }));
    else if (status !== 200) this.#failed(httpFault(status));
    else if (answer.headers['content-type']?.split(';')[0]?.trim() !== 'application/ipp') {
      this.#failed({ fault: 'bad-frames', message: 'the answer is not application/ipp' });
    } else this.#collect(answer);
  }

  #collect(answer: IncomingMessage): void {
    const chunks: Buffer[] = [];
    let length = 0;
    answer.on('data', (chunk: Buffer) => {
      this.#progress();
      length += chunk.length;
      chunks.push(chunk);
      if (length > MAX_ANSWER_BYTES) {
        this.#failed({ fault: 'bad-frames', message: `the answer is longer than ${MAX_ANSWER_BYTES} bytes` });
      }
    });
    answer.on('error', () => this.#failed({ fault: 'hung-up', message: 'the connection broke inside the answer' }));
    answer.on('end', () => {
      const body = Uint8Array.from(Buffer.concat(chunks));
      if (!answer.complete) this.#failed({ fault: 'hung-up', message: 'the connection broke inside the answer' });
      // A printer may take the job before it has read all of the document; what is missing still has to leave.
      else if (this.#sent !== 'all' && isSuccess(body)) this.#early = body;
      else this.#settle(ok({ kind: 'answer', body }));
    });
  }

  #progress(): void {
    if (this.#settled) return;
    if (this.#idle) clearTimeout(this.#idle);
    const { idleMs } = this.#options;
    this.#idle = setTimeout(
      () =>
        this.#failed({ fault: 'no-answer', message: `nothing came from the printer for ${idleMs} ms`, silent: true }),
      idleMs,
    );
  }

  readonly #abort = (): void => this.#failed({ fault: 'canceled', message: 'the request was called off' });

  /** `silent` where nothing came in time; else somebody said why. */
  #failed({ fault, message, silent = false }: Omit<Word, 'silent'> & { readonly silent?: boolean }): void {
    this.#settle(fail({ fault, message, silent, sent: this.#sent }));
  }

  #settle(result: Result<Posted, PostFailure>): void {
    if (this.#settled) return;
    this.#settled = true;
    if (this.#idle) clearTimeout(this.#idle);
    if (this.#whole) clearTimeout(this.#whole);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#request?.destroy();
    if (this.#options.kept === undefined) this.#agent.destroy();
    this.#resolve(result);
  }
}
