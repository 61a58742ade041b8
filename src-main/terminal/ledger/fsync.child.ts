import { must, openTestLedger, sealed } from './test-ledger.ts';

/** Submits 30 cases while one fsync fails and tells what the ledger said. Run by `fsync.test.ts` under strace. */
const ledger = openTestLedger(process.argv[2] ?? '');
const saved: string[] = [];
const errors: string[] = [];
ledger.beginSession('session-1');
for (let index = 0; index < 30; index++) {
  const number = ledger.caseNumber();
  if (!number.ok) {
    errors.push(number.error.code);
    continue;
  }
  const submission = {
    caseNumber: number.value,
    sessionId: 'session-1',
    item: 'sample-item',
    sealedBody: sealed(index),
  };
  const result = ledger.submitCase(submission);
  if (result.ok) saved.push(number.value);
  else errors.push(result.error.code);
}
process.stdout.write(JSON.stringify({ saved, errors, counts: must(ledger.counts()) }));
