import { randomUUID } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueDocumentSchema } from '../src-main/contract/catalogue.ts';
import { caseStateSchema } from '../src-main/contract/code-lookup.ts';
import {
  apiErrorSchema,
  caseResultSchema,
  desiredResponseSchema,
  mineResponseSchema,
  platformKeysSchema,
  prefillResponseSchema,
} from '../src-main/contract/platform-api.ts';
import { openSamplePlatform } from './testing/open-sample-platform.ts';
import {
  bearer,
  post,
  SampleLedger,
  type SampleTerminal,
  sampleCard,
  sampleSubmission,
  seal,
} from './testing/sample-terminal.ts';

const log: string[] = [];
let platform: Awaited<ReturnType<typeof openSamplePlatform>>;

beforeAll(async () => {
  platform = await openSamplePlatform({
    logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
  });
});
afterAll(() => platform.close());

const get = (url: string, terminal: SampleTerminal = 'terminal-a', headers: Record<string, string> = {}) =>
  platform.app.inject({ url, headers: { ...bearer(terminal), ...headers } });
const send = (url: string, payload: object, terminal: SampleTerminal = 'terminal-a') =>
  platform.app.inject({ method: 'POST', url, headers: bearer(terminal), payload });

async function submit(
  submission = sampleSubmission(`C-${randomUUID()}`),
  terminal: SampleTerminal = 'terminal-a',
  parked: object[] = [],
) {
  const ledger = new SampleLedger(terminal);
  ledger.add({ kind: 'case.submitted', body: await seal(platform.app, submission) });
  const answer = await post(platform.app, terminal, ledger.batch());
  expect(answer.json().parked).toEqual(parked);
  return submission.caseNumber;
}

async function decided(submission = sampleSubmission(`C-${randomUUID()}`)) {
  const caseNumber = await submit(submission);
  return caseResultSchema.parse((await get(`/v1/cases/${caseNumber}?wait=20`)).json());
}

describe('who may ask', () => {
  const paths = [
    ['GET', '/v1/cases/x'],
    ['GET', '/v1/cases/x/state'],
    ['GET', '/v1/documents/x'],
    ['GET', '/v1/desired/catalogue'],
    ['POST', '/v1/ingest'],
    ['POST', '/v1/prefill'],
    ['POST', '/v1/mine'],
    ['POST', '/v1/mine/document'],
    ['PUT', '/v1/logs/x'],
  ] as const;
  it.each(paths)('%s %s needs the key of an enrolled terminal', async (method, url) => {
    for (const authorization of [undefined, 'Bearer', 'Bearer wrong-key-wrong-key-wrong-key', 'Basic YTpi']) {
      const answer = await platform.app.inject({
        method,
        url,
        ...(authorization === undefined ? {} : { headers: { authorization } }),
      });
      expect(answer.statusCode).toBe(401);
      expect(apiErrorSchema.parse(answer.json()).error).toBe('unauthorized');
    }
  });

  it('does not read the body of a stranger', async () => {
    const answer = await platform.app.inject({
      method: 'POST',
      url: '/v1/mine',
      headers: { 'content-type': 'application/json' },
      payload: '{',
    });
    expect(answer.statusCode).toBe(401);
  });

  it('refuses records sent in another terminal’s name', async () => {
    const ledger = new SampleLedger('terminal-b');
    ledger.add({ kind: 'session.ended', body: '{}' });
    const answer = await post(platform.app, 'terminal-a', ledger.batch());
    expect([answer.statusCode, answer.json().error]).toEqual([403, 'wrongTerminal']);
  });

  it('stores no key', async () => {
    const rows = await platform.db.selectFrom('terminals').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('sample-key-of');
  });
});

