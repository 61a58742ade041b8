import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verificationSchema } from '../../src-main/contract/code-lookup.ts';
import { caseResultSchema, type Submission } from '../../src-main/contract/platform-api.ts';
import { maskedName } from '../cases/person.ts';
import { openSamplePlatform } from '../testing/open-sample-platform.ts';
import { bearer, post, SampleLedger, sampleCard, sampleSubmission, seal } from '../testing/sample-terminal.ts';
import { renderPage } from './page.ts';
import { createRateLimit } from './rate-limit.ts';

let platform: Awaited<ReturnType<typeof openSamplePlatform>>;
let clock = new Date('2026-03-01T17:00:00.000Z');
beforeAll(async () => {
  platform = await openSamplePlatform({ now: () => clock });
});
afterAll(() => platform.close());

async function issue(card: Submission['card'] = sampleCard) {
  const submission = sampleSubmission(`C-${randomUUID()}`, { card });
  const ledger = new SampleLedger('terminal-a');
  ledger.add({ kind: 'case.submitted', body: await seal(platform.app, submission) });
  await post(platform.app, 'terminal-a', ledger.batch());
  const answer = await platform.app.inject({
    url: `/v1/cases/${submission.caseNumber}?wait=20`,
    headers: bearer('terminal-a'),
  });
  const [document] = caseResultSchema.parse(answer.json()).documents;
  if (document === undefined) throw new Error('no document');
  return { ...document, caseNumber: submission.caseNumber };
}

describe('the public check of a paper', () => {
  it('says for a genuine code what was issued, when (in China) and to whom, masked', async () => {
    const document = await issue();
    const answer = await platform.app.inject(`/v1/verify/${document.checkCode}`);
    expect(verificationSchema.parse(answer.json())).toEqual({
      status: 'genuine',
      title: { 'zh-CN': '样例证明', en: 'Sample proof' },
      issuedOn: '2026-03-02',
      holder: '张**',
      pages: 1,
      sha256: document.sha256,
    });
    const page = await platform.app.inject(`/verify/${document.checkCode.toLowerCase()}`);
    expect(page.statusCode).toBe(200);
    for (const words of ['真实有效', 'Genuine', '样例证明', '张**', '2026-03-02', document.sha256])
      expect(page.body).toContain(words);
    for (const secret of [sampleCard.number, String(sampleCard.name), document.caseNumber])
      expect(page.body + answer.body).not.toContain(secret);
  });

  it('says when the platform never issued such a code', async () => {
    expect((await platform.app.inject('/v1/verify/0000')).json()).toEqual({ status: 'unknown' });
    const page = await platform.app.inject('/verify/0000');
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('查无此码');
    expect((await platform.app.inject('/verify/%00')).statusCode).toBe(400);
  });

  it('says when the case of a paper was withdrawn', async () => {
    const document = await issue();
    const ledger = new SampleLedger('terminal-a');
    ledger.add({ kind: 'case.withdrawn', body: JSON.stringify({ caseNumber: document.caseNumber }) });
    await post(platform.app, 'terminal-a', ledger.batch());
    expect((await platform.app.inject(`/v1/verify/${document.checkCode}`)).json().status).toBe('withdrawn');
    expect((await platform.app.inject(`/verify/${document.checkCode}`)).body).toContain('已撤回');
  });

  it('runs no script and loads nothing', async () => {
    const page = await platform.app.inject('/verify/0000');
    const csp = String(page.headers['content-security-policy']);
    expect(csp).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(page.body).not.toMatch(/<script|\son\w+=|style="|<link|<img|https?:/i);
    const { createHash } = await import('node:crypto');
    const style = page.body.match(/<style>([\s\S]*?)<\/style>/)?.[1] ?? '';
    expect(csp).toContain(createHash('sha256').update(style).digest('base64'));
  });

  it('shows whatever was typed as text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('<script>alert(1)</script>', '"><img src=x>', "'&lt;")),
        (code) => {
          const shown =
            renderPage(code, { status: 'unknown' }).match(/<span class="code">([\s\S]*?)<\/span>/)?.[1] ?? '';
          expect(shown).not.toMatch(/[<>"']/);
          const back = shown.replace(
            /&(lt|gt|quot|#39|amp);/g,
            (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
          );
          expect(back).toBe(code);
        },
      ),
    );
  });

  it('slows one address down, tells it when to return, and lets others look', async () => {
    const from = (remoteAddress: string, path: string) => platform.app.inject({ url: path, remoteAddress });
    const codes = [];
    for (let index = 0; index < 31; index++) codes.push((await from('192.0.2.7', '/v1/verify/0000')).statusCode);
    expect(codes).toEqual([...Array(30).fill(200), 429]);
    const page = await from('192.0.2.7', '/verify/0000');
    expect([page.statusCode, page.headers['retry-after']]).toEqual([429, '60']);
    expect(page.body).toContain('查询过于频繁');
    expect((await from('192.0.2.8', '/v1/verify/0000')).statusCode).toBe(200);
    clock = new Date(clock.getTime() + 60_000);
    expect((await from('192.0.2.7', '/v1/verify/0000')).statusCode).toBe(200);
  });
});

describe('the masked name', () => {
  it.each([
    ['张三样例', '张**'],
    ['𬎆样例', '𬎆**'],
    [' ', '***'],
  ])('of %j is %s', (name, masked) => {
    expect(maskedName({ ...sampleCard, name })).toBe(masked);
  });
  it('of a card with a Latin name only shows its first letter', () => {
    expect(maskedName({ ...sampleCard, name: null, englishName: 'SAMPLE, ANNA' })).toBe('S**');
  });
});

it('a rate limit forgets the address that was quiet longest', () => {
  const limit = createRateLimit({ perMinute: 1, burst: 1, addresses: 2, now: () => new Date(0) });
  expect(['a', 'b', 'a', 'c', 'b'].map((address) => limit.take(address))).toEqual([true, true, false, true, true]);
});
