import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/completion.ts';
import { Bench, later, seenAs, settled } from '../bench.test-kit.ts';
import { causes } from '../causes.ts';
import { deviceTest, type TestKind } from '../tests.ts';
import { devicePage } from './device.ts';
import { recordsPage } from './records.ts';
import { testPage } from './test.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

function kind(device: Parameters<typeof deviceTest>[0], level: Parameters<typeof deviceTest>[1]): TestKind {
  const found = deviceTest(device, level, bench.services());
  if (found === null) throw new Error('no such test');
  return found;
}
const open = (device: Parameters<typeof deviceTest>[0], level: Parameters<typeof deviceTest>[1]) =>
  testPage(kind(device, level), bench.context());

describe('a self-test', () => {
  test('that asks only the device passes or fails by itself and leaves a record', async () => {
    const page = open('idCardReader', 'internal');
    expect(seenAs(page, 'test').test).toMatchObject({ phase: 'running', secondsLeft: 15, outcome: null });
    await settled();
    expect(seenAs(page, 'test').test).toMatchObject({ phase: 'done', outcome: 'passed', evidence: 'fine' });
    bench.answers['device.checkHealth'] = async () =>
      completed({ passed: false, code: 'sam-fault', evidence: '60 -> self-test failed' });
    open('idCardReader', 'internal');
    await settled();
    expect(bench.tests()).toEqual([
      { what: 'idCardReader.internal', outcome: 'passed', code: 'ok' },
      { what: 'idCardReader.internal', outcome: 'failed', code: 'sam-fault' },
    ]);
    expect(bench.acts()).toEqual(['test idCardReader.internal.passed', 'test idCardReader.internal.failed']);
  });

  test('says what to do, counts the seconds, and fails when nobody did it', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const page = open('idCardReader', 'interactive');
    expect(seenAs(page, 'test').test).toMatchObject({
      phase: 'doThis',
      instruction: { en: 'Lay any ID card on the reader' },
    });
    bench.passes(12_000);
    expect(seenAs(page, 'test').test.secondsLeft).toBe(18);
    wait.settle(completed({ passed: false, code: 'noCard', evidence: 'no card within 30 s' }));
    await settled();
    expect(seenAs(page, 'test').test).toMatchObject({
      phase: 'done',
      outcome: 'failed',
      instruction: { en: expect.stringContaining('did not end in time') },
    });
  });

  test.each([
    ['barcodeReader', 'read any code once, then test again'],
    ['auxiliaries', 'open and close the cabinet door once, then test again'],
  ] as const)(
    'of a %s that takes no question says what makes it count, on its page and in its record',
    async (device, advice) => {
      bench.says(device, { faults: ['unverified'] });
      bench.answers['device.checkHealth'] = async () =>
        completed({ passed: false, code: 'unverified', evidence: 'no code has come since it was opened' });
      const page = open(device, 'internal');
      await settled();
      expect(seenAs(page, 'test').test.instruction?.en).toContain(advice);
      expect(seenAs(devicePage(device, bench.context()), 'device').lastTests[0]?.advice?.en).toContain(advice);
      expect(seenAs(recordsPage(bench.context()), 'records').records[0]?.advice?.['zh-CN']).toContain('再测一次');
    },
  );

  test('that failed with a fault word says its cause and what to do; one that passed says nothing more', async () => {
    const page = open('receiptPrinter', 'internal');
    await settled();
    expect(seenAs(page, 'test').test.instruction).toBeNull();
    bench.answers['device.checkHealth'] = async () =>
      completed({ passed: false, code: 'cutter-error', evidence: 'DLE EOT 3' });
    const failing = open('receiptPrinter', 'internal');
    await settled();
    const { cause, next } = causes['cutter-error'] ?? { cause: null, next: null };
    expect(seenAs(failing, 'test').test.instruction?.en).toBe(`${cause?.en}: ${next?.en}`);
  });

  test.each([
    [true, 'passed', 'printed'],
    [false, 'failed', 'judged-not-whole'],
  ])('asks whether the paper is whole: %s', async (whole, outcome, code) => {
    bench.answers['device.checkHealth'] = async () =>
      completed({ passed: true, code: 'printed', evidence: 'proof: printer-executed-cut' });
    const page = open('receiptPrinter', 'external');
    expect(page.act?.({ act: 'judge', passed: true })).toBe(false);
    await settled();
    expect(seenAs(page, 'test').test).toMatchObject({ phase: 'judge', outcome: null });
    expect(bench.tests()).toEqual([]);
    expect(page.act?.({ act: 'judge', passed: whole })).toBe(true);
    expect(page.act?.({ act: 'judge', passed: true })).toBe(false);
    expect(bench.tests()).toEqual([{ what: 'receiptPrinter.external', outcome, code }]);
    page.close?.();
    expect(bench.tests()).toHaveLength(1);
    const used = bench.ledger.service.consumables();
    expect(used.ok && used.value).toMatchObject([{ id: 'receiptPaper', used: 20 }]);
  });

  test('does not ask to judge paper of a printer that has none', async () => {
    bench.close();
    bench = new Bench({ devices: { documentPrinter: { kind: 'file', directory: '/documents' } } });
    bench.answers['device.checkHealth'] = async () =>
      completed({
        ...{ passed: true, code: 'printed', evidence: 'proof: file-written' },
        proof: { fence: 'file-written' },
      });
    const page = open('documentPrinter', 'external');
    await settled();
    expect(seenAs(page, 'test').test).toMatchObject({ phase: 'done', outcome: 'passed' });
    const used = bench.ledger.service.consumables();
    expect(used).toMatchObject({ ok: true, value: [] });
  });

  test('that is called off tells the device and is recorded as that, once', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const page = open('idCardReader', 'interactive');
    await settled();
    expect(page.act?.({ act: 'cancel' })).toBe(true);
    expect(wait.aborted()).toBe(true);
    wait.settle(completed({ passed: true, code: 'card-read', evidence: 'a resident card was read whole' }));
    await settled();
    page.close?.();
    expect(seenAs(page, 'test').test).toMatchObject({ phase: 'done', outcome: 'canceled' });
    expect(bench.tests()).toEqual([{ what: 'idCardReader.interactive', outcome: 'canceled', code: 'canceled' }]);
  });

  test('is called off when the technician goes away, and a page that may still come out is said', () => {
    bench.answers['device.checkHealth'] = later().answer;
    const page = open('receiptPrinter', 'external');
    page.close?.();
    expect(seenAs(page, 'test').test.evidence).toContain('may still come out');
  });

  test.each(['idCardReader', 'auxiliaries'] as const)('speaks of no page where none is printed: %s', (device) => {
    bench.boardSays();
    bench.answers['device.checkHealth'] = later().answer;
    const page = open(device, 'external');
    page.close?.();
    expect(seenAs(page, 'test').test).toMatchObject({ outcome: 'canceled', evidence: 'called off' });
  });

  test('fails when the device goes away in the middle', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const page = open('receiptPrinter', 'external');
    wait.settle(failed('deviceNotReady', 'hostLost', 'the device host went away', 'unknown'));
    await settled();
    expect(seenAs(page, 'test').test).toMatchObject({ outcome: 'failed', evidence: 'the device host went away' });
    expect(bench.tests()).toMatchObject([{ code: 'hostLost' }]);
  });

  test('ends although the device never answers', () => {
    bench.answers['device.checkHealth'] = later().answer;
    const page = open('idCardReader', 'internal');
    bench.passes(24_000);
    page.tick?.();
    expect(seenAs(page, 'test').test.phase).toBe('running');
    bench.passes(2_000);
    page.tick?.();
    expect(bench.tests()).toEqual([{ what: 'idCardReader.internal', outcome: 'failed', code: 'no-answer' }]);
  });
});

