import type { Card } from 'pcsc-mini';
import { fail, ok, type Result } from '../contract/index.ts';
import type { CardChannel, ChannelFault } from './channel.ts';
import type { Slot } from './pcsc-client.ts';

/** Error codes of pcsc-mini 0.1.3, which are the names of PC/SC's return values. What is not listed is `failed`. */
const FAULTS: Readonly<Record<string, ChannelFault>> = {
  NoSmartCard: 'removed',
  RemovedCard: 'removed',
  UnresponsiveCard: 'mute',
  UnpoweredCard: 'mute',
  UnsupportedCard: 'mute',
  SharingViolation: 'inUse',
  UnknownReader: 'readerLost',
  ReaderUnavailable: 'readerLost',
  NoReadersAvailable: 'readerLost',
  NoService: 'serviceLost',
  ServiceStopped: 'serviceLost',
  CommError: 'serviceLost',
  InvalidHandle: 'serviceLost',
};

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

export const channelFaultOf = (thrown: unknown): ChannelFault => FAULTS[codeOf(thrown)] ?? 'failed';

/**
 * What a call of pcsc-mini answered, ours alone. 0.1.3 keeps the buffer of every answer as long as the process lives: what it
 * keeps is emptied, so that nobody's name and number stay in the memory of a machine that everybody uses.
 */
export function answered(kept: Uint8Array): Uint8Array {
  const { buffer } = kept;
  const bytes = Uint8Array.from(kept);
  kept.fill(0);
  // A moved buffer is garbage like any other, and leaves none of its bytes where it was.
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
  return bytes;
}

/** Native calls of a reader that have not come back; each blocks one of the few threads for native work. */
export interface Calls {
  pending: number;
}

/** One card in one reader, ours alone until it is closed. */
export class PcscChannel implements CardChannel {
  readonly #card: Card;
  readonly #slot: Slot;
  readonly #calls: Calls;
  readonly #disposition: Parameters<Card['disconnect']>[0];
  readonly #removed = new Set<() => void>();
  readonly #ended: () => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    card: Card,
    { slot, calls }: { readonly slot: Slot; readonly calls: Calls },
    disposition: Parameters<Card['disconnect']>[0],
    ended: () => void,
  ) {
    this.#card = card;
    this.#slot = slot;
    this.#calls = calls;
    this.#disposition = disposition;
    this.#ended = ended;
    slot.removed.add(this.lost);
  }

  async transmit(command: Uint8Array): Promise<Result<Uint8Array, ChannelFault>> {
    if (this.#calls.pending > 0) return fail('stuck');
    this.#calls.pending += 1;
    const answer = this.#card.transmit(command);
    this.#last = answer;
    try {
      return ok(answered(await answer));
    } catch (thrown) {
      return fail(channelFaultOf(thrown));
    } finally {
      this.#calls.pending -= 1;
    }
  }

  onRemoved(listener: () => void): () => void {
    this.#removed.add(listener);
    return () => this.#removed.delete(listener);
  }

  /** The card was pulled, its reader or the service went, or nobody wants it any more. */
  readonly lost = (): void => {
    this.#slot.removed.delete(this.lost);
    for (const listener of [...this.#removed]) listener();
    this.#removed.clear();
  };

  async close(): Promise<void> {
    this.#slot.removed.delete(this.lost);
    this.#ended();
    const waiting = this.#calls.pending > 0;
    this.#calls.pending += 1;
    const disconnected = this.#last
      .catch(() => undefined)
      .then(() => this.#card.disconnect(this.#disposition))
      // A card or service that is gone has nothing left to be taken from.
      .catch(() => undefined)
      .finally(() => {
        this.#calls.pending -= 1;
      });
    if (!waiting) await disconnected;
  }
}
