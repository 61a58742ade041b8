import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { paperTexts } from '../../src-main/terminal/session/words/papers.ts';
import { problems } from '../../src-main/terminal/session/words/problems.ts';
import { syncTimes } from '../../src-main/terminal/sync/times.ts';
import { Whole } from './whole.ts';

/** The longest the uplink may take once the fault is gone: one lost flight and the longest back-off; and some room. */
const ARRIVAL_MS = syncTimes.flightMs + syncTimes.maxBackOffMs + 5_000;
vi.setConfig({ testTimeout: ARRIVAL_MS + 20_000 });

/** Needs an answer now, makes a document. */
const PROOF = 'social-insurance-proof';
/** May be handed in while the platform is away. */
const LATER = 'resident-medical-enrolment';
const PERSON = 'wang-yan';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
}, 60_000);
afterEach(async () => {
  whole.cable.mend();
  await whole.cable.plug();
  await whole.faults({});
});
afterAll(() => whole.stop());

const online = () => whole.says(({ notices }) => notices.every(({ id }) => id !== 'platform'), ARRIVAL_MS);

interface LedgerRow {
  readonly seq: number;
  readonly kind: string;
  readonly hash: string;
}

/**
 * Everything the terminal ever recorded arrived at the platform: each once, in order, byte for byte, none parked; and
 * the case is there once, in the state it should have.
 */
async function arrived(caseNumber: string, state: 'decided' | 'withdrawn'): Promise<void> {
  const { db } = whole.platform;
  await vi.waitFor(
    async () => {
      const own = whole.ledgerRows<LedgerRow>('SELECT seq, kind, hash FROM outbox ORDER BY seq');
      const there = await db.selectFrom('records').select(['seq', 'kind', 'hash']).orderBy('seq').execute();
      expect(there.map(({ seq, kind, hash }) => ({ seq: Number(seq), kind, hash }))).toEqual(own);
      expect(
        whole.ledgerRows<{ acked: number; last: number }>('SELECT acked_seq AS acked, last_seq AS last FROM meta'),
      ).toEqual([{ acked: own.length, last: own.length }]);
      const cases = await db.selectFrom('cases').select('state').where('case_number', '=', caseNumber).execute();
      expect(cases).toEqual([{ state }]);
    },
    { timeout: ARRIVAL_MS, interval: 100 },
  );
  expect(await db.selectFrom('records').select('reason').where('state', '!=', 'stored').execute()).toEqual([]);
  expect(await db.selectFrom('alerts').select('kind').where('kind', '!=', 'new-epoch').execute()).toEqual([]);
}

const lastCase = () =>
  whole.ledgerRows<{ number: string }>('SELECT case_number AS number FROM cases ORDER BY submitted_seq DESC LIMIT 1')[0]
    ?.number ?? '';

async function toReview(item: string): Promise<void> {
  await whole.toForm(item, PERSON);
  await whole.fill();
  await whole.sees('form', (screen) => screen.complete);
  whole.touch({ type: 'next' });
  if (item === LATER) {
    const { text } = await whole.sees('promise');
    whole.touch({ type: 'linesShown', to: text.length }, { type: 'promise', signature: null });
  }
  await whole.sees('review');
}

async function submitted() {
  whole.touch({ type: 'submit' });
  await whole.sees('result');
  return whole.sees('result', ({ busy }) => !busy);
}

