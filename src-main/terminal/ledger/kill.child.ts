import { writeSync } from 'node:fs';
import { must, openTestLedger, sealed } from './test-ledger.ts';

/** Submits cases for ever and writes one line for each, only after the ledger said `ok`. Killed by `faults.test.ts`. */
const [file = '', round = '0'] = process.argv.slice(2);
const ledger = openTestLedger(file);
must(ledger.recover());
must(ledger.beginSession(`round-${round}`));
for (;;) {
  const caseNumber = must(ledger.caseNumber());
  const submission = {
    caseNumber,
    sessionId: `round-${round}`,
    item: 'sample-item',
    sealedBody: sealed('k'.repeat(400)),
  };
  const seq = must(ledger.submitCase(submission));
  must(
    ledger.printIntent({
      jobId: `job-${seq}`,
      sessionId: `round-${round}`,
      caseNumber,
      kind: 'receipt',
      titleKey: 'receipt',
    }),
  );
  writeSync(1, `${seq} ${caseNumber}\n`);
  must(ledger.printSettled({ jobId: `job-${seq}`, state: 'printed', explanation: null }));
}