describe('the paper of a test print is counted', () => {
  const used = () => {
    const rows = bench.ledger.service.consumables();
    return rows.ok ? Object.fromEntries(rows.value.map(({ id, used: amount }) => [id, amount])) : null;
  };
  const printed = { passed: true, code: 'printed', evidence: 'proof: printer-executed-cut' };

  test.each([
    [
      'as the printer drew it',
      completed({ ...printed, proof: { fence: 'printer-executed-cut', paperMillimetres: 123 } }),
      13,
    ],
    ['of one that broke off', failed('hardwareError', 'paper-jam', 'jam', 'partial'), 20],
    ['of one nobody knows the end of', failed('deviceNotReady', 'hostLost', 'gone', 'unknown'), 20],
    ['of none that never began', failed('deviceNotReady', 'paper-end', 'out', 'none'), undefined],
    ['of none that found another unit', completed({ ...printed, passed: false, code: 'identity-changed' }), undefined],
  ] as const)('%s', async (_, answer, centimetres) => {
    bench.answers['device.checkHealth'] = async () => answer;
    open('receiptPrinter', 'external');
    await settled();
    expect(used()?.receiptPaper).toBe(centimetres);
  });

  test('also after it was called off, and of a page torn on its way', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const page = open('documentPrinter', 'external');
    await settled();
    page.close?.();
    wait.settle(failed('hardwareError', 'paper-jam', 'jam', 'partial'));
    await settled();
    expect(used()).toMatchObject({ documentPaper: 1, toner: 1 });
    bench.answers['device.checkHealth'] = async () => ({
      ok: false,
      error: { ...failed('hardwareError', 'job-aborted', 'jam', 'partial').error, sheets: 0 },
    });
    open('documentPrinter', 'external');
    await settled();
    expect(used()).toMatchObject({ documentPaper: 1 });
  });
});

describe('the picture of a camera', () => {
  const picture = completed({ passed: true, code: 'picture', evidence: 'document: 30 fps, brightness 120' });

  test('goes on while it is judged, one camera after the other, and ends with the judgement', async () => {
    bench.answers['device.checkHealth'] = async () => picture;
    const page = open('camera', 'external');
    await settled();
    expect(seenAs(page, 'test').test.phase).toBe('judge');
    for (let second = 0; second < 5; second += 1) page.tick?.();
    expect(bench.shown).toEqual(['document', 'closed', 'face']);
    expect(page.act?.({ act: 'judge', passed: true })).toBe(true);
    expect(bench.shown.at(-1)).toBe('closed');
    expect(bench.tests()).toEqual([{ what: 'camera.external', outcome: 'passed', code: 'picture' }]);
  });

  test('is closed when the technician goes away', async () => {
    bench.answers['device.checkHealth'] = async () => picture;
    const page = open('camera', 'external');
    await settled();
    page.close?.();
    expect(bench.shown).toEqual(['document', 'closed']);
  });

  test('is not shown when the check failed', async () => {
    bench.answers['device.checkHealth'] = async () =>
      completed({ passed: false, code: 'picture-black', evidence: 'document: 30 fps, brightness 1' });
    open('camera', 'external');
    await settled();
    expect(bench.shown).toEqual([]);
  });
});
