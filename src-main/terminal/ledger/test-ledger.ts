import { type Ledger, type LedgerOptions, openLedger } from './ledger.ts';

/** What passes for a sealed submission where a test is not about sealing. */
export const sealed = (mark: string | number) => `eyJ.a2V5.aXY.${mark}.dGFn`;
export const TEST_TERMINAL = 'GZ-0001';
export const NO_LIMITS = { ballastBytes: 0, minimumFreeBytes: 0 };

/** Opens a ledger without ballast, or throws what it says. */
export function openTestLedger(file: string, options: Partial<LedgerOptions> = {}): Ledger {
  return must(openLedger({ file, terminal: TEST_TERMINAL, limits: NO_LIMITS, ...options }));
}

export function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** One whole case in the open session; returns its number. */
export function submit(ledger: Ledger, sessionId: string, mark: string | number = 'x'): string {
  const caseNumber = must(ledger.caseNumber());
  must(ledger.submitCase({ caseNumber, sessionId, item: 'sample-item', sealedBody: sealed(mark) }));
  return caseNumber;
}
