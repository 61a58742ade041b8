import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { failed } from '../../../../drivers/contract/completion.ts';
import { fail, ok } from '../../../../drivers/contract/result.ts';
import { residentCard } from '../../../../test/fixtures/cards.ts';
import { sampleCatalogue } from '../../../../test/fixtures/catalogue.ts';
import { type CaseResult, type Submission, submissionSchema } from '../../../contract/platform-api.ts';
import { DeviceClient } from '../../devices/device-client.ts';
import { ledgerError } from '../../ledger/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { must, openTestLedger, sealed } from '../../ledger/test-ledger.ts';
import type { SessionEvent } from '../events.ts';
import { testConfig } from '../session.test-kit.ts';
import { documentFetchFailed } from '../words/papers.ts';
import { problems, unclear } from '../words/problems.ts';
import { DocumentShelf } from './document-shelf.ts';
import type { Ports } from './ports.ts';
import { PrintAttempts } from './print/attempts.ts';
import { CallOffs } from './print/call-offs.ts';
import { ScanShelf } from './scan-shelf.ts';
import { submit } from './submit.ts';

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-submit-'));
  ledger = openTestLedger(path.join(folder, 'ledger.db'));
  must(ledger.beginSession('session-1'));
});
afterEach(() => {
  vi.useRealTimers();
  ledger.close();
  rmSync(folder, { recursive: true });
});

const away = async () => fail({ kind: 'offline', message: '' } as const);
const nobody: Ports['platform'] = {
  ...{ prefill: away, mine: away, caseState: away, verify: away, caseResult: away, document: away, ownDocument: away },
};

/** Hands one case in, lets everything that waits run out, and gives the last event and how long it took. */
async function handIn(
  change: Partial<Ports>,
  input: Partial<Parameters<ReturnType<typeof submit>>[0]> = {},
  leavesAfterMs: number | null = null,
) {
  const ports: Ports = {
    config: testConfig,
    ledger,
    devices: new DeviceClient({
      fitted: [],
      now: () => 0,
      onChange: () => undefined,
      onEvent: () => undefined,
      log: () => undefined,
    }),
    platform: nobody,
    seal: async () => sealed('body'),
    recorded: () => undefined,
    shelf: new DocumentShelf(),
    callOffs: new CallOffs(),
    cameras: { open: () => () => undefined },
    codes: { read: async () => failed('timeOut', 'timeOut', 'nobody') },
    scans: new ScanShelf(),
    faces: { look: () => () => undefined },
    proofs: { settle: async () => null, doubt: () => undefined },
    attempts: new PrintAttempts(),
    platformOnline: () => false,
    decideWithinMs: 30_000,
    now: () => new Date(),
    steadyMs: () => performance.now(),
    sessionEnded: () => undefined,
    log: () => undefined,
    ...change,
  };
  const [item] = sampleCatalogue.items;
  if (item === undefined) throw new Error('no sample item');
  const events: SessionEvent[] = [];
  const begun = Date.now();
  let tookMs = 0;
  const leave = submit(ports)(
    {
      ...{
        sessionId: 'session-1',
        item,
        card: residentCard,
        identifiedBy: 'idCard',
        values: {},
        promise: null,
        identity: null,
        language: 'zh-CN',
      },
      scans: {},
      ...input,
    },
    (event) => {
      events.push(event);
      tookMs = Date.now() - begun;
    },
  );
  if (leavesAfterMs !== null) {
    await vi.advanceTimersByTimeAsync(leavesAfterMs);
    leave();
    must(ledger.endSession({ sessionId: 'session-1', reason: 'left' }));
  }
  await vi.advanceTimersByTimeAsync(200_000);
  return { last: events.at(-1), tookMs, events };
}

it('goes on by the ledger alone when the person leaves: nothing that was taken is taken back', async () => {
  const { events } = await handIn({}, {}, 12_000);
  const number = events.find((event) => event.type === 'submit.kept');
  expect(number).toBeDefined();
  expect(events.map(({ type }) => type)).not.toContain('problem');
  const records = must(ledger.pending())?.records.map(({ kind }) => kind);
  expect(records).toEqual(['case.submitted', 'session.ended']);
  const state = must(ledger.caseState(number?.type === 'submit.kept' ? number.caseNumber : ''));
  expect(state?.state).toBe('submitted');
});

const unknownThere = async () => fail({ kind: 'notFound', message: '', status: 404 } as const);
const phases = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => (event.type === 'submit.phase' ? [event.phase] : []));

it('never says that the platform has the case before it acknowledged it', async () => {
  const asked = { ...nobody, caseResult: unknownThere };
  const { events } = await handIn({ platform: asked, platformOnline: () => true });
  expect(phases(events)).toEqual(['saving', 'sending']);
});

