import type { DeviceStatus, Supply } from '../contract/index.ts';
import { PrinterMemory } from '../receipt-printer/printer-memory.ts';
import { ROOM_IN_BIN } from './axes.ts';
import type { EnvelopeOf } from './envelope.ts';
import { payloadOf, printer } from './messages.ts';
import type { PrinterCapabilities, PrinterStatus } from './payloads/printer.ts';
import type { StorageUnit, StorageUnits } from './payloads/storage.ts';

type BinSupply = NonNullable<DeviceStatus['supplies']>[number];
type State = keyof typeof ROOM_IN_BIN;

interface Bin {
  readonly state: State;
  /** Papers in it and what it holds; null where the service does not count. */
  readonly papers: number | null;
  readonly holds: number | null;
}

/** The bin paper goes to is the roomiest: all together are as full as that one. */
const ROOMIEST_FIRST: readonly Supply[] = ['full', 'low', 'unknown', 'out'];
const BIN_HIGH = 0.8;

const binOf = ({ status, capacity, printer: unit }: StorageUnit): Bin => {
  const { initial, in: came, replenishmentStatus } = unit?.status ?? {};
  const broken = status !== null && status !== undefined && status !== 'ok' && status !== 'unknown';
  const counted = typeof initial === 'number' || typeof came === 'number';
  return {
    state: broken ? 'missing' : (replenishmentStatus ?? 'unknown'),
    papers: counted ? (initial ?? 0) + (came ?? 0) : null,
    // A capacity of 0 means that it is not known.
    holds: unit?.capabilities?.maxRetracts ?? (capacity || null),
  };
};

/**
 * Where papers nobody took end. What the service counts goes before what it calls its bins' state, and that before our
 * own count, which is all there is where it tells neither.
 */
export class RetractBins {
  readonly #memory: PrinterMemory;
  readonly #holds: number;
  #units: ReadonlyMap<string, Bin> = new Map();
  #numbered: readonly Bin[] = [];
  readonly #told = new Map<number, State>();
  /** The service would put nothing more in, whatever it counts. */
  #refused = false;

  constructor(options: { memory?: PrinterMemory; holds: number }) {
    this.#memory = options.memory ?? new PrinterMemory();
    this.#holds = options.holds;
  }

  /** Units of `Storage.GetStorage`; others than retract bins are passed over. */
  stored(units: StorageUnits | null): void {
    const bins = Object.entries(units ?? {}).filter(([, unit]) => unit.printer);
    const before = JSON.stringify([...this.#units]);
    this.#units = new Map(bins.map(([name, unit]) => [name, binOf(unit)]));
    if (JSON.stringify([...this.#units]) !== before) this.#refused = false;
  }

  /** Generation 1 tells its bins in the status. */
  seen(status: PrinterStatus | null | undefined, capabilities: PrinterCapabilities | null | undefined): void {
    this.#numbered = (status?.retractBins ?? []).map(({ state, count }, index) => ({
      state: state ?? 'unknown',
      papers: count ?? null,
      holds: capabilities?.maxRetract?.[index] || null,
    }));
    if (this.#numbered.length > 0) this.#told.clear();
  }

  /** The bins' own events; true when it was one. */
  hear(event: EnvelopeOf<'event' | 'unsolicited'>): boolean {
    const threshold = payloadOf(printer.retractBinThresholdEvent, event);
    const fitted = payloadOf(printer.retractBinStatusEvent, event);
    if (threshold === null && fitted === null) return false;
    const number = threshold?.binNumber ?? fitted?.binNumber ?? 1;
    // One that was put in again may hold anything.
    const state = threshold?.state ?? (fitted?.state === 'removed' ? 'missing' : 'unknown');
    this.#told.set(number, state);
    this.#refused = false;
    this.#numbered = this.#numbered.map((bin, index) => (index + 1 === number ? { ...bin, state } : bin));
    return true;
  }

  /** A paper came into one; counted here where the service does not. */
  received(): void {
    this.#memory.retracted += 1;
  }

  refusedAsFull(): void {
    this.#refused = true;
  }

  holdsAtLeast(papers: number, emptiedAt: number): void {
    this.#memory.binHolds(papers, emptiedAt);
    // A person emptied it: what was said of it before is over.
    if (papers > 0) return;
    this.#told.clear();
    this.#refused = false;
  }

  /** Room left over all bins, in the words of a supply. */
  supply(): BinSupply {
    const bins = this.#units.size > 0 ? [...this.#units.values()] : this.#numbered;
    const told = [
      ...bins.map(roomOf),
      ...(bins.length > 0 ? [] : [...this.#told.values()].map((state) => ROOM_IN_BIN[state])),
    ];
    const own = this.#memory.retracted / this.#holds;
    const counted = own >= 1 ? 'out' : own >= BIN_HIGH ? 'low' : 'full';
    const level = this.#refused ? 'out' : (ROOMIEST_FIRST.find((one) => told.includes(one)) ?? counted);
    return { name: 'retractBin', level: level === 'unknown' ? counted : level, percent: percentOf(bins) ?? left(own) };
  }

  /** Does the service tell of any? */
  get told(): boolean {
    return this.#units.size + this.#numbered.length + this.#told.size > 0;
  }

  get isFull(): boolean {
    return this.supply().level === 'out';
  }

  /** The unit with most room, to name in `RetractMedia`; a service without Storage has one bin. */
  roomiest(): { readonly unit: string; readonly number: number } {
    const names = [...this.#units].filter(([, bin]) => roomOf(bin) !== 'out').map(([name]) => name);
    const index = this.#numbered.findIndex((bin) => roomOf(bin) !== 'out');
    return { unit: names[0] ?? [...this.#units.keys()][0] ?? 'unit1', number: index + 1 || 1 };
  }
}

function roomOf({ state, papers, holds }: Bin): Supply {
  if (state !== 'unknown' || papers === null || holds === null) return ROOM_IN_BIN[state];
  return papers >= holds ? 'out' : papers >= holds * BIN_HIGH ? 'low' : 'full';
}

const left = (used: number): number => Math.min(100, Math.max(0, Math.round((1 - used) * 100)));

/** Over all bins, where the service counts them all. */
function percentOf(bins: readonly Bin[]): number | null {
  if (bins.length === 0 || bins.some(({ papers, holds }) => papers === null || holds === null)) return null;
  const sum = (of: 'papers' | 'holds') => bins.reduce((total, bin) => total + (bin[of] ?? 0), 0);
  return left(sum('papers') / sum('holds'));
}
