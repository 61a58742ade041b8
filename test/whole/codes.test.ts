import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatOwnCode } from '../../drivers/contract/own-code.ts';
import type { ForeignCode } from '../../src-main/contract/code-lookup.ts';
import { Whole } from './whole.ts';

const PERSON = 'wang-yan';
const PROOF = 'social-insurance-proof';
/** Stands for a code that says who somebody is: nothing like it may be anywhere on the terminal's disk. */
const SECRET = '134567890123450987';

let whole: Whole;
let caseNumber = '';
let checkCode = '';
beforeAll(async () => {
  whole = await Whole.start({ camera: { document: { label: 'desk' } } });
  // The codes on papers hold the platform's own address; the terminal speaks to it through a cable.
  Object.assign(whole.config.platform, { publicUrl: whole.platform.url });
}, 60_000);
afterAll(() => whole.stop());

const toReading = async () => {
  if (whole.snapshot?.screen.name === 'attract') whole.touch({ type: 'start' });
  await whole.sees('home');
  whole.touch({ type: 'openCode' });
  await whole.sees('showCode', ({ phase }) => phase === 'reading');
};
const answered = async () => {
  const { answer } = await whole.sees('showCode', ({ phase }) => phase === 'answered');
  return answer;
};
/** Holds a code before the scanner, as soon as that looks. */
const shows = async (text: string) => {
  await toReading();
  await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
  whole.machine.showCode(text);
  return answered();
};
const home = async () => {
  whole.touch({ type: 'next' });
  await whole.sees('home');
};

