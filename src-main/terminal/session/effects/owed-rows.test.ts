import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { completed } from '../../../../drivers/contract/completion.ts';
import { fail } from '../../../../drivers/contract/result.ts';
import { ledgerError } from '../../ledger/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { must, openTestLedger } from '../../ledger/test-ledger.ts';
import type { Effects } from '../effects.ts';
import { testConfig } from '../session.test-kit.ts';
import { DocumentShelf } from './document-shelf.ts';
import { createEffects } from './index.ts';
import type { Ports } from './ports.ts';
import { PrintAttempts } from './print/attempts.ts';
import { ScanShelf } from './scan-shelf.ts';

let folder: string;
let ledger: Ledger;
let clock: { steadyMs: number; wallMs: number };
/** Calls of the ledger that fail, once each. */
let failing: ('beginSession' | 'endSession')[];
let effects: Effects;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-owed-'));
  clock = { steadyMs: 1_000, wallMs: Date.UTC(2026, 10, 22, 2) };
  ledger = openTestLedger(path.join(folder, 'ledger.db'), { clock: { wallMs: () => clock.wallMs } });
  failing = [];
  const broken = (call: (typeof failing)[number]) => {
    if (!failing.includes(call)) return false;
    failing = failing.filter((one) => one !== call);
    return true;
  };
  const full = () => fail(ledgerError('full', 'no space left'));
  effects = createEffects({
    config: testConfig,
    ledger: {
      ...ledger,
      beginSession: (id: string) => (broken('beginSession') ? full() : ledger.beginSession(id)),
      endSession: (end: Parameters<Ledger['endSession']>[0]) =>
        broken('endSession') ? full() : ledger.endSession(end),
    },
    shelf: new DocumentShelf(),
    scans: new ScanShelf(),
    attempts: new PrintAttempts(),
    devices: { request: async () => completed(undefined, 'none') },
    recorded: () => undefined,
    sessionEnded: () => undefined,
    steadyMs: () => clock.steadyMs,
    log: () => undefined,
  } as unknown as Ports);
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

const print = (sessionId: string) =>
  ledger.printIntent({
    jobId: sessionId.replace('session', 'job'),
    sessionId,
    caseNumber: null,
    kind: 'receipt',
    titleKey: 'receipt',
  });
const ends = () =>
  (must(ledger.pending())?.records ?? []).flatMap(({ kind, body }) =>
    kind === 'session.ended' ? [JSON.parse(body)] : [],
  );

it('a session whose end a full disk did not take keeps nobody else from being served', () => {
  effects.beginSession('session-1');
  failing = ['endSession'];
  effects.endSession('session-1', 'finished');
  expect(ends()).toEqual([]);
  effects.beginSession('session-2');
  expect(print('session-2')).toMatchObject({ ok: true });
  expect(ends()).toMatchObject([{ sessionId: 'session-1', reason: 'finished' }]);
});

it('one whose beginning was not taken begins before anything is asked in its name, and once', () => {
  failing = ['beginSession'];
  effects.beginSession('session-1');
  expect(print('session-1')).toMatchObject({ ok: false });
  const outcome = { outcome: 'approved', caseNumber: 'X', reasons: [], dueDate: null, papers: [] } as const;
  effects.printPapers({ sessionId: 'session-1', outcome, only: null } as never, () => undefined);
  expect(print('session-1')).toMatchObject({ ok: true });
  effects.endSession('session-1', 'exit');
  expect(ends()).toMatchObject([{ sessionId: 'session-1', reason: 'left' }]);
});

it('lasted as long as it lasted, whatever the wall clock was set to meanwhile', () => {
  effects.beginSession('session-1');
  clock = { steadyMs: 61_000, wallMs: clock.wallMs + 8 * 3_600_000 };
  effects.endSession('session-1', 'finished');
  effects.beginSession('session-2');
  clock = { steadyMs: 91_000, wallMs: clock.wallMs - 30 * 86_400_000 };
  effects.endSession('session-2', 'finished');
  expect(ends()).toMatchObject([{ durationMs: 60_000 }, { durationMs: 30_000 }]);
});
