import type { Card, Client, Reader } from 'pcsc-mini';
import { fail, ok, type Result, systemClock } from '../contract/index.ts';
import type { CardChannel, CardPresence, CardService, ChannelFault, ReaderSlot, ServiceFault } from './channel.ts';
import { pcscdAnswers } from './pcscd-answers.ts';

type Pcsc = typeof import('pcsc-mini');

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

const channelFaultOf = (thrown: unknown): ChannelFault => FAULTS[codeOf(thrown)] ?? 'failed';

interface Slot {
  readonly reader: Reader;
  card: CardPresence;
  /** Native calls of this reader that have not come back; each blocks one of the few threads for native work. */
  pending: number;
  readonly removed: Set<() => void>;
}

/**
 * The system's PC/SC service: pcscd, or the one of Windows and macOS. A client of it dies with the service, so every `start`
 * makes a new one. Thrown errors of the native module end here.
 */
export class PcscCardService implements CardService {
  #pcsc: Pcsc | null = null;
  #client: Client | null = null;
  readonly #slots = new Map<string, Slot>();
  readonly #changed = new Set<() => void>();
  readonly #lost = new Set<() => void>();

  async start(): Promise<Result<void, ServiceFault>> {
    this.stop();
    try {
      // Loaded late: without libpcsclite the import itself fails, and that must not keep other devices from starting.
      this.#pcsc = await import('pcsc-mini');
    } catch {
      return fail('libraryMissing');
    }
    const pcsc = this.#pcsc;
    if (!(await pcscdAnswers())) return fail('serviceSilent');
    const client = new pcsc.Client();
    client.on('error', () => {
      if (this.#client !== client) return;
      this.stop();
      for (const listener of [...this.#lost]) listener();
    });
    client.on('reader', (reader) => {
      if (this.#client === client) this.#watch(pcsc, client, reader);
    });
    this.#client = client;
    try {
      client.start();
      return ok(undefined);
    } catch (thrown) {
      this.#client = null;
      return fail(codeOf(thrown) === 'SecurityViolation' ? 'serviceDenied' : 'serviceAbsent');
    }
  }

  slots(): readonly ReaderSlot[] {
    return [...this.#slots].map(([name, { card }]) => ({ name, card }));
  }

  onChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  async probe(name: string): Promise<Result<void, ChannelFault>> {
    const pcsc = this.#pcsc;
    const slot = this.#slots.get(name);
    if (!pcsc || !slot) return fail(this.#client ? 'readerLost' : 'serviceLost');
    // The command that is out is being waited for by somebody else.
    if (slot.pending > 0) return ok(undefined);
    try {
      const connected = await slot.reader.connect(pcsc.CardMode.DIRECT, pcsc.Protocol.UNSET);
      await connected.disconnect(pcsc.CardDisposition.LEAVE);
      return ok(undefined);
    } catch (thrown) {
      const fault = channelFaultOf(thrown);
      // Whatever was said of the card, both the service and the reader answered.
      return fault === 'serviceLost' || fault === 'readerLost' ? fail(fault) : ok(undefined);
    }
  }

  async connect(name: string): Promise<Result<CardChannel, ChannelFault>> {
    const pcsc = this.#pcsc;
    const slot = this.#slots.get(name);
    if (!pcsc || !slot) return fail(this.#client ? 'readerLost' : 'serviceLost');
    if (slot.pending > 0) return fail('stuck');
    slot.pending += 1;
    try {
      // Exclusive: no other program's commands come between ours, and none reads what we selected.
      const card = await slot.reader.connect(pcsc.CardMode.EXCLUSIVE);
      return ok(new PcscChannel(card, slot, pcsc.CardDisposition.UNPOWER));
    } catch (thrown) {
      return fail(channelFaultOf(thrown));
    } finally {
      slot.pending -= 1;
    }
  }

  stop(): void {
    const client = this.#client;
    this.#client = null;
    for (const slot of this.#slots.values()) tellRemoved(slot);
    this.#slots.clear();
    if (client) void retire(client);
  }

  #watch(pcsc: Pcsc, client: Client, reader: Reader): void {
    const { ReaderStatus } = pcsc;
    const slot: Slot = { reader, card: 'unknown', pending: 0, removed: new Set() };
    this.#slots.set(reader.name(), slot);
    const tell = () => {
      if (this.#client === client) for (const listener of [...this.#changed]) listener();
    };
    reader.on('change', (status) => {
      if (status.has(ReaderStatus.EMPTY)) slot.card = 'notPresent';
      else if (status.has(ReaderStatus.MUTE)) slot.card = 'mute';
      else slot.card = status.has(ReaderStatus.PRESENT) ? 'present' : 'unknown';
      if (slot.card === 'notPresent') tellRemoved(slot);
      tell();
    });
    reader.on('disconnect', () => {
      if (this.#slots.get(reader.name()) === slot) this.#slots.delete(reader.name());
      tellRemoved(slot);
      tell();
    });
  }
}

const LOOKED_FOR_MS = 1_000;
/**
 * One a death of the service, kept for good: pcsc-mini would stop it once more when it is collected, and the error of that is
 * nobody's to catch and ends the process.
 */
const unstoppable = new Set<Client>();

/** Stopping a client asks the service, and waits for it: one that says nothing is waited for elsewhere. */
async function retire(client: Client): Promise<void> {
  while (!(await pcscdAnswers())) await systemClock.delay(LOOKED_FOR_MS);
  try {
    client.stop();
  } catch {
    // A client whose service is dead cannot say goodbye to it.
    unstoppable.add(client);
  }
}

function tellRemoved(slot: Slot): void {
  for (const listener of [...slot.removed]) listener();
  slot.removed.clear();
}

class PcscChannel implements CardChannel {
  readonly #card: Card;
  readonly #slot: Slot;
  readonly #disposition: Parameters<Card['disconnect']>[0];
  #last: Promise<unknown> = Promise.resolve();

  constructor(card: Card, slot: Slot, disposition: Parameters<Card['disconnect']>[0]) {
    this.#card = card;
    this.#slot = slot;
    this.#disposition = disposition;
  }

  async transmit(command: Uint8Array): Promise<Result<Uint8Array, ChannelFault>> {
    if (this.#slot.pending > 0) return fail('stuck');
    this.#slot.pending += 1;
    const answer = this.#card.transmit(command);
    this.#last = answer;
    try {
      return ok(await answer);
    } catch (thrown) {
      return fail(channelFaultOf(thrown));
    } finally {
      this.#slot.pending -= 1;
    }
  }

  onRemoved(listener: () => void): () => void {
    this.#slot.removed.add(listener);
    return () => this.#slot.removed.delete(listener);
  }

  async close(): Promise<void> {
    const waiting = this.#slot.pending > 0;
    this.#slot.pending += 1;
    const disconnected = this.#last
      .catch(() => undefined)
      .then(() => this.#card.disconnect(this.#disposition))
      // A card or service that is gone has nothing left to be taken from.
      .catch(() => undefined)
      .finally(() => {
        this.#slot.pending -= 1;
      });
    if (!waiting) await disconnected;
  }
}
