import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Direction, Subject } from '../../conformance/check.ts';
import { Holdings } from '../../conformance/counting.ts';
import { runChecks } from '../../conformance/run.ts';
import { conformanceDocument } from '../../conformance/specimens.ts';
import { suites } from '../../conformance/suites.ts';
import { type DocumentPrinter, systemClock } from '../../contract/index.ts';
import { IppDocumentPrinter } from './printer.ts';
import { IppPrinterSimulator } from './simulator.ts';

// The kit every driver has to pass, against the simulated printer on a real TCP port and in real time.
// A busy machine may answer late: the waits for an answer are long, those for what never comes are short.
const patience = {
  ...{ requestMs: 1_000, documentMs: 2_000, cancelMs: 1_000, pollMs: 5, settleMs: 100, lostMs: 200, quietMs: 50 },
  ...{ busyMs: 2_000, stuckMs: 2_000, jobMs: 8_000 },
};
const simulator = new IppPrinterSimulator();
const holdings = new Holdings();
let uri = '';
let counted = 0;

const acts: Partial<Record<Direction, () => Promise<void> | void>> = {
  unplug: () => simulator.hangUp(),
  'plug-in': () => plugIn(),
  'open-cover': () => void simulator.engine.reasons.add('cover-open-error'),
  'close-cover': () => simulator.engine.clear(),
  'send-garbage': () => void simulator.troubles.set('getPrinterAttributes', { kind: 'garbage', times: 1 }),
  'silent-death': () =>
    void simulator.troubles.set('getPrinterAttributes', { kind: 'stall', times: Number.POSITIVE_INFINITY }),
};

async function plugIn(): Promise<void> {
  await simulator.hangUp();
  await simulator.listen();
}

const subject: Subject<DocumentPrinter> = {
  deviceClass: 'documentPrinter',
  peer: 'simulator',
  clock: systemClock,
  settleMs: 50,
  cycles: 30,
  held: () => holdings.count(),
  create: () => new IppDocumentPrinter({ uri, clock: holdings.clock(systemClock), patience }),
  stage: {
    direct: async (direction) => {
      await acts[direction]?.();
      return acts[direction] !== undefined;
    },
    countPapers: async () => {
      const fresh = simulator.papers.slice(counted);
      counted = simulator.papers.length;
      return fresh.filter(({ whole, document }) => whole && Buffer.compare(document, conformanceDocument()) === 0)
        .length;
    },
    reset: async () => {
      simulator.troubles.clear();
      simulator.engine.clear();
      await plugIn();
    },
  },
};

describe('IppDocumentPrinter passes the conformance kit', () => {
  beforeAll(async () => {
    uri = await simulator.listen();
  });
  afterAll(() => simulator.close());

  it.each(suites.documentPrinter.map((check) => [check.id, check] as const))('%s', async (_, check) => {
    const [result] = await runChecks(subject, [check]);
    expect(result).toMatchObject({ outcome: 'passed' });
  });
});
