import { type Clock, fail, ok, type Result, systemClock } from '../contract/index.ts';
import type { CardChannel, CardPresence, CardService, ChannelFault, ReaderSlot, ServiceFault } from './channel.ts';
import { readerVersion } from './reader-version.ts';
import type { SimulatedCard } from './simulated-card.ts';

interface Slot {
  /** Pulled, and the service has not noticed. */
  ghost: boolean;
  card: SimulatedCard | null;
  connected: boolean;
  readonly gone: Set<(fault: ChannelFault) => void>;
  /** As the service knows it once it was asked. */
  firmware?: string | null;
}

/** PC/SC in memory: readers to plug, cards to put in and pull, a service to kill. Cards answer as they are scripted. */
export class SimulatedCardService implements CardService {
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  readonly #changed = new Set<() => void>();
  readonly #lost = new Set<() => void>();
  #state: 'running' | ServiceFault = 'running';
  #started = false;
  /** The service takes questions and never answers them. */
  hung = false;
  /** What its readers answer to `VENDOR_IFD_VERSION`; null: they do not know it. */
  version: Uint8Array | null = null;

  constructor(readers: readonly string[] = ['Simulated reader 00 00'], clock: Clock = systemClock) {
    this.#clock = clock;
    for (const name of readers) this.#slots.set(name, { ghost: false, card: null, connected: false, gone: new Set() });
  }

  plugReader(name: string): void {
    this.#slots.set(name, { ghost: false, card: null, connected: false, gone: new Set() });
    this.#tell();
  }

  unplugReader(name: string): void {
    this.#end(this.#slots.get(name), 'readerLost');
    this.#slots.delete(name);
    this.#tell();
  }

  insert(card: SimulatedCard, name = this.#only()): void {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`no reader ${name}`);
    slot.card = card;
    slot.ghost = false;
    this.#tell();
  }

  /** Pulls the card now; the service, which looks only now and then, notices later. */
  async pullUnnoticed(noticedAfterMs: number, name = this.#only()): Promise<void> {
    const slot = this.#slots.get(name);
    if (!slot) return;
    slot.card = null;
    slot.ghost = true;
    await this.#clock.delay(noticedAfterMs);
    if (slot.ghost) this.pull(name);
  }

  pull(name = this.#only()): void {
    const slot = this.#slots.get(name);
    if (!slot) return;
    slot.card = null;
    slot.ghost = false;
    this.#end(slot, 'removed');
    this.#tell();
  }

  die(fault: ServiceFault = 'serviceAbsent'): void {
    this.#state = fault;
    if (!this.#started) return;
    this.#started = false;
    for (const slot of this.#slots.values()) this.#end(slot, 'serviceLost');
    for (const listener of [...this.#lost]) listener();
  }

  revive(): void {
    this.#state = 'running';
  }

  async start(): Promise<Result<void, ServiceFault>> {
    if (this.#state !== 'running') return fail(this.#state);
    this.#started = true;
    return ok(undefined);
  }

  slots(): readonly ReaderSlot[] {
    if (!this.#started) return [];
    return [...this.#slots].map(([name, slot]) => ({
      name,
      card: slot.ghost ? 'present' : presence(slot.card),
      firmware: slot.firmware ?? null,
    }));
  }

  onChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  async probe(reader: string): Promise<Result<void, ChannelFault>> {
    if (this.hung) return new Promise(() => undefined);
    const slot = this.#slots.get(reader);
    if (!slot) return fail('readerLost');
    slot.firmware ??= this.version && readerVersion(this.version);
    return ok(undefined);
  }

  async connect(reader: string): Promise<Result<CardChannel, ChannelFault>> {
    const slot = this.#slots.get(reader);
    if (!this.#started) return fail('serviceLost');
    if (!slot) return fail('readerLost');
    if (!slot.card) return fail('removed');
    if (slot.card.mute) return fail('mute');
    if (slot.connected) return fail('inUse');
    slot.card.reset();
    slot.connected = true;
    return ok(this.#channel(slot, reader, slot.card));
  }

  stop(): void {
    this.#started = false;
  }

  #channel(slot: Slot, name: string, card: SimulatedCard): CardChannel {
    return {
      transmit: (command) =>
        new Promise((resolve) => {
          const end = (fault: ChannelFault) => resolve(fail(fault));
          slot.gone.add(end);
          const settle = (result: Result<Uint8Array, ChannelFault>) => {
            slot.gone.delete(end);
            resolve(result);
          };
          if (slot.card !== card) return settle(fail('removed'));
          const answer = card.take(command);
          if (answer.kind === 'answer') {
            void this.#clock.delay(answer.delayMs).then(() => settle(ok(answer.bytes.slice())));
          } else if (answer.kind === 'pulled') {
            this.pull(name);
          }
        }),
      onRemoved: (listener) => {
        const gone = () => listener();
        slot.gone.add(gone);
        return () => slot.gone.delete(gone);
      },
      close: async () => {
        slot.connected = false;
      },
    };
  }

  #end(slot: Slot | undefined, fault: ChannelFault): void {
    for (const listener of [...(slot?.gone ?? [])]) listener(fault);
    slot?.gone.clear();
  }

  #only(): string {
    return [...this.#slots.keys()][0] ?? '';
  }

  #tell(): void {
    if (this.#started) for (const listener of [...this.#changed]) listener();
  }
}

const presence = (card: SimulatedCard | null): CardPresence => (card ? (card.mute ? 'mute' : 'present') : 'notPresent');
