import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { DiagnosticsPage } from '../../contract/diagnostics.ts';
import { whenFree } from '../devices/when-free.ts';
import { countTestPaper } from './consumption.ts';
import { median } from './median.ts';
import { fittedOf } from './parts.ts';
import type { DiagnosticsServices } from './services.ts';
import type { Machine } from './test-lacks.ts';
import type { Verdict } from './test-record.ts';
import { type TestKind, testsOfDevice } from './tests.ts';

/** How long a card or code is looked for in each round; nothing there is not a failure. */
const LOOK_MS = 1500;
/** Codes of a look that ended without anything laid or held there: of readers, and of cameras and wedge scanners. */
const NOTHING_THERE: readonly string[] = ['noCard', 'noCode', 'timeOut'];

type View = Extract<DiagnosticsPage, { page: 'soak' }>;

interface Tally {
  readonly kind: TestKind;
  passed: number;
  failed: number;
  empty: number;
  /** Milliseconds of each passed run. */
  took: number[];
}

/** What one round does: ask every device, read what lies there, print only when that was asked for. No hands. */
function soakKinds(fitted: readonly DeviceClass[], printing: boolean, machine: Machine): TestKind[] {
  return fitted
    .flatMap((device) => testsOfDevice(device, machine))
    .filter(({ level, device }) => {
      if (level === 'external') return printing && device === 'receiptPrinter';
      return level === 'internal' || device !== 'auxiliaries';
    });
}

/**
 * How a soak ended, in machine words. One that read nothing although it could read proved nothing of reading, and one
 * without a device proved nothing at all.
 */
function soakVerdict(
  tallies: readonly Pick<Tally, 'kind' | 'passed' | 'failed'>[],
  whole: boolean,
  rounds: number,
): Verdict {
  const sum = (of: readonly Pick<Tally, 'passed'>[]) => of.reduce((all, { passed }) => all + passed, 0);
  const failures = tallies.reduce((all, { failed }) => all + failed, 0);
  const readers = tallies.filter(({ kind }) => kind.level === 'interactive');
  const printers = tallies.filter(({ kind }) => kind.level === 'external');
  const reads = readers.map(({ kind, passed }) => `${kind.device} ${passed}`).join(', ');
  const evidence = [
    `${rounds} rounds, ${failures} failures`,
    readers.length === 0 ? 'no reader' : `read: ${reads}`,
    ...(printers.length === 0 ? [] : [`printed ${sum(printers)}`]),
  ].join('; ');
  if (!whole) return { outcome: 'canceled', code: 'canceled', evidence };
  if (tallies.length === 0) return { outcome: 'failed', code: 'nothing-tested', evidence };
  if (failures > 0) return { outcome: 'failed', code: 'failures', evidence };
  if (readers.length > 0 && sum(readers) === 0) return { outcome: 'failed', code: 'nothing-read', evidence };
  return { outcome: 'passed', code: 'no-failures', evidence };
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
    const kinds = soakKinds(fittedOf(services), options.printing, services);
    this.#tallies = kinds.map((kind) => ({ kind, passed: 0, failed: 0, empty: 0, took: [] }));
  }

  view(): View {
    return {
      page: 'soak',
      running: this.#ended === null,
      round: this.#round,
      rounds: this.#rounds,
      failures: this.#tallies.reduce((sum, { failed }) => sum + failed, 0),
      printing: this.#printing,
      seconds: Math.round(((this.#ended ?? this.#services.now()) - this.#begun) / 1000),
      parts: this.#tallies.map(({ kind, passed, failed, empty, took }) => ({
        what: kind.what,
        title: kind.title,
        passed,
        failed,
        empty,
        medianMs: median(took.map(Math.round)),
      })),
    };
  }

  /** Resolves with how it went when it is over, by its last round or because it was stopped. */
  async run(): Promise<Verdict> {
    const { signal } = this.#abort;
    let whole = 0;
    while (whole < this.#rounds && !signal.aborted) {
      this.#round = whole + 1;
      for (const tally of this.#tallies) {
        if (signal.aborted) break;
        await this.#once(tally);
        this.#changed();
      }
      if (!signal.aborted) whole += 1;
    }
    // A round that was cut off does not count.
    this.#round = whole;
    this.#ended = this.#services.now();
    this.#changed();
    return soakVerdict(this.#tallies, !signal.aborted, whole);
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
    if (!fine && signal.aborted) return;
    if (!fine && level === 'interactive' && NOTHING_THERE.includes(code)) tally.empty += 1;
    else if (!fine) tally.failed += 1;
    else {
      tally.passed += 1;
      tally.took.push(now() - begun);
    }
  }
}
