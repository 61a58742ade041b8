import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { must, openTestLedger, sealed } from './test-ledger.ts';

interface Model {
  open: string | null;
  sessions: number;
  kinds: string[];
  cases: { number: string; state: string; rated: boolean }[];
  jobs: { id: string; state: string; history: string[] }[];
  acked: number;
}
type Act =
  | 'begin'
  | 'end'
  | 'submit'
  | 'withdraw'
  | 'rate'
  | 'intent'
  | 'sent'
  | 'settle'
  | 'prove'
  | 'acknowledge'
  | 'rewind'
  | 'restart';
const acts: Act[] = [
  'begin',
  'end',
  'submit',
  'withdraw',
  'rate',
  'intent',
  'sent',
  'settle',
  'prove',
  'acknowledge',
  'rewind',
  'restart',
];

it('does what a simple model does, in any order of calls', { timeout: 60_000 }, () => {
  const root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'budayang-model-'));
  let run = 0;
  const steps = fc.array(fc.record({ act: fc.constantFrom(...acts), pick: fc.nat() }), { maxLength: 80 });
  try {
    fc.assert(
      fc.property(steps, (sequence) => {
        const file = path.join(root, `${++run}.db`);
        let ledger = openTestLedger(file);
        const model: Model = { open: null, sessions: 0, kinds: [], cases: [], jobs: [], acked: 0 };
        const becomes = (job: Model['jobs'][number], state: string) => {
          job.state = state;
          job.history.push(state);
        };
        const inFlight = () => model.jobs.filter((job) => job.state === 'intent' || job.state === 'sent');
        const endModel = () => {
          for (const job of inFlight()) {
            becomes(job, 'unknown');
            model.kinds.push('paper.state');
          }
          model.kinds.push('session.ended');
          model.open = null;
        };
        for (const { act, pick } of sequence) {
          const one = <T>(list: readonly T[]): T | undefined => list[pick % Math.max(1, list.length)];
          const sessionId = model.open ?? 'session-0';
          switch (act) {
            case 'begin': {
              const id = `session-${model.sessions + 1}`;
              expect(ledger.beginSession(id).ok).toBe(model.open === null);
              if (model.open === null) model.open = `session-${++model.sessions}`;
              break;
            }
            case 'end':
              expect(ledger.endSession({ sessionId, reason: 'finished' }).ok).toBe(model.open !== null);
              if (model.open !== null) endModel();
              break;
            case 'submit': {
              const number = must(ledger.caseNumber());
              const saved = ledger.submitCase({
                caseNumber: number,
                sessionId,
                item: 'sample-item',
                sealedBody: sealed(pick),
              });
              expect(saved.ok).toBe(model.open !== null);
              if (model.open === null) break;
              model.cases.push({ number, state: 'submitted', rated: false });
              model.kinds.push('case.submitted');
              break;
            }
            case 'withdraw': {
              const found = one(model.cases);
              const done = ledger.withdrawCase({ caseNumber: found?.number ?? 'none', reason: 'timeout' });
              expect(done.ok).toBe(found?.state === 'submitted');
              if (found?.state !== 'submitted') break;
              found.state = 'withdrawn';
              model.kinds.push('case.withdrawn');
              break;
            }
            case 'rate': {
              const found = one(model.cases);
              const done = ledger.rateCase({ caseNumber: found?.number ?? 'none', level: 1 + (pick % 5) });
              expect(done.ok).toBe(found?.rated === false);
              if (found?.rated !== false) break;
              found.rated = true;
              model.kinds.push('case.rated');
              break;
            }
            case 'intent': {
              const id = `job-${model.jobs.length}`;
              const done = ledger.printIntent({
                jobId: id,
                sessionId,
                caseNumber: null,
                kind: 'document',
                titleKey: 'proof',
              });
              expect(done.ok).toBe(model.open !== null);
              if (model.open !== null) model.jobs.push({ id, state: 'intent', history: ['intent'] });
              break;
            }
            case 'sent': {
              const job = one(model.jobs);
              expect(ledger.printSent(job?.id ?? 'job-none').ok).toBe(job?.state === 'intent');
              if (job?.state === 'intent') becomes(job, 'sent');
              break;
            }
            case 'settle': {
              const job = one(model.jobs);
              const may = job !== undefined && inFlight().includes(job);
              expect(
                ledger.printSettled({ jobId: job?.id ?? 'none', state: 'failed', explanation: 'paper-out' }).ok,
              ).toBe(may);
              if (!may) break;
              becomes(job, 'failed');
              model.kinds.push('paper.state');
              break;
            }
            case 'prove': {
              const job = one(model.jobs);
              const state = (['printed', 'saved', 'failed'] as const)[pick % 3] ?? 'printed';
              const proved = ledger.printProved({ jobId: job?.id ?? 'none', state, explanation: 'proof' });
              expect(proved.ok).toBe(job?.state === 'unknown');
              if (job?.state !== 'unknown') break;
              becomes(job, state);
              model.kinds.push('paper.state');
              break;
            }
            case 'acknowledge': {
              const records = must(ledger.pending())?.records ?? [];
              expect(records.map((record) => record.kind)).toEqual(model.kinds.slice(model.acked));
              const record = one(records);
              if (record === undefined) break;
              expect(must(ledger.acknowledge({ ackedSeq: record.seq, hashAtAcked: record.hash })).kind).toBe(
                'acknowledged',
              );
              model.acked = record.seq;
              break;
            }
            case 'rewind': {
              const expectedSeq = 1 + (pick % (model.kinds.length + 3));
              const outcome = must(ledger.rewind(expectedSeq)).kind;
              const ahead = expectedSeq > model.kinds.length + 1;
              const behind = expectedSeq <= model.acked + 1;
              expect(outcome).toBe(ahead ? 'ahead' : behind ? 'rewound' : 'notBehind');
              if (outcome === 'rewound') model.acked = expectedSeq - 1;
              break;
            }
            case 'restart': {
              ledger.close();
              ledger = openTestLedger(file);
              const report = must(ledger.recover());
              expect(report.crashedSession).toBe(model.open);
              expect(report.unknownJobs).toEqual(
                inFlight()
                  .map((job) => job.id)
                  .sort(),
              );
              if (model.open !== null) endModel();
              break;
            }
          }
        }
        const dumped = must(ledger.dump());
        expect((dumped.outbox ?? []).map((row) => Object(row).kind)).toEqual(model.kinds);
        for (const job of model.jobs) {
          expect(must(ledger.printState(job.id))?.state).toBe(job.state);
          expect(must(ledger.printHistory(job.id)).map(({ state }) => state)).toEqual(job.history);
        }
        expect(must(ledger.doubtfulPrints(0)).map(({ jobId }) => jobId)).toEqual(
          model.jobs
            .filter(({ state }) => state === 'unknown')
            .map(({ id }) => id)
            .reverse()
            .slice(0, 20),
        );
        for (const row of model.cases) expect(must(ledger.caseState(row.number))?.state).toBe(row.state);
        ledger.close();
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
