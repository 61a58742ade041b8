import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrinterJob } from '../../../drivers/contract/printer-job.ts';
import type { Ledger } from './ledger.ts';
import { migrate, migrations } from './migrate.ts';
import { loadSqlite } from './sqlite.ts';
import { must, openTestLedger } from './test-ledger.ts';

const Sqlite = must(loadSqlite());
const named: PrinterJob = {
  printer: 'ipp://printer/ipp/print',
  printerUuid: 'urn:uuid:5f6b1c2e-0000-4000-8000-00000000a4a4',
  name: 'bdy-0123456789abcdef0123-01234567',
  id: 7,
  uuid: null,
  bytes: 4_711,
};
const paper = { id: 'documentPaper', amount: 2, capacity: 500, day: '2026-11-21' };

let folder: string;
let file: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-prints-'));
  file = path.join(folder, 'ledger.db');
  ledger = openTestLedger(file);
  must(ledger.beginSession('session-1'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const intent = (jobId: string, kind: 'receipt' | 'document' = 'document') =>
  must(ledger.printIntent({ jobId, sessionId: 'session-1', caseNumber: null, kind, titleKey: 'proof', sheets: 2 }));
const doubtful = (since = 0) => must(ledger.doubtfulPrints(since));
const told = () =>
  (must(ledger.pending())?.records ?? [])
    .filter(({ kind }) => kind === 'paper.state')
    .map(({ body }) => JSON.parse(body))
    .map(({ jobId, state, explanation }) => [jobId, state, explanation]);
const used = () => must(ledger.service.consumables()).map((row) => [row.id, row.used]);

describe('a document whose fate nobody knows', () => {
  it('keeps what the printer knows it by, over a crash, and how far it had got', () => {
    intent('job-1');
    intent('job-2');
    must(ledger.printNamed('job-2', { ...named, id: null }));
    must(ledger.printNamed('job-2', named));
    intent('job-3');
    must(ledger.printNamed('job-3', named));
    must(ledger.printSent('job-3'));
    expect(ledger.printNamed('job-3', named)).toMatchObject({ ok: false });
    intent('job-4', 'receipt');
    ledger.close();
    ledger = openTestLedger(file);
    must(ledger.recover());
    expect(doubtful()).toEqual([
      { jobId: 'job-3', sessionId: 'session-1', sheets: 2, paper: 'plain', named, handed: 'leaving' },
      { jobId: 'job-2', sessionId: 'session-1', sheets: 2, paper: 'plain', named, handed: 'part' },
      { jobId: 'job-1', sessionId: 'session-1', sheets: 2, paper: 'plain', named: null, handed: 'part' },
    ]);
    expect(doubtful(Date.now() + 60_000)).toEqual([]);
  });

  it.each(['printed', 'saved', 'failed'] as const)(
    'is settled by a proof as %s once, and both states are kept',
    (state) => {
      intent('job-1');
      must(ledger.printNamed('job-1', named));
      must(ledger.printSent('job-1'));
      expect(ledger.printProved({ jobId: 'job-1', state, explanation: 'printer-completed' })).toMatchObject({
        ok: false,
      });
      must(ledger.recover(() => [paper]));
      expect(used()).toEqual([['documentPaper', 2]]);
      must(ledger.printProved({ jobId: 'job-1', state, explanation: 'printer-completed' }, [{ ...paper, amount: -2 }]));
      for (const other of ['printed', 'saved', 'failed'] as const) {
        expect(ledger.printProved({ jobId: 'job-1', state: other, explanation: null })).toMatchObject({ ok: false });
      }
      expect(ledger.printSettled({ jobId: 'job-1', state: 'unknown', explanation: null })).toMatchObject({ ok: false });
      expect(must(ledger.printHistory('job-1')).map((moment) => [moment.state, moment.explanation])).toEqual([
        ['intent', null],
        ['sent', null],
        ['unknown', 'terminal.restarted'],
        [state, 'printer-completed'],
      ]);
      expect(told()).toEqual([
        ['job-1', 'unknown', 'terminal.restarted'],
        ['job-1', state, 'printer-completed'],
      ]);
      expect(used()).toEqual([['documentPaper', 0]]);
      expect(doubtful()).toEqual([]);
    },
  );

  it('never goes back, whoever writes the file', () => {
    for (const [index, state] of (['printed', 'saved', 'failed'] as const).entries()) {
      intent(`job-${index}`);
      must(ledger.printSettled({ jobId: `job-${index}`, state, explanation: null }));
    }
    intent('job-9');
    must(ledger.printSettled({ jobId: 'job-9', state: 'unknown', explanation: null }));
    const raw = new Sqlite(file);
    for (const state of ['intent', 'sent', 'unknown', 'printed', 'saved', 'failed']) {
      const run = () => raw.prepare("UPDATE print_journal SET state = ? WHERE job_id <> 'job-9'").run(state);
      expect(run, state).toThrow('stays as it is');
    }
    for (const state of ['intent', 'sent', 'unknown']) {
      const run = () => raw.prepare("UPDATE print_journal SET state = ? WHERE job_id = 'job-9'").run(state);
      expect(run, state).toThrow('stays as it is');
    }
    raw.close();
  });

  it('of a ledger of before is not asked after: nobody wrote down whether anything left', () => {
    const old = path.join(folder, 'old.db');
    const raw = new Sqlite(old);
    migrate(raw, migrations.slice(0, 2));
    raw.exec(`INSERT INTO meta VALUES (1, 'GZ-0001', '${'0'.repeat(32)}', '2026-11-21T00:00:00Z', 0, 0, '${'0'.repeat(64)}', 0, 0, 0);
      INSERT INTO sessions VALUES ('session-0', 1, NULL, NULL);
      INSERT INTO print_journal VALUES ('job-1', 'session-0', NULL, 'receipt', 'receipt', 'unknown', 2, 'hung-up'),
        ('job-2', 'session-0', NULL, 'document', 'proof', 'sent', 3, NULL)`);
    raw.close();
    ledger.close();
    ledger = openTestLedger(old);
    expect(must(ledger.receiptInDoubt())).toBe(true);
    expect(must(ledger.recover())).toMatchObject({ crashedSession: 'session-0', unknownJobs: ['job-2'] });
    expect(doubtful()).toEqual([]);
    expect(must(ledger.printHistory('job-2')).map(({ state }) => state)).toEqual(['sent', 'unknown']);
    expect(must(ledger.printState('job-1'))).toMatchObject({
      origin: 'citizen',
      sessionId: 'session-0',
      effect: 'unknown',
    });
  });
});

describe('the paper of a guest', () => {
  const begin = (jobId: string, begins: 'receipt' | 'document') =>
    must(ledger.guestActed({ detail: 'receiptPrinter.printNative.begun', paper: { jobId, begins }, used: [] }));
  const end = (
    jobId: string,
    ends: 'printed' | 'failed' | 'unknown',
    effect: 'done' | 'none' | 'partial' | 'unknown',
  ) =>
    must(
      ledger.guestActed({ detail: 'receiptPrinter.printNative.ended', paper: { jobId, ends, effect }, used: [paper] }),
    );

  it('is journalled and counted without a session, and told as an act only', () => {
    must(ledger.endSession({ sessionId: 'session-1', reason: 'finished' }));
    begin('job-1', 'document');
    end('job-1', 'printed', 'done');
    expect(must(ledger.printState('job-1'))).toMatchObject({
      ...{ origin: 'guest', sessionId: null, caseNumber: null, titleKey: 'guest', state: 'printed' },
    });
    expect(told()).toEqual([]);
    expect(used()).toEqual([['documentPaper', 2]]);
    expect(must(ledger.service.acts(9)).map(({ act }) => act)).toEqual(['guest', 'guest']);
  });

  it('in a crash is no citizen’s: nobody is told of a paper of theirs, and none is asked after', () => {
    begin('job-1', 'document');
    begin('job-2', 'receipt');
    const report = must(ledger.recover(({ origin }) => [{ ...paper, amount: origin === 'guest' ? 1 : 100 }]));
    expect(report).toMatchObject({ crashedSession: 'session-1', paperUnknown: false, unknownJobs: [] });
    expect(doubtful()).toEqual([]);
    expect(told()).toEqual([]);
    expect(used()).toEqual([['documentPaper', 2]]);
    // The device host outlived us and tells the end now: a proof, of paper that was counted.
    end('job-1', 'printed', 'done');
    expect(must(ledger.printState('job-1'))).toMatchObject({ state: 'printed' });
    end('job-1', 'failed', 'none');
    expect(must(ledger.printState('job-1'))).toMatchObject({ state: 'printed' });
    expect(used()).toEqual([['documentPaper', 2]]);
  });

  it.each([
    ['torn', 'failed', 'partial', true],
    ['of which nobody knows', 'unknown', 'unknown', true],
    ['of which nothing came out', 'failed', 'none', false],
    ['that came out', 'printed', 'done', false],
  ] as const)('%s leaves a doubt about the mouth or not', (_, state, effect, doubt) => {
    begin('job-1', 'receipt');
    expect(must(ledger.receiptInDoubt())).toBe(true);
    end('job-1', state, effect);
    expect(must(ledger.receiptInDoubt())).toBe(doubt);
    intent('job-2', 'receipt');
    must(ledger.printSettled({ jobId: 'job-2', state: 'printed', explanation: null }));
    expect(must(ledger.receiptInDoubt())).toBe(false);
  });

  it('is forgotten like everybody’s', () => {
    begin('job-1', 'receipt');
    end('job-1', 'printed', 'done');
    const late = { wallMs: () => Date.now() + 91 * 86_400_000 };
    ledger.close();
    ledger = openTestLedger(file, { clock: late });
    must(ledger.maintain());
    expect(must(ledger.printState('job-1'))).toBeUndefined();
    expect(must(ledger.printHistory('job-1'))).toEqual([]);
  });
});