describe('the platform is away before the form is filled', () => {
  it('an item that needs it ends in an explained dead end; the way out and a second try both work', async () => {
    await whole.cable.pull();
    whole.touch({ type: 'start' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
    await whole.sees('identify');
    whole.machine.layCard(PERSON);
    expect(await whole.sees('problem')).toMatchObject({ ...problems.platformAway, mayRetry: true });
    await whole.says(({ notices }) => notices.some(({ id }) => id === 'platform'));
    await whole.cable.plug();
    whole.touch({ type: 'retry' });
    await whole.sees('form', ({ missingSources }) => missingSources.length === 0);
    await whole.exit();
  });

  it('an item that may wait opens with empty fields and says which source is away', async () => {
    await whole.cable.pull();
    const form = await whole.toForm(LATER, PERSON);
    expect(form.missingSources.map((name) => name.en)).toEqual(['the service platform (out of reach)']);
    expect(form.fields.find(({ id }) => id === 'name')?.source.kind).toBe('card');
    await whole.exit();
    await whole.cable.plug();
    await online();
  });

  it('a platform that never answers does not hold anybody: back leads out at once', async () => {
    whole.cable.harm({ request: 'POST /v1/prefill', kind: 'hole' });
    whole.touch({ type: 'start' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
    await whole.sees('identify');
    whole.machine.layCard(PERSON);
    await whole.sees('preparing');
    whole.touch({ type: 'back' });
    await whole.sees('notice');
    await whole.exit();
  });

  it.each(['500', 'garbage'] as const)('answers %s: explained, and the next try works', async (mode) => {
    await whole.faults({ mode, times: 1, path: '/v1/prefill' });
    whole.touch({ type: 'start' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
    await whole.sees('identify');
    whole.machine.layCard(PERSON);
    expect(await whole.sees('problem')).toMatchObject(problems.platformAway);
    whole.touch({ type: 'retry' });
    await whole.sees('form');
    await whole.exit();
    await online();
  });

  it('a slow line only takes longer', async () => {
    whole.cable.harm({ request: 'POST /v1/prefill', kind: 'drip', bytes: 40, everyMs: 5 });
    await whole.toForm(PROOF, PERSON);
    expect(whole.cable.harmed).toEqual(['POST /v1/prefill']);
    await whole.exit();
  });
});

describe('between handing in and the decision', () => {
  const harms = {
    'the answer to the batch is lost': () => whole.faults({ mode: 'ackLost', times: 1, path: '/v1/ingest' }),
    'the line is cut in the middle of the answer': () =>
      whole.cable.harm({ request: 'POST /v1/ingest', kind: 'cut', bytes: 120, times: 2 }),
    'the line is cut before the first byte': () =>
      whole.cable.harm({ request: 'POST /v1/ingest', kind: 'cut', bytes: 0, times: 2 }),
    'the answer drips': () => whole.cable.harm({ request: 'POST /v1/ingest', kind: 'drip', bytes: 10, everyMs: 10 }),
    'the platform says 500': () => whole.faults({ mode: '500', times: 2, path: '/v1/ingest' }),
    'something else answers': () => whole.faults({ mode: 'garbage', times: 2, path: '/v1/ingest' }),
    'the platform wants everything again': () => whole.faults({ mode: '409', times: 1, path: '/v1/ingest' }),
    'the decision is cut in the middle': () =>
      whole.cable.harm({ request: 'GET /v1/cases/', kind: 'cut', bytes: 300, times: 2 }),
    'the decision is garbage': () => whole.faults({ mode: 'garbage', times: 2, path: '/v1/cases/' }),
  };
  it.each(Object.entries(harms))('%s: decided all the same, and handed in exactly once', async (_, harm) => {
    await toReview(PROOF);
    await harm();
    const result = await submitted();
    expect(result.outcome).toBe('approved');
    expect(result.papers.map(({ state }) => state)).toEqual(['saved', 'printed']);
    await whole.leave();
    await arrived(result.caseNumber, 'decided');
    await online();
  });

  it('an item that may wait is received offline, says so on paper, and goes out by itself later', async () => {
    await toReview(LATER);
    await whole.cable.pull();
    const result = await submitted();
    expect(result).toMatchObject({ outcome: 'savedOffline', reasons: [], dueDate: null });
    expect(result.papers.map(({ kind, state }) => [kind, state])).toEqual([['receipt', 'printed']]);
    expect(JSON.stringify(whole.receipts.at(-1))).toContain('已收件，联网后自动提交');
    await whole.leave();
    expect(
      await whole.platform.db
        .selectFrom('cases')
        .select('state')
        .where('case_number', '=', result.caseNumber)
        .execute(),
    ).toEqual([]);
    await whole.cable.plug();
    await arrived(result.caseNumber, 'decided');
    await online();
  });

  it('an item that cannot wait is taken back by a second record: said so, and never carried out', async () => {
    await toReview(PROOF);
    // It arrives, is decided, and nobody here learns of it.
    whole.cable.harm({ request: 'GET /v1/cases/', kind: 'cut', bytes: 0 });
    whole.touch({ type: 'submit' });
    await whole.sees('submitting', ({ phase }) => phase === 'sending' || phase === 'deciding');
    const caseNumber = lastCase();
    const problem = await whole.sees('problem', undefined, 20_000);
    expect([problems.withdrawn.code, problems.undecided.code]).toContain(problem.code);
    expect(problem.text['zh-CN']).toContain('撤回');
    expect(problem.text.en).toContain('withdrawn');
    await arrived(caseNumber, 'withdrawn');
    const documents = await whole.platform.db
      .selectFrom('documents')
      .select('id')
      .where('case_number', '=', caseNumber)
      .execute();
    whole.cable.mend();
    // Its papers, were they drawn meanwhile, are given to nobody.
    for (const { id } of documents) {
      const answer = await fetch(`${whole.platform.url}/v1/documents/${id}`, {
        headers: { authorization: `Bearer ${whole.config.platform.terminalKey}` },
      });
      expect(answer.status).toBe(410);
    }
    // The same person tries again: a new case, decided.
    await online();
    whole.touch({ type: 'retry' });
    await whole.sees('review');
    const again = await submitted();
    expect([again.outcome, again.caseNumber === caseNumber]).toEqual(['approved', false]);
    await whole.leave();
    await arrived(again.caseNumber, 'decided');
  }, 40_000);
});

describe('while the document comes down', () => {
  it.each([
    ['cut in the middle', { kind: 'cut', bytes: 2_000, times: 2 }],
    ['dripping', { kind: 'drip', bytes: 2_048, everyMs: 5 }],
  ] as const)('%s: asked for again, and stored whole', async (_, harm) => {
    await toReview(PROOF);
    whole.cable.harm({ request: 'GET /v1/documents/', ...harm });
    const result = await submitted();
    expect(whole.cable.harmed.length).toBeGreaterThan(0);
    expect(result.papers.map(({ state }) => state)).toEqual(['saved', 'printed']);
    await whole.leave();
    await arrived(result.caseNumber, 'decided');
  });

  it('never whole: the case stands, the paper says where to get it, the receipt comes', async () => {
    await toReview(PROOF);
    whole.cable.harm({ request: 'GET /v1/documents/', kind: 'cut', bytes: 2_000 });
    const result = await submitted();
    expect(result.outcome).toBe('approved');
    expect(result.papers).toMatchObject([
      { kind: 'document', state: 'notFetched', mayRetry: true },
      { kind: 'receipt', state: 'printed' },
    ]);
    expect(result.papers[0]?.explanation?.['zh-CN']).toContain('“我的”');
    expect(result.papers[0]?.explanation).not.toEqual(paperTexts.documentFailed);
    await whole.leave();
    await arrived(result.caseNumber, 'decided');
    await online();
  });
});

describe('the scanner’s plug, pulled in every phase', () => {
  it('disturbs nobody: the strip says it where somebody could show a code, the case goes through', async () => {
    const phases = ['attract', 'identify', 'form', 'review', 'result'] as const;
    for (const phase of phases) {
      const pull = async (now: (typeof phases)[number]) => {
        if (now !== phase) return;
        whole.machine.unplug('scanner');
        // Only where somebody could show it a code is it anybody's trouble.
        if (now === 'attract') await whole.says(({ notices }) => notices.map(({ id }) => id).join() === 'scanner');
      };
      await pull('attract');
      whole.touch({ type: 'start' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
      await whole.sees('identify');
      await pull('identify');
      whole.machine.layCard(PERSON);
      await whole.sees('form');
      await pull('form');
      whole.touch({ type: 'next' });
      await whole.sees('review');
      await pull('review');
      const result = await submitted();
      await pull('result');
      expect(result.papers.map(({ state }) => state)).toEqual(['saved', 'printed']);
      await whole.leave();
      await whole.says(({ notices }) => notices.map(({ id }) => id).join() === 'scanner');
      await whole.machine.plug('scanner');
      await whole.says(({ notices }) => notices.length === 0);
    }
  });
});
