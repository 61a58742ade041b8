import type { WebSocket } from 'ws';
import { type Clock, type Result, systemClock, type TransportError } from '../contract/index.ts';
import type { Answer } from './answer.ts';
import { connectSocket } from './connect.ts';
import type { ConnectionOptions, Quirks, RunOptions } from './connection-options.ts';
import { binaryFrame, type Envelope, encodeEnvelope, type Generation, type Refusal } from './envelope.ts';
import { heartbeat } from './heartbeat.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { common, parseMessage, refusalOf } from './messages.ts';
import { Pending } from './pending.ts';
import type { CommandSpec } from './spec.ts';

type UnderWay = Pick<Pending<never, never>, 'take' | 'refused' | 'lose' | 'isOver'>;

const PATIENCE = { connectMs: 2_000, acknowledgeMs: 3_000, graceMs: 2_000, cancelMs: 3_000, heartbeatMs: 5_000 };
const CANCEL_MS = 3_000;
const CLOSE_MS = 1_000;

/**
 * One WebSocket to one service. Every command ends in exactly one `Answer`: also when the service is silent, sends
 * garbage, or the socket drops. The connection is not made again by itself: that is the owner's back-off.
 */
export class XfsConnection {
  readonly quirks: Quirks = { missingAcknowledges: 0, lateMessages: 0, refusedMessages: 0 };
  /** Which envelope this service speaks; its owner sets it once it is known. */
  generation: Generation = 2;
  /** The version `Common.Cancel` is sent with; its owner sets what the service listed. */
  cancelVersion = '2.0';
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #patience: typeof PATIENCE;
  readonly #over = new AbortController();
  readonly #underWay = new Map<number, UnderWay>();
  #lastId = 0;

  private constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#patience = { ...PATIENCE, ...options.patience };
    socket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) this.#refuse(binaryFrame);
      else this.#receive(data.toString('utf8'));
    });
    // `ws` says an error (a frame too large, broken UTF-8) and then closes.
    socket.on('error', () => this.#gone('the connection broke'));
    socket.on('close', (code) => this.#gone(`the service closed the connection (${code})`));
    socket.resume();
    void heartbeat(socket, {
      clock: this.#clock,
      everyMs: this.#patience.heartbeatMs,
      over: this.#over.signal,
      onSilent: () => this.#gone('the service does not answer the heartbeat'),
    });
    this.#closeWith(options.signal);
  }

  /** Connects; the error says in one word class why not, never the service's own text. */
  static async open(options: ConnectionOptions): Promise<Result<XfsConnection, TransportError>> {
    const connectMs = options.patience?.connectMs ?? PATIENCE.connectMs;
    const socket = await connectSocket({ ...options, connectMs });
    if (!socket.ok) {
      options.tap?.failed(socket.error.kind);
      return socket;
    }
    options.tap?.opened();
    return { ok: true, value: new XfsConnection(socket.value, options) };
  }

  get isOpen(): boolean {
    return !this.#over.signal.aborted;
  }

  /** Sends one command and waits for its end. Never rejects. */
  async run<P, R>(spec: CommandSpec<P, R>, payload: P, options: RunOptions): Promise<Answer<R>> {
    return this.#run(spec, payload, options, true);
  }

  /** Cancels one request, or all of this connection. `noMatchingRequestIDs` means it had ended already. */
  cancel(requestIds: readonly number[] | null): Promise<Answer<unknown>> {
    const payload = requestIds === null ? {} : { requestIds: [...requestIds] };
    return this.#run(common.cancel, payload, { version: this.cancelVersion, timeoutMs: CANCEL_MS }, false);
  }

  /** Ends what is running and says goodbye; a service that does not answer it is cut off. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    const closed = new AbortController();
    this.#socket.once('close', () => closed.abort());
    this.#over.abort();
    this.#options.tap?.closed(false);
    for (const pending of [...this.#underWay.values()]) pending.lose();
    this.#socket.close(1000);
    await this.#clock.delay(CLOSE_MS, closed.signal);
    if (!closed.signal.aborted) this.#socket.terminate();
  }

  async #run<P, R>(
    spec: CommandSpec<P, R>,
    payload: P,
    { version, timeoutMs, signal, onEvent }: RunOptions,
    cancellable: boolean,
  ): Promise<Answer<R>> {
    if (!this.isOpen) return { kind: 'notSent', why: 'closed' };
    if (signal?.aborted) return { kind: 'notSent', why: 'aborted' };
    this.#lastId += 1;
    const requestId = this.#lastId;
    const { name } = spec;
    const body = typeof payload === 'object' && payload !== null ? { ...payload } : {};
    const { generation } = this;
    const text = encodeEnvelope({ type: 'command', name, version, generation, requestId, timeoutMs, payload: body });
    if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) return { kind: 'notSent', why: 'tooLarge' };
    const pending = new Pending(requestId, spec, onEvent ?? (() => undefined));
    this.#underWay.set(requestId, pending);
    this.#options.tap?.message('device', text);
    this.#socket.send(text, () => undefined);
    void pending.watch({
      clock: this.#clock,
      patience: this.#patience,
      timeoutMs,
      signal,
      cancel: async () => {
        if (cancellable) await this.cancel([requestId]);
      },
    });
    const answer = await pending.ended;
    this.#underWay.delete(requestId);
    if (!pending.acknowledged && (answer.kind === 'success' || answer.kind === 'failure')) {
      this.quirks.missingAcknowledges += 1;
    }
    return answer;
  }

  #receive(text: string): void {
    if (!this.isOpen) return;
    this.#options.tap?.message('host', text);
    const parsed = parseMessage(text);
    if (parsed.ok) this.#take(parsed.value);
    else this.#refuse(parsed.error);
  }

  #take(message: Envelope): void {
    switch (message.type) {
      case 'unsolicited':
        this.#options.onUnsolicited?.(message);
        return;
      case 'command':
        // A service asks a client nothing.
        this.#refuse({ ...refusalOf(message, 'unknownMessage'), requestId: null });
        return;
      default: {
        const pending = this.#underWay.get(message.requestId);
        if (pending && !pending.isOver) pending.take(message);
        else this.quirks.lateMessages += 1;
      }
    }
  }

  #refuse(refusal: Refusal): void {
    this.quirks.refusedMessages += 1;
    this.#options.onRefused?.(refusal);
    if (refusal.requestId !== null) this.#underWay.get(refusal.requestId)?.refused(refusal);
  }

  #closeWith(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const close = () => void this.close();
    if (signal.aborted) close();
    signal.addEventListener('abort', close, { once: true });
    this.#over.signal.addEventListener('abort', () => signal.removeEventListener('abort', close), { once: true });
  }

  #gone(reason: string): void {
    if (!this.isOpen) return;
    this.#over.abort();
    this.#options.tap?.closed(true);
    this.#socket.terminate();
    for (const pending of [...this.#underWay.values()]) pending.lose();
    this.#options.onClosed?.(reason);
  }
}
