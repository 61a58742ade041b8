import type { Clock, TransportError } from '../contract/index.ts';
import type { EnvelopeOf, Refusal } from './envelope.ts';
import type { Patience } from './pending.ts';

/** Hears every message of a connection as it is on the wire, and what becomes of the connection: a recorder, a counter. */
export interface XfsTap {
  opened(): void;
  /** The kind of the `TransportError`. */
  failed(word: TransportError['kind']): void;
  message(to: 'device' | 'host', text: string): void;
  /** `byItself`: nobody here closed it. */
  closed(byItself: boolean): void;
}

export interface ConnectionOptions {
  readonly uri: string;
  readonly clock?: Clock;
  /** Sent as `Authorization: Bearer …`; what our own facade asks for. */
  readonly bearer?: string;
  /** PEM of the only authority whose certificate a `wss` service may show; the system's are then not trusted. */
  readonly certificateAuthority?: string;
  readonly patience?: Partial<Patience & { readonly connectMs: number; readonly heartbeatMs: number }>;
  readonly onUnsolicited?: (event: EnvelopeOf<'unsolicited'>) => void;
  /** Called once when the connection went away by itself; not after `close`. */
  readonly onClosed?: (reason: string) => void;
  readonly onRefused?: (refusal: Refusal) => void;
  readonly tap?: XfsTap;
  /** Gives the connection up, while it opens or later. */
  readonly signal?: AbortSignal;
}

export interface RunOptions {
  /** The exact text the service listed in its capabilities. */
  readonly version: string;
  /** The command's own time limit. Milliseconds, more than 0. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EnvelopeOf<'event'>) => void;
}

/** What a service did that the standard does not say; shown to technicians. */
export interface Quirks {
  missingAcknowledges: number;
  lateMessages: number;
  refusedMessages: number;
}
