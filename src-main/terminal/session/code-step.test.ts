import { describe, expect, it } from 'vitest';
import { completed, failed } from '../../../drivers/contract/completion.ts';
import { formatOwnCode } from '../../../drivers/contract/own-code.ts';
import { fail, ok } from '../../../drivers/contract/result.ts';
import { codeAnswerSchema } from '../../contract/code-lookup.ts';
import { foundIn, lookUpCode, readCode } from './effects/codes.ts';
import type { SessionEvent } from './events.ts';
import { goodWorld, startSession, type TestSession, testConfig, toShowCode, walks } from './session.test-kit.ts';
import type { World } from './world.ts';

const BASE = 'https://platform.example';
const CASE = 'TEST0001-20261121-0001-7';
const dead = { health: 'unavailable', status: null } as const;
const noReader: Partial<World> = {
  devices: { ...goodWorld.devices, barcodeReader: dead },
  cameras: { document: 'unavailable', face: 'unavailable' },
};
const shown = (session: TestSession) => {
  const screen = session.screen();
  if (screen.name !== 'showCode') throw new Error(`on ${screen.name}`);
  return screen;
};

describe('what a code is to this machine', () => {
  it.each([
    [formatOwnCode({ kind: 'case', id: CASE }), { kind: 'case', caseNumber: CASE }],
    [formatOwnCode({ kind: 'check', id: 'ABCD-EFGH' }), { kind: 'paper', checkCode: 'ABCD-EFGH' }],
    [formatOwnCode({ kind: 'notice', id: 'N-2026-1' }), { kind: 'foreign', code: 'notice' }],
    [`BDY1:CASE:${CASE}:00`, { kind: 'foreign', code: 'damaged' }],
    [`${BASE}/verify/ABCD-EFGH`, { kind: 'paper', checkCode: 'ABCD-EFGH' }],
    ['https://platform.example.evil.test/verify/ABCD-EFGH', { kind: 'foreign', code: 'url' }],
    [`${BASE}/verify/ABCD-EFGH?x=1`, { kind: 'foreign', code: 'url' }],
    [`${'a'.repeat(64)}:1`, { kind: 'foreign', code: 'health-card' }],
    [`${'a'.repeat(64)}:0:${'b'.repeat(32)}`, { kind: 'foreign', code: 'health-card' }],
    [`ano${'1'.repeat(25)}`, { kind: 'foreign', code: 'medical-insurance-voucher' }],
    ['11010519491231002X', { kind: 'foreign', code: 'resident-id-number' }],
    ['134567890123456789', { kind: 'foreign', code: 'wechat-pay-code' }],
    ['281234567890123456', { kind: 'foreign', code: 'alipay-pay-code' }],
    ['6212345678901234567', { kind: 'foreign', code: 'unionpay-code' }],
    ['12345', { kind: 'foreign', code: 'digits' }],
    ['@SCNMOD2', { kind: 'foreign', code: 'programming' }],
    ['TRGMOD3.', { kind: 'foreign', code: 'programming' }],
    ['样例文字', { kind: 'foreign', code: 'text' }],
    ['x'.repeat(4096), { kind: 'foreign', code: 'text' }],
  ])('%.40s', (text, found) => {
    expect(foundIn(text, BASE)).toEqual(found);
  });
});

describe('a code that somebody holds', () => {
  it('is read, asked about and answered; another may follow; nobody was asked who they are', () => {
    const session = startSession();
    toShowCode(session);
    expect(shown(session)).toMatchObject({ phase: 'reading', by: 'scanner', secondsLeft: 45, answer: null });
    session.happen('readCode', { type: 'code.found', found: { kind: 'case', caseNumber: CASE } });
    expect(shown(session).phase).toBe('asking');
    expect(session.input('lookUpCode')).toEqual({ found: { kind: 'case', caseNumber: CASE } });
    session.wait(10_500);
    expect(shown(session).slow).toBe(true);
    session.happen('lookUpCode', { type: 'code.answered', answer: { kind: 'noCase', caseNumber: CASE } });
    expect(shown(session)).toMatchObject({ phase: 'answered', answer: { kind: 'noCase' }, secondsLeft: null });
    expect(session.view().session?.identified).toBe(false);
    session.touch({ type: 'retry' });
    expect(shown(session)).toMatchObject({ phase: 'reading', answer: null });
    session.touch({ type: 'back' });
    expect([session.screen().name, [...session.running.keys()]]).toEqual(['home', []]);
  });

  it('of another kind is named at once, and the platform hears nothing of it', () => {
    const session = startSession();
    toShowCode(session);
    session.happen('readCode', { type: 'code.found', found: { kind: 'foreign', code: 'wechat-pay-code' } });
    expect(shown(session)).toMatchObject({ phase: 'answered', answer: { kind: 'foreign', code: 'wechat-pay-code' } });
    expect(session.running.has('lookUpCode')).toBe(false);
    session.touch({ type: 'next' });
    expect(session.screen().name).toBe('home');
  });

  it('that nobody shows ends with the visible time, in elder mode with twice of it', () => {
    for (const [elder, ms] of [
      [false, 45_000],
      [true, 90_000],
    ] as const) {
      const session = startSession();
      session.touch({ type: 'start' }, { type: 'setElder', elder }, { type: 'openCode' });
      session.wait(ms - 2_000);
      expect(shown(session)).toMatchObject({ phase: 'reading', secondsLeft: 2 });
      session.wait(2_500);
      expect(shown(session)).toMatchObject({ phase: 'stopped', trouble: 'timedOut', secondsLeft: null });
      expect(session.running.has('readCode')).toBe(false);
    }
  });

  it('is waited for no longer when what reads goes, and again by itself when it is back', () => {
    const session = startSession();
    toShowCode(session);
    session.world({ devices: { ...goodWorld.devices, barcodeReader: dead } });
    expect(shown(session)).toMatchObject({ phase: 'reading', by: 'camera' });
    session.world(noReader);
    expect(shown(session)).toMatchObject({ phase: 'stopped', trouble: 'readerAway' });
    expect(session.view().notices.map(({ id }) => id)).toEqual(['scanner']);
    session.world({ platform: 'offline' });
    expect(shown(session).phase).toBe('stopped');
    session.world({ devices: goodWorld.devices });
    expect(shown(session).phase).toBe('reading');
  });

  it('that was no text, or came too late, waits for the person', () => {
    const session = startSession();
    walks['session.journey.showCode.stopped']?.(session);
    expect(shown(session)).toMatchObject({ phase: 'stopped', trouble: 'unreadable' });
    session.world({ platform: 'offline' });
    expect(shown(session).phase).toBe('stopped');
    session.touch({ type: 'retry' });
    expect(shown(session)).toMatchObject({ phase: 'reading', trouble: null });
  });

  it('is not offered where nothing reads codes', () => {
    const { barcodeReader: _, ...devices } = goodWorld.devices;
    const session = startSession({ world: { ...goodWorld, devices, cameras: {} } });
    session.touch({ type: 'start' });
    expect(session.screen()).toMatchObject({ name: 'home', codes: null });
    expect(session.view().notices).toEqual([]);
    session.touch({ type: 'openCode' });
    expect(shown(session)).toMatchObject({ phase: 'stopped', trouble: 'notFitted' });
  });

  it('is forgotten with the person', () => {
    const session = startSession();
    walks['session.journey.showCode.asking']?.(session);
    expect(JSON.stringify(session.state().context.visit)).toContain(CASE);
    session.touch({ type: 'home' });
    expect(JSON.stringify(session.state().context)).not.toContain(CASE);
  });
});

