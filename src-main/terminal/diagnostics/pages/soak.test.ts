import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed } from '../../../../drivers/contract/completion.ts';
import { Bench, later, seenAs, settled, soon } from '../bench.test-kit.ts';
import { soakPage } from './soak.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const passed = completed({ passed: true, code: 'ok', evidence: 'fine' }, 'none');
const over = (page: ReturnType<typeof soakPage>) => soon(() => expect(seenAs(page, 'soak').running).toBe(false));

describe('a soak', () => {
  test('asks every device each round, prints nothing unasked, and nobody’s card is no failure', async () => {
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
    expect(seenAs(page, 'soak').parts.map(({ what, passed: n, medianMs }) => [what, n, medianMs])).toEqual([
      ['idCardReader.internal', 3, 7],
      ['idCardReader.interactive', 0, null],
      ['receiptPrinter.internal', 3, 7],
      ['documentPrinter.internal', 3, 7],
    ]);
    expect(bench.tests()).toEqual([{ what: 'soak', outcome: 'passed', code: 'no-failures' }]);
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