it('says so once it did', async () => {
  const asked = { ...nobody, caseResult: unknownThere };
  setTimeout(() => {
    const last = must(ledger.pending())?.records.at(-1);
    if (last === undefined) throw new Error('nothing was handed in');
    must(ledger.acknowledge({ ackedSeq: last.seq, hashAtAcked: last.hash }));
  }, 8_000);
  const { events } = await handIn({ platform: asked, platformOnline: () => true });
  expect(phases(events)).toEqual(['saving', 'sending', 'deciding']);
});

it.each([
  ['back', -3_600_000],
  ['forward', 3_600_000],
])('waits as long as it should when the clock jumps an hour %s', async (_, jump) => {
  const jumpsAt = Date.now() + 5_000;
  const now = () => new Date(Date.now() < jumpsAt ? Date.now() : Date.now() + jump);
  const { last, tookMs } = await handIn({ now });
  expect(last?.type).toBe('problem');
  expect(tookMs).toBeGreaterThan(29_000);
  expect(tookMs).toBeLessThan(32_000);
});

it('hands nothing in when the person leaves before it is on the disk', async () => {
  const never = () => new Promise<string>(() => undefined);
  const { events } = await handIn({ seal: never }, {}, 12_000);
  expect(events).toEqual([{ type: 'submit.phase', phase: 'saving' }]);
  expect(must(ledger.pending())?.records.map(({ kind }) => kind)).toEqual(['session.ended']);
});

it('takes a case back that nobody decided, and says so', async () => {
  const { last } = await handIn({});
  expect(last).toEqual({ type: 'problem', problem: problems.withdrawn });
  expect(must(ledger.pending())?.records.map(({ kind }) => kind)).toEqual(['case.submitted', 'case.withdrawn']);
});

it('never says that a case was taken back when the disk did not take the record of it', async () => {
  const broken = { ...ledger, withdrawCase: () => fail(ledgerError('io', 'the disk failed')) };
  const { last } = await handIn({ ledger: broken });
  const number = must(ledger.caseNumber());
  if (last?.type !== 'problem') throw new Error(last?.type);
  expect(last.problem).toMatchObject({ code: unclear(number).code, mayRetry: false });
  expect(last.problem.text['zh-CN']).toMatch(/没能撤回.*请不要重复提交.*[A-Z0-9-]{10}/);
  expect(last.problem.text.en).toMatch(/could not be withdrawn.*counter/);
});

it('waits half a minute at most for a document that never comes down, and the case stands', async () => {
  const decided: CaseResult = {
    caseNumber: 'any',
    outcome: 'approved',
    reasons: [],
    ruleSet: { id: 'sample', version: 1 },
    dueDate: null,
    documents: [
      { id: 'document-1', title: { 'zh-CN': '证明', en: 'Proof' }, pages: 1, sha256: 'aa', copies: 1, checkCode: 'C' },
    ],
  };
  const { last, tookMs } = await handIn({
    platform: {
      ...nobody,
      caseResult: async () => ok(decided),
      document: (_id, _sha256, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(fail({ kind: 'timeout', message: '' })));
        }),
    },
  });
  expect(last).toMatchObject({
    type: 'submitted',
    outcome: {
      outcome: 'approved',
      papers: [{ state: 'notFetched', explanation: documentFetchFailed, mayRetry: true }, { kind: 'receipt' }],
      documents: decided.documents,
    },
  });
  expect(tookMs).toBeLessThanOrEqual(30_000);
});

it('hands in the pages that were kept, whole, and names those that follow later', async () => {
  const scans = new ScanShelf();
  const page = Buffer.from('\xff\xd8 a page \xff\xd9', 'latin1');
  scans.put('session-1', 'contract', Buffer.from('the blurred one before'));
  scans.put('session-1', 'contract', page);
  scans.put('session-0', 'stamp', Buffer.from('of somebody else'));
  const handedIn: Submission[] = [];
  const seal = async (submission: Submission) => {
    handedIn.push(submission);
    return sealed('body');
  };
  await handIn({ seal, scans }, { scans: { contract: 'kept', stamp: 'kept', register: 'later' } });
  expect(submissionSchema.parse(handedIn[0])).toMatchObject({
    scans: [
      {
        scan: 'contract',
        jpegBase64: page.toString('base64'),
        sha256: createHash('sha256').update(page).digest('hex'),
      },
    ],
    scansToFollow: ['register'],
  });
  scans.wipe('session-1');
  expect([scans.size, page.every((byte) => byte === 0)]).toEqual([1, true]);
});
