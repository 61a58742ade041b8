import type { Clock } from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import type { LineFault } from './line.ts';
import type { ScannerLink } from './link.ts';

/** How long a read waits between two looks at the scanner: its status must not grow old under a person's hands. */
const LOOK_MS = 8_000;
/** A code that comes just then is left in peace for so long: some scanners begin anew when they are lit. */
const LET_COME_MS = 1_000;
const STILL_COMING_MS = 50;

/** What is made of a look. */
export interface Onlooker {
  /** Nobody waits any more, or the link is another one. */
  gone(): boolean;
  /** Whether what the scanner answers is believed. */
  trusting(): boolean;
  /** The settings were asked for. */
  asked(report: SettingsReport): void;
  /** It cannot be asked, and took the light. */
  lit(): void;
  /** It does not answer: nobody shall wait for it. */
  dead(fault: LineFault): void;
}

/**
 * While a code is waited for: asks what can be asked, and lights up again, which a scanner that is there takes and which
 * those with a time limit of their own need. Ends with `over`, or with one that is dead.
 */
export async function lookOn(link: ScannerLink, clock: Clock, over: AbortSignal, onlooker: Onlooker): Promise<void> {
  for (;;) {
    await clock.delay(LOOK_MS, over);
    await letCome(link, clock, over);
    if (onlooker.gone()) return;
    const asked = link.canBeAsked ? await link.check(onlooker.trusting()) : null;
    if (onlooker.gone()) return;
    if (asked) onlooker.asked(asked);
    // What came while it was asked.
    await letCome(link, clock, over);
    if (onlooker.gone()) return;
    const lit = asked?.fault ? asked.fault.fault : await link.trigger('on');
    if (onlooker.gone()) return;
    if (lit !== null) {
      onlooker.dead(lit);
      return;
    }
    if (!asked) onlooker.lit();
  }
}

/** Waits for the end of a code that has begun; not for ever, as one without its suffix never ends. */
async function letCome(link: ScannerLink, clock: Clock, over: AbortSignal): Promise<void> {
  for (let waited = 0; link.receiving && waited < LET_COME_MS && !over.aborted; waited += STILL_COMING_MS)
    await clock.delay(STILL_COMING_MS, over);
}
