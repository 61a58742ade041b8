import type { DiagnosticsPage, PartLine } from '../../contract/diagnostics.ts';
import { fittedOf, parts } from './parts.ts';
import type { DiagnosticsServices } from './services.ts';
import { asRecord, isOfOtherUnit, unitNow } from './test-record.ts';
import { testsOf } from './tests.ts';

/**
 * A passed test counts this long. No standard says it for such machines; a month is the usual round of branch
 * maintenance, and a part that nobody tested since the last round is not known to work.
 */
export const VALID_DAYS = 30;
const DAY_MS = 86_400_000;

type Row = Extract<DiagnosticsPage, { page: 'readiness' }>['rows'][number];

export interface Readiness {
  readonly ready: boolean;
  /** Every part as it is now, the worst first. */
  readonly present: PartLine[];
  readonly rows: Row[];
}

/** It cannot serve now, or nobody knows whether it can. */
export const isAway = ({ severity }: Pick<PartLine, 'severity'>): boolean =>
  severity === 'now' || severity === 'unknown';

/**
 * The newest verdict of every test that this machine should have, and how it is now; ready only if all passed lately enough,
 * with the units that are there now, and no part is away.
 */
export function readiness(services: DiagnosticsServices): Readiness {
  const verdicts = services.ledger.service.newestVerdicts();
  const now = services.wallMs();
  const rows = testsOf(fittedOf(services), services).map(({ what, title }): Row => {
    const newest = verdicts.ok ? verdicts.value.find((one) => one.what === what) : undefined;
    const base = { what, title, newest: newest === undefined ? null : asRecord(newest) };
    if (newest === undefined) return { ...base, state: 'missing' };
    const unit = unitNow(services, what);
    if (isOfOtherUnit(newest, unit)) return { ...base, state: 'otherUnit' };
    if (newest.outcome !== 'passed') return { ...base, state: 'failed' };
    if (unit !== undefined && unit !== newest.identity) return { ...base, state: 'unknownUnit' };
    // A test from the future was made under another clock: how old it is, nobody knows.
    const age = now - newest.at;
    return { ...base, state: age > VALID_DAYS * DAY_MS || age < -DAY_MS ? 'old' : 'passed' };
  });
  const present = parts(services);
  return { ready: rows.every(({ state }) => state === 'passed') && !present.some(isAway), present, rows };
}
