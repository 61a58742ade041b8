import type { TestRecord } from '../../contract/diagnostics.ts';
import type { TestRow } from '../ledger/service.ts';
import type { PageContext } from './page.ts';
import type { DiagnosticsServices } from './services.ts';
import { testAdvice } from './test-advice.ts';
import { deviceOfTest, titleOfTest } from './tests.ts';

export type Verdict = Pick<TestRow, 'outcome' | 'code' | 'evidence'> & Partial<Pick<TestRow, 'identity'>>;

/**
 * Writes down how a test ended, before anybody is shown it, and with which unit it was made: the one that the verdict names,
 * else the one that is there now. False: the ledger did not take it.
 */
export function recordTest({ services, who, unrecorded }: PageContext, what: string, verdict: Verdict): boolean {
  const identity = verdict.identity ?? unitNow(services, what) ?? null;
  const written = services.ledger.service.test({ staff: who.staff, what, ...verdict, identity });
  services.log('service.act', { act: 'test', detail: `${what}.${verdict.outcome}` });
  if (!written.ok) unrecorded(written.error.code);
  return written.ok;
}

/**
 * What the unit calls itself that a test of this name would be made with now; null where it tells nothing, or where the
 * test is of no device. Undefined while it is away: which one will come, nobody knows.
 */
export function unitNow(services: Pick<DiagnosticsServices, 'devices'>, what: string): string | null | undefined {
  const device = deviceOfTest(what);
  if (device === null) return null;
  const seen = services.devices.view()[device];
  const away = seen === undefined || seen.health === 'unavailable' || seen.health === 'unknown';
  return seen?.status?.identity ?? (away ? undefined : null);
}

/** As `unitNow`, but undefined also while the device is away and only its last word of which it is stays behind. */
export function unitThere(services: Pick<DiagnosticsServices, 'devices'>, what: string): string | null | undefined {
  const device = deviceOfTest(what);
  const state = device === null ? undefined : services.devices.view()[device]?.status?.device;
  const there = device === null || state === 'online' || state === 'deviceBusy';
  return there ? unitNow(services, what) : undefined;
}

/** Both say which they are, and differ. A side that does not say proves no exchange, and no sameness either. */
export const isOfOtherUnit = (test: Pick<TestRow, 'identity'>, unit: string | null | undefined): boolean =>
  test.identity !== null && unit != null && test.identity !== unit;

/** What a running test says of how it ended. */
export const shownEvidence = (evidence: string, recorded: boolean): string =>
  recorded ? evidence : `${evidence} (not recorded: the ledger refused)`;

export const asRecord = ({ id, at, staff, what, outcome, code, evidence, identity }: TestRow): TestRecord => ({
  id,
  what,
  title: titleOfTest(what),
  at: Math.round(at / 1000),
  outcome,
  code,
  evidence,
  by: staff,
  identity,
  advice: testAdvice({ what, outcome, code }),
});
