import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import { fail, ok, type Result } from '../../contract/index.ts';
import { piecesOf, untilWanted } from './document-body.ts';
import { ExchangeDeadlines } from './exchange-deadlines.ts';
import { agentFor, postTo } from './http-agent.ts';
import { ENDS, faultOf, httpFault, type PostFailure, type Sent, type Why } from './http-failure.ts';

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
const EXPECTATION_FAILED = 417;

/** The answer body, or that the printer refuses `Expect` (nothing of the body was sent; ask again without it). */
export type Posted = { readonly kind: 'answer'; readonly body: Uint8Array } | { readonly kind: 'expectRefused' };

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
  readonly #agent: HttpAgent;
  #request: ClientRequest | null = null;
  #deadlines: ExchangeDeadlines | null = null;
  #sent: Sent = 'nothing';
  #connected = false;
  #settled = false;
  /** The whole answer, when it came before the whole document had left. */
  #early: Uint8Array | null = null;

  constructor(options: PostOptions, resolve: (result: Result<Posted, PostFailure>) => void) {
    this.#options = options;
    this.#agent = options.kept ?? agentFor(options.url, options.fingerprint256);
    this.#resolve = resolve;
  }

  start(): void {
    const { url, head, document, signal, idleMs } = this.#options;
    const expecting = document !== undefined && this.#options.withoutExpect !== true;
    const request = this.#opened(expecting);
    this.#request = request;
    request.on('socket', (socket) => {
      socket.setNoDelay(true);
      // A pinned connection is handed over when it stands.
      if (!socket.connecting) this.#connects();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.#connects());
    });
    request.on('error', (error) => this.#failed(faultOf(error, this.#connected)));
    request.on('response', (answer) => this.#receive(answer));
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) {
      this.#abort();
      return;
    }
    this.#deadlines = new ExchangeDeadlines(idleMs, (why) => this.#failed(why));
    if (document === undefined) request.end(head);
    else void this.#sendDocument(request, head, document, expecting);
  }

  #opened(expecting: boolean): ClientRequest {
    const { url, head, document } = this.#options;
    return postTo(url, this.#agent, {
      Accept: 'application/ipp',
      ...(document === undefined ? { 'Content-Length': head.length } : { 'Transfer-Encoding': 'chunked' }),
      ...(expecting ? { Expect: '100-continue' } : {}),
    });
  }

  #connects(): void {
    this.#connected = true;
    // A small request leaves in one piece; from here on the printer may have all of it.
    if (this.#options.document === undefined) this.#sent = 'all';
    this.#progress();
  }

  async #sendDocument(request: ClientRequest, head: Uint8Array, document: Uint8Array, expecting: boolean) {
    const { mayEnd, onExpectIgnored, onHandedOver } = this.#options;
    if (expecting) await untilWanted(request, () => onExpectIgnored?.());
    // A final answer before the body: nothing of the body leaves.
    if (this.#settled || request.destroyed) return;
    this.#sent = 'part';
    const { early, last } = piecesOf(head, document, mayEnd !== undefined);
    for (const bytes of early) if (!(await this.#write(request, bytes))) return;
    if (mayEnd !== undefined && !(await mayEnd())) return this.#abort();
    if (this.#settled || request.destroyed) return;
    this.#sent = 'all';
    request.end(last, () => {
      if (this.#settled) return;
      onHandedOver?.();
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
    else if (answer.headers['content-type']?.split(';')[0]?.trim() !== 'application/ipp') this.#failed(ENDS.notIpp);
    else this.#collect(answer);
  }

  #collect(answer: IncomingMessage): void {
    const chunks: Buffer[] = [];
    let length = 0;
    answer.on('data', (chunk: Buffer) => {
      this.#progress();
      length += chunk.length;
      chunks.push(chunk);
      if (length > MAX_ANSWER_BYTES) this.#failed(ENDS.endless(MAX_ANSWER_BYTES));
    });
    answer.on('error', () => this.#failed(ENDS.tornAnswer));
    answer.on('end', () => {
      const body = Uint8Array.from(Buffer.concat(chunks));
      if (!answer.complete) this.#failed(ENDS.tornAnswer);
      // A printer may take the job before it has read all of the document; what is missing still has to leave.
      else if (this.#sent !== 'all' && isSuccess(body)) this.#early = body;
      else this.#settle(ok({ kind: 'answer', body }));
    });
  }

  #progress(): void {
    if (!this.#settled) this.#deadlines?.progress();
  }

  readonly #abort = (): void => this.#failed(ENDS.canceled);

  #failed(why: Why): void {
    this.#settle(fail({ ...why, sent: this.#sent }));
  }

  #settle(result: Result<Posted, PostFailure>): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#deadlines?.stop();
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#request?.destroy();
    if (this.#options.kept === undefined) this.#agent.destroy();
    this.#resolve(result);
  }
}
