import type { Result } from '../contract/index.ts';

/**
 * Why a card could not be spoken to: `removed` it was pulled; `mute` it does not answer (wrong way round, or damaged);
 * `inUse` another program holds it; `failed` this time, the card may still be there; `stuck` an earlier command has not come
 * back from the reader; `readerLost`, `serviceLost` the reader or the system's card service went away.
 */
export type ChannelFault = 'removed' | 'mute' | 'inUse' | 'failed' | 'stuck' | 'readerLost' | 'serviceLost';

/** One powered card. Nobody else speaks to it meanwhile. */
export interface CardChannel {
  /** One command APDU, one response APDU as the card gave it. The caller zeroes the answer. Ends when the reader says so. */
  transmit(command: Uint8Array): Promise<Result<Uint8Array, ChannelFault>>;
  /** Called once when the card is pulled, or its reader goes. */
  onRemoved(listener: () => void): () => void;
  /** Takes the power off the card. Does not wait for a command that has not come back. */
  close(): Promise<void>;
}

/** `mute`: something is in the reader and does not answer. */
export type CardPresence = 'present' | 'notPresent' | 'mute' | 'unknown';

export interface ReaderSlot {
  readonly name: string;
  readonly card: CardPresence;
  /** What its program is, once a `probe` learnt it; null or left out where it tells nothing. */
  readonly firmware?: string | null;
}

/** Why the card service cannot be used: it does not run, says nothing, its library is not installed, or it refuses this user. */
export type ServiceFault = 'serviceAbsent' | 'serviceSilent' | 'libraryMissing' | 'serviceDenied';

/** The system's card service as the driver sees it: PC/SC (`pcsc-service.ts`) or memory (`simulated-service.ts`). */
export interface CardService {
  /** Also after the service was lost. The readers that are there are told by `onChange` soon after. */
  start(): Promise<Result<void, ServiceFault>>;
  /** The readers known now; none before `start` and after a loss. */
  slots(): readonly ReaderSlot[];
  /** A reader came or went, a card was put in or pulled. */
  onChange(listener: () => void): () => void;
  /** Called once per `start` when the service went away by itself. */
  onLost(listener: () => void): () => void;
  /** Asks the service about the reader without touching a card: proof that both are alive. */
  probe(reader: string): Promise<Result<void, ChannelFault>>;
  /** Powers the card in that reader. */
  connect(reader: string): Promise<Result<CardChannel, ChannelFault>>;
  stop(): void;
}