describe('what is not understood', () => {
  it('names the field that is wrong', async () => {
    const ledger = new SampleLedger('terminal-a');
    ledger.add({ kind: 'session.ended', body: '{}' });
    const batch = ledger.batch();
    const cases: [object, string][] = [
      [{ ...batch, epoch: 'short' }, 'field epoch'],
      [{ ...batch, records: [] }, 'field records'],
      [{ ...batch, records: [{ ...batch.records[0], kind: 'case.invented' }] }, 'field records.0.kind'],
      [{ ...batch, more: 1 }, 'the body'],
    ];
    for (const [body, words] of cases) {
      const answer = await post(platform.app, 'terminal-a', body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().message).toContain(words);
    }
    const wait = await get('/v1/cases/x?wait=21');
    expect([wait.statusCode, wait.json().message]).toEqual([400, expect.stringContaining('field wait')]);
  });

  it('answers broken JSON, other types, large bodies and unknown addresses with a sentence', async () => {
    const raw = (url: string, payload: string, type: string) =>
      platform.app.inject({ method: 'POST', url, headers: { ...bearer('terminal-a'), 'content-type': type }, payload });
    const answers = [
      await raw('/v1/mine', '{"card":', 'application/json'),
      await raw('/v1/mine', '<card/>', 'application/xml'),
      await raw('/v1/mine', `"${'x'.repeat(70_000)}"`, 'application/json'),
      await raw('/v1/mine', '{"__proto__":{"card":1}}', 'application/json'),
      await get('/nothing/here'),
    ];
    expect(answers.map((answer) => answer.statusCode)).toEqual([400, 415, 413, 400, 404]);
    for (const answer of answers) expect(apiErrorSchema.parse(answer.json()).message).toMatch(/^[a-z]/);
  });

  it('says nothing of its insides when it fails', async () => {
    const { prefill } = platform.services;
    platform.services.prefill = async (_item, card) => {
      throw new Error(`base said ${card.number}`);
    };
    const answer = await send('/v1/prefill', { item: 'sample-proof', itemVersion: 1, card: sampleCard });
    platform.services.prefill = prefill;
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: 'internal', message: 'the platform failed; try again later' });
  });
});

