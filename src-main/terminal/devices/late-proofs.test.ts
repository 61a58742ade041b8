import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Completion, completed, type Effect, failed } from '../../../drivers/contract/completion.ts';
import type { PrintProof } from '../../../drivers/contract/receipt.ts';
import type { DoubtfulPrint } from '../ledger/doubtful-prints.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { must, openTestLedger } from '../ledger/test-ledger.ts';
import { LateProofs, type ProvedFate } from './late-proofs.ts';

type Answer = Completion<PrintProof>;

let folder: string;
let ledger: Ledger;
let proofs: LateProofs;
let asked: DoubtfulPrint[];
let told: ProvedFate[];
/** What the printer answers, one after the other; the last for ever. */
let answers: Answer[];
/** How far the wall clock was set, milliseconds. */
let jumped: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-proofs-'));
  ledger = openTestLedger(path.join(folder, 'ledger.db'));
  must(ledger.beginSession('session-1'));
  asked = [];
  told = [];
  answers = [];
  jumped = 0;
  proofs = new LateProofs({
    ledger,
    resume: async (print) => {
      asked.push(print);
      const [next] = answers.length > 1 ? answers.splice(0, 1) : answers;
      if (next === undefined) throw new Error('nothing to answer');
      return next;
    },
    wallMs: () => Date.now() + jumped,
    onProved: (fate) => told.push(fate),
  });
});
afterEach(() => {
  proofs.stop();
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const done = (fence: PrintProof['fence']): Answer => completed({ jobId: 'job-1', fence, bytes: 1 });
const no = (errorCode: string, effect: Effect): Answer => failed('hardwareError', errorCode, errorCode, effect);
function unknown(jobId: string): void {
  const intent = {
    jobId,
    sessionId: 'session-1',
    caseNumber: null,
    kind: 'document',
    titleKey: 'proof',
    sheets: 2,
  } as const;
  const sheets = { id: 'documentPaper', amount: 2, capacity: 500, day: new Date().toISOString().slice(0, 10) };
  must(ledger.printIntent(intent));
  must(ledger.printSettled({ jobId, state: 'unknown', explanation: 'hostLost' }, [sheets]));
  proofs.doubt();
}
const used = () => must(ledger.service.consumables()).find(({ id }) => id === 'documentPaper')?.used;
const state = (jobId = 'job-1') => must(ledger.printState(jobId))?.state;

describe('what a printer tells of a paper that was unknown', () => {
  it.each<[Answer, string, string | null, number]>([
    [done('printer-completed'), 'printed', 'printer-completed', 2],
    [done('file-written'), 'saved', 'file-written', 0],
    [done('spooler-accepted'), 'unknown', 'hostLost', 2],
    [no('not-sent', 'none'), 'failed', 'not-sent', 0],
    [no('canceled', 'partial'), 'failed', 'canceled', 2],
    [no('job-unknown', 'unknown'), 'unknown', 'hostLost', 2],
    [no('resume-unsupported', 'unknown'), 'unknown', 'hostLost', 2],
  ])('%o makes it %s (%s)', async (answer, becomes, explanation, sheets) => {
    unknown('job-1');
    answers = [answer];
    const fate = await proofs.settle('job-1', 10_000);
    expect(fate?.state ?? 'unknown').toBe(becomes);
    expect(must(ledger.printState('job-1'))).toMatchObject({ state: becomes, explanation });
    expect(told).toHaveLength(becomes === 'unknown' ? 0 : 1);
    expect(used()).toBe(sheets);
    // The printer had its word: it is not asked for ever.
    expect(asked).toHaveLength(1);
    proofs.look(true);
    await new Promise(setImmediate);
    expect(asked).toHaveLength(1);
  });

  it('is waited for while nobody answers, and not longer than allowed', async () => {
    unknown('job-1');
    answers = [no('hostLost', 'unknown'), no('no-answer', 'unknown'), done('printer-completed')];
    expect(await proofs.settle('job-1', 10_000)).toMatchObject({ state: 'printed' });
    unknown('job-2');
    // What a question that was not even asked did to the paper: nothing. That is no proof that it did not come out.
    for (const answer of [
      failed('deviceNotReady', 'hostAway', 'away'),
      failed('deviceNotReady', 'notFitted', 'not fitted'),
      failed('sequenceError', 'busy', 'busy'),
      failed('hardwareError', 'hung-up', 'hung up', 'none'),
      failed('unsupportedCommand', 'ipp-unsupported', 'another kind'),
    ]) {
      answers = [answer];
      expect(await proofs.settle('job-2', 0), answer.error.errorCode).toBeNull();
    }
    expect(state('job-2')).toBe('unknown');
  });
});

it('asks for everything that is open once a printer is there, and settles each once', async () => {
  unknown('job-1');
  unknown('job-2');
  answers = [done('printer-completed')];
  proofs.look(false);
  await new Promise(setImmediate);
  expect(asked).toEqual([]);
  proofs.look(true);
  const both = await Promise.all([proofs.settle('job-1', 1_000), proofs.settle('job-2', 1_000)]);
  await expect.poll(() => [state('job-1'), state('job-2')]).toEqual(['printed', 'printed']);
  expect(told.map(({ jobId }) => jobId).sort()).toEqual(['job-1', 'job-2']);
  expect(asked).toHaveLength(2);
  expect(both.filter((fate) => fate !== null).length).toBeLessThanOrEqual(2);
});

it('is asked about for whoever waits for it, whatever the wall clock was set to meanwhile', async () => {
  unknown('job-1');
  answers = [done('printer-completed')];
  jumped = 300 * 86_400_000;
  // Of itself nobody asks about papers of another day.
  proofs.look(true);
  await new Promise(setImmediate);
  expect(asked).toEqual([]);
  expect(await proofs.settle('job-1', 10_000)).toMatchObject({ state: 'printed' });
});
