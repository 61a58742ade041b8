import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/completion.ts';
import { Bench, later, seenAs, settled, soon } from '../bench.test-kit.ts';
import { soakPage } from './soak.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const passed = completed({ passed: true, code: 'ok', evidence: 'fine' }, 'none');
const evidence = () => {
  const tests = bench.ledger.service.tests(1);
  return tests.ok ? tests.value[0]?.evidence : '';
};
const over = (page: ReturnType<typeof soakPage>) => soon(() => expect(seenAs(page, 'soak').running).toBe(false));

describe('a soak', () => {
  test('asks every device each round, prints nothing unasked; nobody’s card is no failure, and no proof either', async () => {
    const levels: string[] = [];
    bench.answers['device.checkHealth'] = async ({ deviceClass, level }) => {
      levels.push(`${deviceClass}.${level}`);
      bench.passes(7);
      return level === 'interactive' ? completed({ passed: false, code: 'noCard', evidence: 'none' }) : passed;
    };
    const page = soakPage(bench.context());
    expect(page.act?.({ act: 'soak', rounds: 3 })).toBe(true);
    expect(page.act?.({ act: 'soak', rounds: 3 })).toBe(false);
    await over(page);
    expect(levels.filter((level) => level.includes('external'))).toEqual([]);
    expect(seenAs(page, 'soak')).toMatchObject({ round: 3, rounds: 3, failures: 0 });
    expect(
      seenAs(page, 'soak').parts.map(({ what, passed: n, empty, medianMs }) => [what, n, empty, medianMs]),
    ).toEqual([
      ['idCardReader.internal', 3, 0, 7],
      ['idCardReader.interactive', 0, 3, null],
      ['receiptPrinter.internal', 3, 0, 7],
      ['documentPrinter.internal', 3, 0, 7],
    ]);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'failed', code: 'nothing-read' }]);
    expect(evidence()).toBe('3 rounds, 0 failures; read: idCardReader 0');
  });

  test('passes on what was read, with a camera and a typing scanner that nobody shows anything to', async () => {
    bench.close();
    bench = new Bench({ devices: { barcodeReader: { port: 'keyboard-wedge' }, camera: { document: {} } } });
    for (const device of ['idCardReader', 'barcodeReader', 'camera'] as const) bench.says(device, {});
    const asked = new Set<string>();
    let looks = 0;
    bench.answers['device.checkHealth'] = async ({ deviceClass, level }) => {
      asked.add(`${deviceClass}.${level}`);
      if (level !== 'interactive') return passed;
      // A camera ends as a completion, a wedge as a verdict; a card is laid in the second round.
      if (deviceClass === 'camera') return failed('timeOut', 'timeOut', 'no code was shown');
      looks += deviceClass === 'idCardReader' ? 1 : 0;
      return deviceClass === 'idCardReader' && looks === 2
        ? completed({ passed: true, code: 'card-read', evidence: 'a resident card was read whole' }, 'none')
        : completed({ passed: false, code: 'timeOut', evidence: 'none' }, 'none');
    };
    const page = soakPage(bench.context());
    page.act?.({ act: 'soak', rounds: 2 });
    await over(page);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'passed', code: 'no-failures' }]);
    expect(evidence()).toBe('2 rounds, 0 failures; read: idCardReader 1, barcodeReader 0, camera 0');
    // What cannot be asked is not asked.
    expect(asked.has('barcodeReader.internal')).toBe(false);
  });

  test('counts a device that does not answer its question in time as a failure, not as nothing there', async () => {
    bench.answers['device.checkHealth'] = async ({ level }) =>
      level === 'internal' ? failed('timeOut', 'timeOut', 'no answer') : passed;
    const page = soakPage(bench.context());
    page.act?.({ act: 'soak', rounds: 1 });
    await over(page);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'failed', code: 'failures' }]);
  });

  test('of a machine without a device has proved nothing', async () => {
    bench.statuses = {};
    const page = soakPage(bench.context());
    page.act?.({ act: 'soak', rounds: 10 });
    await over(page);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'failed', code: 'nothing-tested' }]);
  });

  test('asks nobody’s hands at the cabinet, and needs nobody near while it runs', async () => {
    bench.boardSays();
    const wait = later();
    const asked: string[] = [];
    bench.answers['device.checkHealth'] = async (check, signal) => {
      asked.push(`${check.deviceClass}.${check.level}`);
      return check.deviceClass === 'auxiliaries' ? wait.answer(check, signal) : passed;
    };
    const page = soakPage(bench.context());
    expect(page.busy?.()).toBe(false);
    page.act?.({ act: 'soak', rounds: 1 });
    await soon(() => expect(asked).toContain('auxiliaries.internal'));
    expect(page.busy?.()).toBe(true);
    wait.settle(passed);
    await over(page);
    expect(page.busy?.()).toBe(false);
    expect(asked.filter((one) => one.startsWith('auxiliaries'))).toEqual(['auxiliaries.internal']);
  });

  test('prints receipts when asked, counts their paper, and counts failures by part', async () => {
    let n = 0;
    bench.answers['device.checkHealth'] = async ({ level }) => {
      n += level === 'external' ? 1 : 0;
      return level === 'external' && n === 2
        ? completed({ passed: false, code: 'paper-jam', evidence: 'jam' })
        : passed;
    };
    const page = soakPage(bench.context());
    page.act?.({ act: 'soak', rounds: 4, printing: true });
    await over(page);
    expect(seenAs(page, 'soak').parts.find(({ what }) => what === 'receiptPrinter.external')).toMatchObject({
      passed: 3,
      failed: 1,
    });
    const used = bench.ledger.service.consumables();
    expect(used.ok && used.value).toMatchObject([{ id: 'receiptPaper', used: 60 }]);
    expect(bench.acts()).toEqual(['soak with-paper', 'test soak.failed']);
  });

  test('stops at once on wish and on leaving, and says how far it came', async () => {
    const wait = later();
    bench.answers['device.checkHealth'] = wait.answer;
    const page = soakPage(bench.context());
    page.act?.({ act: 'soak', rounds: 1000 });
    await settled();
    page.close?.();
    expect(wait.aborted()).toBe(true);
    wait.settle(passed);
    await over(page);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'canceled', code: 'canceled' }]);
    expect(bench.requests).toHaveLength(1);
  });
});
