import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { fail } from '../../contract/index.ts';
import { type EnvelopeOf, encodeEnvelope, parseEnvelope } from '../envelope.ts';
import type { Payload } from '../generation-one.ts';
import { common } from '../messages.ts';
import type { Audit } from './audit.ts';
import type { Lease } from './lease.ts';
import type { ServiceQueue } from './queue.ts';
import {
  BAD_PAYLOAD,
  type Client,
  done,
  eventsOf,
  type Outcome,
  type Running,
  refused,
  type ServedCommand,
  type ServedService,
} from './served.ts';

/** What one address offers. */
export interface Endpoint {
  /** Null for the publisher. */
  readonly service: ServedService | null;
  readonly commands: readonly ServedCommand[];
  readonly queue: ServiceQueue;
  /** Tells every client of this endpoint. */
  broadcast(name: string, payload: Payload): void;
}

const CANCEL_VERSION = '2.0';
const UNREADABLE = 1007;
const NOT_OFFERED = refused('unsupportedCommand', 'not offered in this version');
/** A client that takes nothing any more is cut off before its answers fill the memory. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

/** One client's connection to one service. Every command it sends is acknowledged and ends in exactly one completion. */
export class FacadeSession implements Client {
  readonly #socket: WebSocket;
  readonly #endpoint: Endpoint;
  readonly #lease: Lease;
  readonly #audit: Audit;
  readonly #client = randomUUID();
  readonly #underWay = new Set<number>();

