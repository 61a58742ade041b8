import type { Config } from '../../contract/config.ts';
import type { HelpView } from '../../contract/screen-parts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { clockOf, staffCanCome } from './staff-hours.ts';

/** So long nobody needs to press again; whoever still waits then may, and the platform hears it once more. */
export const CALL_AGAIN_MS = 10 * 60_000;
/** So long an acknowledgement is of interest to whoever stands there. */
const ACKNOWLEDGED_MS = 10 * 60_000;

export interface HelpDeskOptions {
  readonly site: Config['site'];
  readonly ledger: Pick<Ledger, 'service'>;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** The ledger holds something new for the platform. */
  readonly recorded: () => void;
}

/**
 * Calls for staff. One is open at most; what it holds is when and at which screen, and nothing of who pressed. Where nobody
 * of staff can come there is none to be made, and the phone number stays the answer.
 */
export class HelpDesk {
  readonly #options: HelpDeskOptions;

  constructor(options: HelpDeskOptions) {
    this.#options = options;
  }

  /** What the help screen shows; undefined where nobody can be called and nobody was. */
  view(): HelpView | undefined {
    const { site, ledger, wallMs } = this.#options;
    const now = wallMs();
    const newest = ledger.service.newestHelp();
    // A ledger that cannot be read cannot take a call either.
    if (!newest.ok) return undefined;
    const request = newest.value;
    const open = request !== null && request.acknowledgedAt === null ? request : null;
    const seen = request?.acknowledgedAt ?? null;
    const view = {
      mayCall: staffCanCome(site, new Date(now)) && (open === null || !recent(open.askedLast, CALL_AGAIN_MS, now)),
      calledAt: open === null ? null : clockOf(new Date(open.askedLast)),
      acknowledgedAt: seen !== null && recent(seen, ACKNOWLEDGED_MS, now) ? clockOf(new Date(seen)) : null,
    };
    return view.mayCall || view.calledAt !== null || view.acknowledgedAt !== null ? view : undefined;
  }

  /** Somebody pressed the button at this screen. False where it is not offered, or the ledger did not take it. */
  call(screen: string): boolean {
    const { ledger, recorded } = this.#options;
    if (this.view()?.mayCall !== true || !ledger.service.askHelp(screen).ok) return false;
    recorded();
    return true;
  }
}

/** A clock that was set back makes nothing recent for ever. */
const recent = (at: number, withinMs: number, now: number): boolean => now >= at && now - at < withinMs;
