import type { TestRecord } from '../../contract/diagnostics.ts';
import type { TestRow } from '../ledger/service.ts';
import type { PageContext } from './page.ts';
import { titleOfTest } from './tests.ts';

export type Verdict = Pick<TestRow, 'outcome' | 'code' | 'evidence'>;

/** Writes down how a test ended, before anybody is shown it. False: the ledger did not take it. */
export function recordTest({ services, who }: PageContext, what: string, verdict: Verdict): boolean {
  const written = services.ledger.service.test({ staff: who.staff, what, ...verdict });
  services.log('service.act', { act: 'test', detail: `${what}.${verdict.outcome}` });
  if (!written.ok) services.log('ledger.failed', { code: written.error.code, faults: 1 });
  return written.ok;
}

/** What a running test says of how it ended. */
export const shownEvidence = (evidence: string, recorded: boolean): string =>
  recorded ? evidence : `${evidence} (not recorded: the ledger refused)`;

export const asRecord = ({ id, at, staff, what, outcome, code, evidence }: TestRow): TestRecord => ({
  id,
  what,
  title: titleOfTest(what),
  at: Math.round(at / 1000),
  outcome,
  code,
  evidence,
  by: staff,
});