  constructor(socket: WebSocket, endpoint: Endpoint, lease: Lease, audit: Audit) {
    this.#socket = socket;
    this.#endpoint = endpoint;
    this.#lease = lease;
    this.#audit = audit;
    socket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) this.#unreadable('binary');
      else this.#receive(data.toString('utf8'));
    });
    socket.on('close', () => {
      // Nobody is left to hear the answers: reads stop, paper is finished.
      for (const stop of endpoint.queue.find(this, null)) stop();
      endpoint.service?.left?.(this);
    });
  }

  /** An unsolicited message to this client. */
  tell(name: string, payload: Payload): void {
    const version = this.#versionOfEvent(name);
    this.#send(encodeEnvelope({ type: 'unsolicited', name, version, generation: 2, payload }));
  }

  #receive(text: string): void {
    const parsed = parseEnvelope(text);
    if (!parsed.ok) {
      const { why, name, version, requestId, generation } = parsed.error;
      this.#audit({ act: 'messageRefused', service: this.#name, why });
      if (name === null || version === null) {
        this.#close();
        return;
      }
      const status = why === 'requestId' ? 'invalidRequestID' : 'invalidMessage';
      this.#send(encodeEnvelope({ type: 'acknowledge', name, version, generation, requestId: requestId ?? 0, status }));
      return;
    }
    const message = parsed.value;
    if (message.type === 'command') this.#command(message);
    else this.#audit({ act: 'messageRefused', service: this.#name, why: message.type });
  }

  #command(message: EnvelopeOf<'command'>): void {
    const { name, requestId, timeoutMs } = message;
    const command = this.#endpoint.commands.find((one) => one.name === name);
    const full = command?.queued === true && !this.#endpoint.queue.hasRoom;
    const status = this.#underWay.has(requestId) ? 'invalidRequestID' : full ? 'tooManyRequests' : 'accepted';
    // Acknowledged before anything else: submitting may begin and end it in the same turn.
    this.#acknowledge(message, status);
    if (status !== 'accepted') return;
    this.#underWay.add(requestId);
    if (name === common.cancel.name) {
      this.#cancel(message);
      return;
    }
    const end = (outcome: Outcome) => this.#complete(message, command?.completionVersion ?? message.version, outcome);
    const offered = command?.version === message.version ? command : null;
    const prepared = offered?.prepare(message.payload ?? {}) ?? fail(NOT_OFFERED);
    const told = (outcome: Outcome) => {
      const { completionCode } = outcome;
      // A name nobody serves is the caller's own text.
      const known = command?.name ?? 'not offered';
      this.#audit({ act: 'commandEnded', ...this.#whose(known, requestId), completionCode });
      end(outcome);
    };
    if (!prepared.ok) told(prepared.error);
    else if (offered?.queued) {
      const start = (signal: AbortSignal) => this.#withDevice(prepared.value, message, signal);
      this.#endpoint.queue.submit({ owner: this, requestId, timeoutMs, start, end: told });
    }
    // Questions are asked every second: only acts and refusals are told.
    else void prepared.value(this.#running(message, new AbortController().signal)).then(offered?.audited ? told : end);
  }

  async #withDevice(
    run: (running: Running) => Promise<Outcome>,
    message: EnvelopeOf<'command'>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { service } = this.#endpoint;
    if (service === null || service.deviceClass === null) return run(this.#running(message, signal));
    const grant = this.#lease.acquire(service.deviceClass);
    if (!grant.ok) return refused('deviceNotReady', 'a citizen is using it; effect=none');
    const { revoked } = grant.value;
    this.#audit({ act: 'commandBegun', ...this.#whose(message.name, message.requestId) });
    try {
      const outcome = await run(this.#running(message, AbortSignal.any([signal, revoked])));
      const taken = revoked.aborted && !signal.aborted && outcome.completionCode === 'canceled';
      return taken ? refused('deviceNotReady', 'a citizen needs it; effect=none') : outcome;
    } finally {
      grant.value.release();
    }
  }

  #running(message: EnvelopeOf<'command'>, signal: AbortSignal): Running {
    const { requestId, generation, timeoutMs } = message;
    return {
      client: this,
      timeoutMs,
      signal,
      event: (name, payload = {}) => {
        const version = this.#versionOfEvent(name);
        this.#send(encodeEnvelope({ type: 'event', name, version, generation, requestId, payload }));
      },
      broadcast: (name, payload = {}) => this.#endpoint.broadcast(name, payload),
    };
  }

  /** Cancel completes first, then what it stopped. Only this connection's own commands can be named. */
  #cancel(message: EnvelopeOf<'command'>): void {
    const wanted = common.cancel.command.safeParse(message.payload ?? {});
    const ids = wanted.success ? (wanted.data.requestIds ?? null) : [];
    const stops = message.version === CANCEL_VERSION ? this.#endpoint.queue.find(this, ids) : [];
    const found = stops.length > 0 ? done() : refused('commandErrorCode', 'nothing to cancel', 'noMatchingRequestIDs');
    const outcome = wanted.success ? found : BAD_PAYLOAD;
    this.#complete(message, CANCEL_VERSION, message.version === CANCEL_VERSION ? outcome : NOT_OFFERED);
    for (const stop of stops) stop();
  }

  #acknowledge(
    { name, version, generation, requestId }: EnvelopeOf<'command'>,
    status: EnvelopeOf<'acknowledge'>['status'],
  ): void {
    if (status !== 'accepted') this.#audit({ act: 'messageRefused', service: this.#name, why: status });
    this.#send(encodeEnvelope({ type: 'acknowledge', name, version, generation, requestId, status }));
  }

  #complete({ name, generation, requestId }: EnvelopeOf<'command'>, version: string, outcome: Outcome): void {
    this.#underWay.delete(requestId);
    this.#send(encodeEnvelope({ type: 'completion', name, version, generation, requestId, ...outcome }));
  }

  #whose(command: string, requestId: number) {
    return { service: this.#name, command, client: this.#client, requestId };
  }

  get #name(): string {
    return this.#endpoint.service?.name ?? 'ServicePublisher';
  }

  #versionOfEvent(name: string): string {
    const { service } = this.#endpoint;
    return (service && eventsOf(service).find(([event]) => event === name)?.[1]) ?? '3.0';
  }

  #unreadable(why: string): void {
    this.#audit({ act: 'messageRefused', service: this.#name, why });
    this.#close();
  }

  #close(): void {
    this.#socket.close(UNREADABLE);
  }

  #send(text: string): void {
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate();
    else this.#socket.send(text, () => undefined);
  }
}