describe('the effects', () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  type Read = Parameters<typeof readCode>[0]['codes']['read'];
  async function readWith(read: Read) {
    const sent: SessionEvent[] = [];
    const config = { ...testConfig, platform: { ...testConfig.platform, publicUrl: BASE } };
    const stop = readCode({ codes: { read }, config })({ timeoutMs: 1000 }, (event) => sent.push(event));
    await settle();
    stop();
    return sent;
  }

  it.each([
    [failed('timeOut', 'noCode', ''), 'timedOut'],
    [failed('unsupportedData', 'notText', ''), 'unreadable'],
    [failed('deviceNotReady', 'hungUp', ''), 'readerAway'],
    [failed('hardwareError', 'badFrames', ''), 'readerAway'],
  ] as const)('tell %j as %s', async (completion, trouble) => {
    expect(await readWith(async () => completion)).toEqual([{ type: 'code.failed', trouble }]);
  });

  it('hand on what a code is and never what it says', async () => {
    const secret = '134567890123456789';
    const sent = await readWith(async () => completed({ text: secret, aim: null }, 'none'));
    expect(sent).toEqual([
      { type: 'touched' },
      { type: 'code.found', found: { kind: 'foreign', code: 'wechat-pay-code' } },
    ]);
    expect(JSON.stringify(sent)).not.toContain(secret);
  });

  it('stop the reading with the screen', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const sent = await readWith(({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    expect([sent, signals.map((signal) => signal?.aborted)]).toEqual([[], [true]]);
  });

  const state = {
    caseNumber: CASE,
    item: { 'zh-CN': '事项', en: 'Item' },
    state: { 'zh-CN': '已受理', en: 'Accepted' },
  };
  const paper = { title: { 'zh-CN': '证明', en: 'Proof' }, issuedOn: '2026-11-21', holder: '张**', pages: 1 };
  const offline = fail({ kind: 'offline' as const, message: '' });
  it.each([
    ['case', ok({ ...state, date: '2026-11-21', step: 3 }), { kind: 'case', caseNumber: CASE, step: 3 }],
    ['case', fail({ kind: 'notFound' as const, message: '' }), { kind: 'noCase', caseNumber: CASE }],
    ['case', offline, { kind: 'noAnswer', why: 'away' }],
    ['case', fail({ kind: 'offline' as const, message: '', status: 429 }), { kind: 'noAnswer', why: 'tooOften' }],
    ['case', fail({ kind: 'unauthorised' as const, message: '' }), { kind: 'noAnswer', why: 'refused' }],
    [
      'paper',
      ok({ status: 'genuine' as const, ...paper, sha256: 'aa' }),
      { kind: 'paper', status: 'genuine', ...paper },
    ],
    ['paper', ok({ status: 'withdrawn' as const, ...paper, sha256: 'aa' }), { kind: 'paper', status: 'withdrawn' }],
    ['paper', ok({ status: 'unknown' as const }), { kind: 'noPaper' }],
    ['paper', fail({ kind: 'garbage' as const, message: '' }), { kind: 'noAnswer', why: 'away' }],
  ])('answer for a %s %j', async (kind, asked, answer) => {
    const sent: SessionEvent[] = [];
    const platform = { caseState: async () => asked, verify: async () => asked } as unknown as Parameters<
      typeof lookUpCode
    >[0]['platform'];
    const found = kind === 'case' ? { kind, caseNumber: CASE } : { kind, checkCode: 'ABCD' };
    lookUpCode({ platform })({ found: found as Parameters<ReturnType<typeof lookUpCode>>[0]['found'] }, (event) =>
      sent.push(event),
    );
    await settle();
    const [told] = sent;
    if (told?.type !== 'code.answered') throw new Error('no answer');
    expect(codeAnswerSchema.parse(told.answer)).toMatchObject(answer);
    expect(JSON.stringify(told)).not.toContain('sha256');
  });
});
