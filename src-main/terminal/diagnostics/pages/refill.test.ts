import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceClass } from '../../../../drivers/contract/status.ts';
import { Bench, seenAs } from '../bench.test-kit.ts';
import { kinds } from '../consumables.ts';
import type { OpenPage } from '../page.ts';
import { guides } from '../refill-guides.ts';
import { stepSeconds, touchSeconds } from '../refill-time.test-kit.ts';
import { refillPage } from './refill.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

function open(id: Parameters<typeof refillPage>[0]): OpenPage {
  const page = refillPage(id, bench.context('branchStaff'));
  if (page === null) throw new Error('not fitted');
  return page;
}
const status = (device: DeviceClass) => {
  const found = bench.statuses[device];
  if (found === undefined) throw new Error('not fitted');
  return found;
};
const stepOf = (page: OpenPage) => seenAs(page, 'refill').steps.filter(({ done }) => done).length;

test('a printer that is switched off for its ribbon takes nobody’s guide away', () => {
  bench.says('documentPrinter', { supplies: [{ name: 'ribbon', level: 'low', percent: 10 }] });
  const page = open('ribbon');
  expect(seenAs(page, 'refill').consumable.sensor).toBe('low');
  bench.says('documentPrinter', { device: 'offline', supplies: [] });
  expect(seenAs(page, 'refill').consumable.id).toBe('ribbon');
});

describe('a guide', () => {
  const times: string[] = [];
  afterAll(() => void process.stdout.write(`refills by the model: ${times.join(', ')}\n`));
  const all = Object.keys(guides) as (keyof typeof guides)[];

  test.each(all)('for %s is done within three minutes by somebody who never did it', (id) => {
    const steps = guides[id];
    expect(steps.length).toBeLessThanOrEqual(6);
    const { amounts, device } = kinds[id];
    expect(amounts.length).toBeGreaterThan(0);
    // A thing that was used once is one this machine has.
    bench.ledger.service.consume([{ id, amount: 1, capacity: 100, day: '2026-11-20' }]);
    // The real page, gone through: what a sensor sees ends by the sensor, everything else by a touch.
    const page = open(id);
    let seconds = 2 * touchSeconds; // From the overview to this guide.
    let touches = 2;
    let words = 0;
    for (const [index, step] of steps.entries()) {
      const shown = seenAs(page, 'refill');
      expect(shown.stepIndex).toBe(index);
      expect(shown.watching).toBe(step.until !== undefined);
      words += [...step.title['zh-CN'], ...step.text['zh-CN']].length;
      seconds += stepSeconds(step);
      if (step.until === undefined) {
        expect(page.act?.({ act: 'refillStep', done: true })).toBe(true);
        touches += 1;
        continue;
      }
      // Open where it is to be closed, closed where it is to be opened: then as the step wants it.
      const faults = ['cover-open', 'paper-end', 'retract-bin-full'];
      const before = step.until({ ...status(device), device: 'userError', faults }) ? [] : faults;
      bench.says(device, before.length > 0 ? { device: 'userError', faults } : {});
      page.tick?.();
      bench.says(device, before.length > 0 ? {} : { device: 'userError', faults });
      page.tick?.();
    }
    expect(seenAs(page, 'refill').asksAmount).toBe(true);
    expect(page.act?.({ act: 'refilled', amount: amounts[0] ?? 0 })).toBe(true);
    expect(seenAs(page, 'refill').finished).toBe(true);
    seconds += touchSeconds;
    touches += 1;
    times.push(`${id} ${Math.round(seconds)} s (${steps.length} steps, ${words} characters, ${touches} touches)`);
    expect(seconds).toBeLessThan(180);
  });
});

describe('a new roll', () => {
  test('goes from cover to cover by what the printer says, with one touch for the torn end', () => {
    bench.says('receiptPrinter', { paper: 'out', faults: ['paper-end'] });
    const page = open('receiptPaper');
    expect(seenAs(page, 'refill')).toMatchObject({ stepIndex: 0, watching: true, asksAmount: false });
    page.tick?.();
    expect(stepOf(page)).toBe(0);
    bench.says('receiptPrinter', { device: 'userError', paper: 'out', faults: ['cover-open', 'paper-end'] });
    page.tick?.();
    expect(stepOf(page)).toBe(1);
    expect(seenAs(page, 'refill').watching).toBe(false);
    bench.says('receiptPrinter', {});
    page.tick?.();
    expect(stepOf(page)).toBe(4);
    expect(page.act?.({ act: 'refilled', amount: 8000 })).toBe(false);
    expect(page.act?.({ act: 'refillStep', done: true })).toBe(true);
    expect(seenAs(page, 'refill')).toMatchObject({
      asksAmount: true,
      amounts: [3000, 5000, 8000],
      testWith: 'receiptPrinter',
    });
  });

  test('waits while the cover is still open', () => {
    const page = open('receiptPaper');
    bench.says('receiptPrinter', { device: 'userError', faults: ['cover-open'] });
    for (let n = 0; n < 3; n++) page.tick?.();
    expect(stepOf(page)).toBe(1);
  });

  test('resets the counter, is on record, and counts once', () => {
    bench.ledger.service.consume([{ id: 'receiptPaper', amount: 7900, capacity: 8000, day: '2026-11-20' }]);
    const page = open('receiptPaper');
    expect(seenAs(page, 'refill').consumable).toMatchObject({ used: 7900, severity: 'soon' });
    for (const _ of guides.receiptPaper) page.act?.({ act: 'refillStep', done: true });
    expect(page.act?.({ act: 'refilled', amount: 1234 })).toBe(false);
    expect(page.act?.({ act: 'refilled', amount: 5000 })).toBe(true);
    expect(page.act?.({ act: 'refilled', amount: 5000 })).toBe(false);
    expect(seenAs(page, 'refill')).toMatchObject({
      finished: true,
      asksAmount: false,
      consumable: { used: 0, capacity: 5000, severity: 'fine', refilledAt: expect.any(Number) },
    });
    expect(bench.acts()).toEqual(['refilled receipt-paper']);
  });

  test('can be gone through by hand and back where no sensor speaks', () => {
    const page = open('receiptPaper');
    bench.statuses = { receiptPrinter: { ...bench.statuses.receiptPrinter, device: 'unknown' } as never };
    expect(page.act?.({ act: 'refillStep', done: false })).toBe(false);
    page.act?.({ act: 'refillStep', done: true });
    page.act?.({ act: 'refillStep', done: true });
    page.act?.({ act: 'refillStep', done: false });
    page.tick?.();
    expect(stepOf(page)).toBe(1);
  });

  test('with a cover that was never opened does not skip the paper', () => {
    const page = open('receiptPaper');
    page.act?.({ act: 'refillStep', done: true });
    for (let n = 0; n < 5; n++) page.tick?.();
    expect(stepOf(page)).toBe(1);
  });
});

test('what the machine does not use has no guide to open', () => {
  expect(refillPage('ribbon', bench.context())).toBeNull();
});