describe('cases', () => {
  it('decides a submission and hands out its document to the terminal that sent it, each time on record', async () => {
    const result = await decided();
    expect(result.outcome).toBe('approved');
    const [document] = result.documents;
    if (document === undefined) throw new Error('no document');
    const pdf = await get(`/v1/documents/${document.id}`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const { createHash } = await import('node:crypto');
    expect(createHash('sha256').update(pdf.rawPayload).digest('hex')).toBe(document.sha256);
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');

    expect((await get(`/v1/documents/${document.id}`, 'terminal-b')).statusCode).toBe(404);
    expect((await get(`/v1/cases/${result.caseNumber}`, 'terminal-b')).statusCode).toBe(404);
    await get(`/v1/documents/${document.id}`);
    const rows = await platform.db
      .selectFrom('audit')
      .select(['terminal', 'action'])
      .where('subject', '=', document.id)
      .execute();
    expect(rows).toEqual(Array(2).fill({ terminal: 'terminal-a', action: 'document.fetched' }));
  });

  it('holds a long poll until the submission arrives', async () => {
    const submission = sampleSubmission(`C-${randomUUID()}`);
    const waiting = get(`/v1/cases/${submission.caseNumber}?wait=20`);
    await submit(submission);
    expect((await waiting).json().caseNumber).toBe(submission.caseNumber);
  });

  it('answers 404 for a case that never came, and 410 for one withdrawn', async () => {
    const missing = await get('/v1/cases/C-nobody');
    expect([missing.statusCode, missing.json().error]).toEqual([404, 'unknownCase']);
    expect((await get('/v1/cases/%00')).statusCode).toBe(400);
    const result = await decided();
    const ledger = new SampleLedger('terminal-a');
    ledger.add({ kind: 'case.withdrawn', body: JSON.stringify({ caseNumber: result.caseNumber }) });
    await post(platform.app, 'terminal-a', ledger.batch());
    expect((await get(`/v1/cases/${result.caseNumber}`)).statusCode).toBe(410);
    expect((await get(`/v1/documents/${result.documents[0]?.id}`)).statusCode).toBe(410);
  });

  it('tells whoever holds a case number where it stands, from any terminal, on record, and nothing of the person', async () => {
    const caseNumber = await submit();
    await platform.decided();
    const answer = await get(`/v1/cases/${caseNumber}/state`, 'terminal-b');
    expect(caseStateSchema.strict().parse(answer.json())).toEqual({
      caseNumber,
      item: { 'zh-CN': '样例证明', en: 'Sample proof' },
      state: { 'zh-CN': '已办结', en: 'Approved' },
      date: '2026-03-01',
      step: 4,
    });
    for (const secret of [sampleCard.number, String(sampleCard.name)]) expect(answer.body).not.toContain(secret);
    const looks = platform.db.selectFrom('audit').select('subject').where('action', '=', 'case.looked-up');
    expect(await looks.where('terminal', '=', 'terminal-b').execute()).toEqual([{ subject: caseNumber }]);
    const missing = await get('/v1/cases/C-nobody/state', 'terminal-b');
    expect([missing.statusCode, missing.json().error]).toEqual([404, 'unknownCase']);
  });

  it('tells one terminal only so many states a minute, and the others go on', async () => {
    const codes: number[] = [];
    for (let index = 0; index < 25; index++) codes.push((await get(`/v1/cases/C-guess-${index}/state`)).statusCode);
    expect([codes.filter((code) => code === 404).length, codes.at(-1)]).toEqual([20, 429]);
    expect((await get('/v1/cases/C-guess/state')).headers['retry-after']).toBe('60');
    expect((await get('/v1/cases/C-guess/state', 'terminal-b')).statusCode).toBe(404);
  });

  it('issues no paper for a refusal', async () => {
    const result = await decided(sampleSubmission(`C-${randomUUID()}`, { form: { purpose: 'refuse' } }));
    expect([result.outcome, result.documents]).toEqual(['refused', []]);
  });

  it('keeps a case whose decision fails, says it is pending, and decides the others', async () => {
    platform.services.decisionFails = true;
    const caseNumber = await submit();
    await platform.decided();
    platform.services.decisionFails = false;
    const answer = await get(`/v1/cases/${caseNumber}`);
    expect([answer.statusCode, answer.json().error]).toEqual([404, 'pending']);
    const row = await platform.db
      .selectFrom('cases')
      .select(['state', 'held_reason'])
      .where('case_number', '=', caseNumber)
      .executeTakeFirstOrThrow();
    expect(row.state).toBe('held');
    expect((await decided()).outcome).toBe('approved');
  });

  it('lists the cases of the person on the card, from any terminal, and of nobody else', async () => {
    const card = { ...sampleCard, number: '110105198505050012', name: '王示例' };
    const caseNumber = await submit(sampleSubmission(`C-${randomUUID()}`, { card }), 'terminal-b');
    await platform.decided();
    const mine = mineResponseSchema.parse((await send('/v1/mine', { card: { ...card, address: null } })).json());
    expect(mine.cases).toEqual([
      {
        caseNumber,
        item: { 'zh-CN': '样例证明', en: 'Sample proof' },
        code: 'sample-proof',
        state: { 'zh-CN': '已办结', en: 'Approved' },
        date: '2026-03-01',
        step: 4,
        documents: [expect.objectContaining({ title: { 'zh-CN': '样例证明', en: 'Sample proof' }, copies: 1 })],
      },
    ]);
    for (const other of [
      { ...card, name: '李示例' },
      { ...card, cardType: 'J' },
      { ...card, number: '110105198505050013' },
    ]) {
      expect((await send('/v1/mine', { card: other })).json()).toEqual({ cases: [] });
    }
  });

  describe('a document of one’s own', () => {
    const issued = async (name: string, terminal: SampleTerminal = 'terminal-a') => {
      const card = { ...sampleCard, name };
      const caseNumber = await submit(sampleSubmission(`C-${randomUUID()}`, { card }), terminal);
      await platform.decided();
      const mine = mineResponseSchema.parse((await send('/v1/mine', { card })).json());
      const [document] = mine.cases.find((one) => one.caseNumber === caseNumber)?.documents ?? [];
      if (document === undefined) throw new Error('no document');
      return { card, caseNumber, document };
    };

    it('comes to any terminal once the card was read there, whole and on record', async () => {
      const { card, document } = await issued('周示例', 'terminal-b');
      const pdf = await send('/v1/mine/document', { card, document: document.id });
      expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
      const { createHash } = await import('node:crypto');
      expect(createHash('sha256').update(pdf.rawPayload).digest('hex')).toBe(document.sha256);
      const rows = await platform.db
        .selectFrom('audit')
        .select(['terminal', 'action'])
        .where('subject', 'like', `${document.id}:%`)
        .execute();
      expect(rows).toEqual([{ terminal: 'terminal-a', action: 'document.collected' }]);
    });

    it('comes to nobody else, by no card the item does not take, and not after the case was withdrawn', async () => {
      const { card, caseNumber, document } = await issued('吴示例');
      const ask = async (more: object) => {
        const answer = await send('/v1/mine/document', { card, document: document.id, ...more });
        return answer.statusCode;
      };
      expect(await ask({ card: { ...card, name: '郑示例' } })).toBe(404);
      expect(await ask({ card: { ...card, number: '110105198505050013' } })).toBe(404);
      expect(await ask({ identifiedBy: 'socialSecurityCard' })).toBe(404);
      expect(await ask({ document: 'D-nobody' })).toBe(404);
      expect(await ask({})).toBe(200);
      await platform.db
        .updateTable('cases')
        .set({ state: 'withdrawn' })
        .where('case_number', '=', caseNumber)
        .execute();
      expect(await ask({})).toBe(404);
      const listed = mineResponseSchema.parse((await send('/v1/mine', { card })).json());
      expect(listed.cases.flatMap(({ documents }) => documents)).toEqual([]);
    });

    it('comes only so often to one terminal, also where ids are tried', async () => {
      const codes: number[] = [];
      for (let index = 0; index < 25; index++)
        codes.push(
          (await send('/v1/mine/document', { card: sampleCard, document: `D-${index}` }, 'terminal-b')).statusCode,
        );
      expect([codes.filter((code) => code === 404).length, codes.at(-1)]).toEqual([20, 429]);
    });
  });

  it('opens an item only by a card that the item takes: its prefill, its cases, and what is handed in', async () => {
    const identifiedBy = 'socialSecurityCard';
    const refused = await send('/v1/prefill', { item: 'sample-proof', itemVersion: 1, card: sampleCard, identifiedBy });
    expect([refused.statusCode, refused.json().error]).toEqual([400, 'identification']);
    const card = { ...sampleCard, name: '孙示例' };
    await submit(sampleSubmission(`C-${randomUUID()}`, { card }));
    const caseNumber = `C-${randomUUID()}`;
    await submit(sampleSubmission(caseNumber, { card, identifiedBy }), undefined, [
      { seq: 1, reason: 'the item does not take the card that told who the person is' },
    ]);
    await platform.decided();
    const held = () =>
      platform.db
        .selectFrom('cases')
        .select(['state', 'held_reason'])
        .where('case_number', '=', caseNumber)
        .executeTakeFirstOrThrow();
    const row = await held();
    expect(row).toEqual({ state: 'held', held_reason: 'the item does not take the card that told who the person is' });
    // As every ten minutes and at each start: what was held for it is not decided after all.
    await platform.db.updateTable('cases').set({ state: 'received' }).where('case_number', '=', caseNumber).execute();
    await decided();
    expect(await held()).toEqual(row);
    const listed = async (more: object) =>
      mineResponseSchema.parse((await send('/v1/mine', { card, ...more })).json()).cases.length;
    expect([await listed({}), await listed({ identifiedBy })]).toEqual([2, 0]);
  });

  it('prefills a published item version only', async () => {
    const body = { item: 'sample-proof', itemVersion: 1, card: sampleCard };
    const answer = prefillResponseSchema.parse((await send('/v1/prefill', body)).json());
    expect(answer.fields.purpose?.value).toBe(`for ${sampleCard.number}`);
    expect((await send('/v1/prefill', { ...body, itemVersion: 2 })).statusCode).toBe(404);
    expect((await send('/v1/prefill', { ...body, card: { number: 1 } })).json().message).toContain(
      'field card.cardType',
    );
  });
});

describe('desired state', () => {
  it('is signed by the published key and answered 304 to its own tag', async () => {
    const answer = await get('/v1/desired/catalogue');
    const { jws, revision } = desiredResponseSchema.parse(answer.json());
    const { sign } = platformKeysSchema.parse((await platform.app.inject('/v1/keys')).json());
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(sign, 'ES256'), {
      algorithms: ['ES256'],
    });
    expect(protectedHeader.kid).toBe(sign.kid);
    expect(catalogueDocumentSchema.parse(JSON.parse(new TextDecoder().decode(payload))).revision).toBe(revision);

    const etag = String(answer.headers.etag);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get('/v1/desired/catalogue', 'terminal-a', { 'if-none-match': tag });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    expect((await get('/v1/desired/catalogue', 'terminal-a', { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('publishes no private part of a key', async () => {
    const keys = platformKeysSchema.parse((await platform.app.inject('/v1/keys')).json());
    expect(Object.keys(keys.sign).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(Object.keys(keys.seal).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});

describe('for everybody', () => {
  it('tells time and health', async () => {
    expect(Date.parse((await platform.app.inject('/v1/time')).json().now)).not.toBeNaN();
    expect((await platform.app.inject('/healthz')).json()).toEqual({
      ok: true,
      database: 'pglite',
      catalogueRevision: 1,
    });
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const api = (await platform.app.inject('/openapi.json')).json();
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths).sort()).toEqual([
      '/healthz',
      '/v1/cases/{caseNumber}',
      '/v1/cases/{caseNumber}/state',
      '/v1/desired/catalogue',
      '/v1/documents/{id}',
      '/v1/ingest',
      '/v1/keys',
      '/v1/logs/{sha256}',
      '/v1/mine',
      '/v1/mine/document',
      '/v1/operations/alerts',
      '/v1/operations/logs',
      '/v1/operations/logs/{terminal}/{sha256}',
      '/v1/operations/terminals',
      '/v1/prefill',
      '/v1/time',
      '/v1/verify/{code}',
    ]);
    const ingest = api.paths['/v1/ingest'].post;
    expect(ingest.security).toEqual([{ terminalKey: [] }]);
    expect(ingest.requestBody.content['application/json'].schema.properties.records.maxItems).toBe(200);
    expect(Object.keys(ingest.responses)).toEqual(expect.arrayContaining(['200', '409', '401']));
    expect(api.paths['/v1/time'].get.security).toBeUndefined();
  });

  it('has no fault switch unless it was started with one', async () => {
    expect(
      (await platform.app.inject({ method: 'POST', url: '/dev/faults', payload: { mode: '500' } })).statusCode,
    ).toBe(404);
  });
});

it('wrote no personal data into its log in all of the above', () => {
  const text = log.join('');
  expect(log.length).toBeGreaterThan(50);
  expect(text).toContain('request.answered');
  expect(text).toContain('case.held');
  expect(text).toContain('request.failed');
  for (const canary of [
    sampleCard.name,
    sampleCard.number,
    sampleCard.address,
    '王示例',
    '110105198505050012',
    '租房',
    'sample-key-of',
  ]) {
    expect(text).not.toContain(canary);
  }
});
