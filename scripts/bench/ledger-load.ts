import type { DeviceStatus } from '../../drivers/contract/index.ts';
import { type Ledger, openLedger } from '../../src-main/terminal/ledger/ledger.ts';
import { must } from './row.ts';

/** Records of lane B that join the outbox in one transaction: what the product groups at most (`telemetry.ts`). */
export const GROUP = 50;
const SESSION = 'session-1';

/** `openConnection` behind it sets WAL and FULL and reads both back, or refuses. */
function open(file: string): Ledger {
  return must(openLedger({ file, terminal: 'BENCH-0001', limits: { ballastBytes: 0, minimumFreeBytes: 0 } }));
}

export interface LedgerSource {
  /** Submits cases whose numbers were taken before the clock starts; milliseconds each. */
  submit(count: number): number[];
  record(): void;
  close(): void;
}

export function ledgerSource(file: string, sealedBody: string): LedgerSource {
  const ledger = open(file);
  must(ledger.beginSession(SESSION));
  return {
    submit: (count) => {
      const numbers = Array.from({ length: count }, () => must(ledger.caseNumber()));
      return numbers.map((caseNumber) => {
        const submission = { caseNumber, sessionId: SESSION, item: 'sample-item', sealedBody };
        const begun = performance.now();
        must(ledger.submitCase(submission));
        return performance.now() - begun;
      });
    },
    record: () => {
      must(ledger.recordForgottenCard(SESSION));
    },
    close: () => ledger.close(),
  };
}

const status: DeviceStatus = {
  deviceClass: 'receiptPrinter',
  device: 'online',
  media: 'notPresent',
  paper: 'low',
  action: 'none',
  faults: ['paper-near-end'],
  observedAt: 0,
  evidence: 'measured',
  identity: null,
  model: 'Sample 80 mm receipt printer',
};

/** The ledger's grouped writing as the product does it: waiting lane-B records get their numbers in one transaction. */
export function groupSource(file: string) {
  const ledger = open(file);
  const promote = (): number => {
    for (let index = 0; index < GROUP; index++) must(ledger.recordDeviceStatus(status));
    const before = must(ledger.counts()).lastSeq;
    const begun = performance.now();
    must(ledger.pending(1));
    const took = performance.now() - begun;
    const { lastSeq } = must(ledger.counts());
    if (lastSeq - before !== GROUP) throw new Error(`${lastSeq - before} records joined the queue, not ${GROUP}`);
    const last = must(ledger.pending(1, 'last'))?.records[0];
    if (last !== undefined) must(ledger.acknowledge({ ackedSeq: last.seq, hashAtAcked: last.hash }));
    return took;
  };
  promote();
  const outbox = must(ledger.dump()).outbox ?? [];
  return {
    /** Bytes of one of its rows. */
    recordBytes: Buffer.byteLength(JSON.stringify(outbox[0])),
    /** Milliseconds each group took; the waiting records are written before the clock starts. */
    promote: (count: number): number[] => Array.from({ length: count }, promote),
    close: () => ledger.close(),
  };
}