describe('a code that somebody holds, on the whole terminal with the simulated Newland scanner', () => {
  it('of a receipt shows where the case stands, and nothing of the person', async () => {
    await whole.toForm(PROOF, PERSON);
    await whole.fill();
    const result = await whole.toResult();
    caseNumber = result.caseNumber;
    await whole.leave();
    const printed = whole.receipts.at(-1)?.receipt.blocks.find((block) => block.kind === 'qr');
    if (printed?.kind !== 'qr') throw new Error('no code on the receipt');
    expect(printed.data).toBe(formatOwnCode({ kind: 'case', id: caseNumber }));
    const answer = await shows(printed.data);
    expect(answer).toMatchObject({ kind: 'case', caseNumber, step: 4, state: { 'zh-CN': '已办结' } });
    expect(Object.keys(answer ?? {}).sort()).toEqual(['caseNumber', 'date', 'item', 'kind', 'state', 'step']);
    expect(whole.snapshot?.session).toMatchObject({ identified: false, person: null });
    await home();
  });

  it('of a proof shows what the platform says of it; of a forged one, that it never issued it', async () => {
    const row = await whole.platform.db.selectFrom('documents').select('check_code').executeTakeFirstOrThrow();
    checkCode = row.check_code;
    expect(await shows(`${whole.platform.url}/verify/${checkCode}`)).toMatchObject({
      kind: 'paper',
      status: 'genuine',
      pages: expect.any(Number),
      holder: expect.stringMatching(/^.\*\*$/),
    });
    await home();
    expect(await shows(`${whole.platform.url}/verify/0000-0000-0000`)).toEqual({ kind: 'noPaper' });
    await home();
    // The same check code at somebody else's address is somebody else's address.
    expect(await shows(`https://example.test/verify/${checkCode}`)).toEqual({ kind: 'foreign', code: 'url' });
    await home();
  });

  it.each<[string, ForeignCode]>([
    [SECRET, 'wechat-pay-code'],
    [`${'c'.repeat(64)}:1`, 'health-card'],
    ['11010519491231002X', 'resident-id-number'],
    [`BDY1:CASE:TEST-0001-NOBODY:00`, 'damaged'],
    ['@SCNMOD2', 'programming'],
    ['样例', 'text'],
  ])('%s is named and nothing more is done with it', async (text, code) => {
    expect(await shows(text)).toEqual({ kind: 'foreign', code });
    expect(JSON.stringify(whole.snapshot)).not.toContain(text);
    await home();
  });

  it('of a case that never was is said so', async () => {
    expect(await shows(formatOwnCode({ kind: 'case', id: 'TEST-0001-NOBODY' }))).toEqual({
      kind: 'noCase',
      caseNumber: 'TEST-0001-NOBODY',
    });
    await home();
  });

  it('that is no text, or one that is too long, is no code; the next one is read', async () => {
    await toReading();
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
    whole.machine.scanner?.showCode(Uint8Array.of(0xff, 0xfe, 0x01, 0xff));
    expect(await whole.sees('showCode', ({ phase }) => phase === 'stopped')).toMatchObject({ trouble: 'unreadable' });
    whole.touch({ type: 'retry' });
    await whole.sees('showCode', ({ phase }) => phase === 'reading');
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
    whole.machine.scanner?.showCode('x'.repeat(5_000));
    expect(await whole.sees('showCode', ({ phase }) => phase === 'stopped')).toMatchObject({ trouble: 'unreadable' });
    whole.touch({ type: 'retry' });
    await whole.sees('showCode', ({ phase }) => phase === 'reading');
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
    whole.machine.showCode(formatOwnCode({ kind: 'case', id: caseNumber }));
    expect(await answered()).toMatchObject({ kind: 'case', caseNumber });
    await home();
  });

  it('cannot be asked about while the platform is away; the machine says so and nothing is broken by it', async () => {
    await whole.cable.pull();
    expect(await shows(formatOwnCode({ kind: 'case', id: caseNumber }))).toEqual({ kind: 'noAnswer', why: 'away' });
    await whole.cable.plug();
    await home();
    await whole.says(({ notices }) => notices.length === 0);
  });

  it('asked about too often is told so, and the machine stays online', async () => {
    let answer = await shows(formatOwnCode({ kind: 'case', id: caseNumber }));
    for (let time = 0; time < 25 && answer?.kind === 'case'; time++) {
      whole.touch({ type: 'retry' });
      await whole.sees('showCode', ({ phase }) => phase === 'reading');
      await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
      whole.machine.showCode(formatOwnCode({ kind: 'case', id: caseNumber }));
      answer = await answered();
    }
    expect(answer).toEqual({ kind: 'noAnswer', why: 'tooOften' });
    expect(whole.snapshot?.notices).toEqual([]);
    await home();
  });

  it('is read by the camera as soon as the scanner is pulled out, and nobody misses the scanner', async () => {
    whole.touch({ type: 'camera', told: { kind: 'seen', labels: ['HD desk camera'] } });
    await toReading();
    whole.machine.unplug('scanner');
    const { camera, notices } = await whole.says((now) => now.camera.open?.task === 'readCode', 5_000);
    expect(notices).toEqual([]);
    await whole.sees('showCode', ({ by }) => by === 'camera');
    const bytes = Buffer.from(formatOwnCode({ kind: 'case', id: 'TEST-0001-NOBODY' })).toString('base64');
    whole.touch({ type: 'camera', told: { kind: 'code', wish: camera.open?.id ?? '', bytes } });
    // The other test asked too often just now.
    expect(await answered()).toMatchObject({ kind: 'noAnswer' });
    await whole.says((now) => now.camera.open === null);
    await home();
  });

  it('is waited for no longer where nothing reads any more, the strip says so, and it goes on when the scanner is back', async () => {
    whole.touch({ type: 'camera', told: { kind: 'seen', labels: [] } });
    whole.touch({ type: 'openCode' });
    expect(await whole.sees('showCode', ({ phase }) => phase === 'stopped')).toMatchObject({ trouble: 'readerAway' });
    await whole.says(({ notices }) => notices.map(({ id }) => id).join() === 'scanner');
    await whole.machine.plug('scanner');
    await whole.sees('showCode', ({ phase }) => phase === 'reading');
    await whole.says(({ notices }) => notices.length === 0);
    whole.touch({ type: 'exit' });
    await whole.sees('farewell');
    whole.touch({ type: 'start' });
    await whole.sees('attract');
  });

  it('left nothing of itself on the terminal’s disk', () => {
    for (const { file, bytes } of whole.traces())
      for (const trace of [SECRET, 'c'.repeat(64), checkCode])
        expect(bytes.includes(trace), `${trace.slice(0, 20)} in ${file}`).toBe(false);
  });
});
