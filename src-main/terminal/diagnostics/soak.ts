import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { DiagnosticsPage } from '../../contract/diagnostics.ts';
import { whenFree } from '../session/effects/when-free.ts';
import { countTestPaper } from './consumption.ts';
import { fittedOf } from './parts.ts';
import type { DiagnosticsServices } from './services.ts';
import { deviceTests, type TestKind } from './tests.ts';

/** How long a card or code is looked for in each round; nothing there is not a failure. */
const LOOK_MS = 1500;
/** Codes that say that nobody laid anything there. */
const NOTHING_THERE: readonly string[] = ['noCard', 'noCode', 'canceled'];

type View = Extract<DiagnosticsPage, { page: 'soak' }>;

interface Tally {
  readonly kind: TestKind;
  passed: number;
  failed: number;
  /** Milliseconds of each passed run. */
  took: number[];
}

/** What one round does: ask every device, read what lies there, print only when that was asked for. */
export function soakKinds(fitted: readonly DeviceClass[], printing: boolean): TestKind[] {
  return fitted
    .flatMap((device) => deviceTests[device])
    .filter(({ level, device }) => level !== 'external' || (printing && device === 'receiptPrinter'));
}

/** "Read, print, scan" over and over, until the rounds are done or somebody stops it. */
export class Soak {
  readonly #services: DiagnosticsServices;
  readonly #changed: () => void;
  readonly #abort = new AbortController();
  readonly #tallies: Tally[];
  readonly #rounds: number;
  readonly #printing: boolean;
  readonly #begun: number;
  #ended: number | null = null;
  #round = 0;

  constructor(services: DiagnosticsServices, options: { rounds: number; printing: boolean; changed: () => void }) {
    this.#services = services;
    this.#changed = options.changed;
    this.#rounds = options.rounds;
    this.#printing = options.printing;
    this.#begun = services.now();
    const kinds = soakKinds(fittedOf(services), options.printing);
    this.#tallies = kinds.map((kind) => ({ kind, passed: 0, failed: 0, took: [] }));
  }

  get failures(): number {
    return this.#tallies.reduce((sum, { failed }) => sum + failed, 0);
  }

  get round(): number {
    return this.#round;
  }

  view(): View {
    return {
      page: 'soak',
      running: this.#ended === null,
      round: this.#round,
      rounds: this.#rounds,
      failures: this.failures,
      printing: this.#printing,
      seconds: Math.round(((this.#ended ?? this.#services.now()) - this.#begun) / 1000),
      parts: this.#tallies.map(({ kind, passed, failed, took }) => ({
        what: kind.what,
        title: kind.title,
        passed,
        failed,
        medianMs: median(took),
      })),
    };
  }

  /** Resolves when it is over; false when it was stopped before its last round. */
  async run(): Promise<boolean> {
    for (this.#round = 1; this.#round <= this.#rounds && !this.#abort.signal.aborted; this.#round++) {
      for (const tally of this.#tallies) {
        if (this.#abort.signal.aborted) break;
        await this.#once(tally);
        this.#changed();
      }
    }
    const whole = !this.#abort.signal.aborted;
    // Counted one too far by the loop; a round that was cut off does not count.
    this.#round = Math.max(0, this.#round - (whole ? 1 : 2));
    this.#ended = this.#services.now();
    this.#changed();
    return whole;
  }

  /** The command under way is called off; paper that moves comes out to its end. */
  stop(): void {
    this.#abort.abort();
  }

  async #once(tally: Tally): Promise<void> {
    const { device, level, seconds } = tally.kind;
    if (device === null || level === null) return;
    const { devices, now } = this.#services;
    const begun = now();
    const check = { deviceClass: device, level, timeoutMs: level === 'interactive' ? LOOK_MS : seconds * 1000 };
    const { signal } = this.#abort;
    const done = await whenFree(() => devices.request('device.checkHealth', check, { signal }), signal);
    countTestPaper(this.#services, tally.kind, done);
    const code = done.ok ? done.value.code : done.error.errorCode;
    const fine = done.ok && done.value.passed;
    if (!fine && (NOTHING_THERE.includes(code) || signal.aborted)) return;
    if (!fine) tally.failed += 1;
    else {
      tally.passed += 1;
      tally.took.push(now() - begun);
    }
  }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : Math.round(middle);
}
