import type { Clock, DeviceStatus } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import type { IppClient } from './client.ts';
import {
  conditionOf,
  GLANCE_ATTRIBUTES,
  glimpseOf,
  IDLE,
  type PrinterCondition,
  STATE_ATTRIBUTES,
} from './condition.ts';
import { DESCRIPTION_ATTRIBUTES, descriptionOf, type PrinterDescription } from './description.ts';
import { type Failure, lost, refused } from './faults.ts';
import type { SpecialPaper } from './special-paper.ts';
import { closed } from './standstill.ts';

/** Silent, or answering nonsense, so often in a row and for so long it is called gone: quick looks alone prove nothing. */
const SILENCES = 3;
const FORGIVEN_MS = 10_000;

/** It went, or it is silent or at work for somebody else; every other failure is one of how it is set up. */
const AWAY: ReadonlySet<string> = new Set(['port-not-found', 'no-answer', 'hung-up', 'printer-busy']);

/** Said by a printer that is there: nonsense, or that it has no time. */
export const PASSING: ReadonlySet<string> = new Set(['bad-frames', 'printer-busy']);

/** Where the status is kept and told. */
interface StatusBoard {
  status(): DeviceStatus;
  observe(change: Partial<DeviceStatus>): void;
}

/** What is known of the printer: asked in one question, told as a status. */
export class PrinterView {
  readonly #spooler: boolean | undefined;
  readonly #special: SpecialPaper | null;
  readonly #tray: string | null;
  readonly #told: StatusBoard;
  readonly #clock: Clock;
  #resting: ReadonlySet<string> = new Set();
  /** Open or opening: what an answer of any other says is no longer our status. */
  #live: IppClient | null = null;
  #silences = 0;
  /** The first of them. */
  #silentSince = 0;
  /** It answered since it was opened: then one lost answer is no news. */
  #answered = false;
  /** What a glance would have shown when it was asked in full last; null where that had no answer. */
  #glimpse: string | null = null;
  description: PrinterDescription | null = null;
  condition: PrinterCondition | null = null;
  /** While a job runs no single trouble is news. */
  jobRuns = false;

  /** `spooler`: told by the configuration; found out by itself where it says nothing. `tray`: that of plain paper. */
  constructor(options: {
    spooler: boolean | undefined;
    special: SpecialPaper | null;
    tray: string | null;
    told: StatusBoard;
    clock: Clock;
  }) {
    this.#spooler = options.spooler;
    this.#special = options.special;
    this.#tray = options.tray;
    this.#told = options.told;
    this.#clock = options.clock;
  }

  isOf(client: IppClient): boolean {
    return this.#live === client;
  }

  begin(client: IppClient): void {
    this.#live = client;
    this.#answered = false;
  }

  end(): void {
    this.#live = null;
    this.#glimpse = null;
    this.condition = null;
  }

  /** One small question: true when it shows what was seen when it was asked in full last. */
  async isUnchanged(client: IppClient): Promise<boolean> {
    if (this.#glimpse === null) return false;
    const answer = await client.glance(GLANCE_ATTRIBUTES);
    return answer.ok && answer.value.statusClass === 'ok' && glimpseOf(answer.value.printer) === this.#glimpse;
  }

  /** One question for state and description together; null when the printer answered. */
  async observe(client: IppClient): Promise<Failure | null> {
    const answer = await client.printerAttributes([...DESCRIPTION_ATTRIBUTES, ...STATE_ATTRIBUTES]);
    if (this.#live !== client) return closed('none');
    this.#glimpse = null;
    if (!answer.ok || answer.value.statusClass !== 'ok') {
      const failure = answer.ok ? refused(answer.value, 'none') : lost(answer.error, 'none');
      const { errorCode, message } = failure.error;
      if (this.#silences === 0) this.#silentSince = this.#clock.now();
      this.#silences += 1;
      // What was seen last grows old meanwhile. "Busy" is temporary by its name (0502, 0505, 0507; RFC 8011 appendix B);
      // another refusal, and a connection that the system says is broken, are no silence.
      const lostOne = PASSING.has(errorCode) || (!answer.ok && answer.error.silent);
      const wait = this.jobRuns || (this.#answered && lostOne);
      const over = this.#silences >= SILENCES && this.#clock.now() - this.#silentSince >= FORGIVEN_MS;
      if (!wait || over) {
        this.unreachable(errorCode, message, AWAY.has(errorCode) ? 'maintenance' : 'configuration');
      }
      return failure;
    }
    this.#silences = 0;
    this.#answered = true;
    this.#take(answer.value.printer);
    return null;
  }

  unreachable(fault: string, evidence: string, action: DeviceStatus['action']): void {
    this.condition = null;
    const device = fault === 'port-not-found' ? 'noDevice' : 'offline';
    this.update({ device, paper: 'unknown', action, faults: [fault], supplies: [], evidence });
  }

  update(change: Partial<DeviceStatus>): void {
    const others = (change.supplies ?? this.#told.status().supplies ?? []).filter(
      ({ name }) => name !== 'specialPaper',
    );
    this.#told.observe({ ...change, supplies: this.#special ? [...others, this.#special.supply()] : others });
  }

  #take(printer: Attributes): void {
    this.#glimpse = glimpseOf(printer);
    const found = descriptionOf(printer);
    const description = { ...found, spooler: this.#spooler ?? found.spooler };
    this.description = description;
    this.condition = conditionOf(printer, { tray: this.#tray, resting: this.#resting });
    if (this.condition.state === IDLE) this.#resting = new Set(printer.strings('printer-state-reasons'));
    const { identity, model, firmware } = description;
    this.update({ ...this.condition.axes, identity, model, firmware });
  }
}
