import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from './bench.test-kit.ts';
import { consumables } from './consumables.ts';
import { machineLines } from './machine-lines.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const toner = () => consumables(bench.services()).find(({ id }) => id === 'toner');
/** Ten sheets a day for ten days, of 2500. */
const used = (amount = 10) => {
  for (let day = 12; day <= 21; day++)
    bench.ledger.service.consume([{ id: 'toner', amount, capacity: 2500, day: `2026-11-${day}` }]);
};
const says = (percent: number | null, level: 'full' | 'low' | 'out' = 'full') =>
  bench.says('documentPrinter', { supplies: [{ name: 'toner', level, percent }] });

test('a forecast goes by what the printer says is left where that is less than our count', () => {
  used();
  says(3, 'low');
  // 3 % of 2500 sheets, ten a day; by our count alone it would be 240 days.
  expect(toner()).toMatchObject({ used: 100, left: 75, percent: 3, daysLeft: 7, severity: 'soon' });
  const lines = machineLines(bench.services()).map(({ text }) => text);
  expect(lines).toContain('余 left 75 / 2500 sheets · 设备报 device says 3 % · 约 about 7 天 days');
  says(3);
  expect(toner()?.severity).toBe('soon');
});

test('a full cartridge does not outvote our count, and one that tells no percentage is counted alone', () => {
  used(240);
  says(100);
  expect(toner()).toMatchObject({ used: 2400, left: 100, percent: 100, daysLeft: 0, severity: 'soon' });
  says(null);
  expect(toner()).toMatchObject({ left: 100, percent: null, daysLeft: 0 });
});

test('what is out lasts no day, and one that nobody hears any more says nothing', () => {
  used();
  says(null, 'out');
  expect(toner()).toMatchObject({ left: 0, daysLeft: 0, severity: 'now' });
  says(3, 'low');
  bench.now += 3_600_000;
  expect(toner()).toMatchObject({ left: 2400, percent: null, daysLeft: 240, severity: 'unknown' });
});

const receipts = () => consumables(bench.services()).find(({ id }) => id === 'receiptPaper');

test('a sensor that says low bounds the forecast: a roll that was chosen wrongly does not last for months', () => {
  for (let day = 17; day <= 21; day++)
    bench.ledger.service.consume([{ id: 'receiptPaper', amount: 100, capacity: 8000, day: `2026-11-${day}` }]);
  expect(receipts()).toMatchObject({ left: 7500, daysLeft: 75 });
  bench.says('receiptPrinter', { paper: 'low' });
  expect(receipts()).toMatchObject({ left: 800, daysLeft: 8, severity: 'soon' });
  bench.ledger.service.consume([{ id: 'receiptPaper', amount: 7400, capacity: 8000, day: '2026-11-01' }]);
  expect(receipts()?.left).toBe(100);
  // A device that measures knows better than a tenth.
  used(1);
  says(30, 'low');
  expect(toner()?.left).toBe(750);
});

test('days are China’s: the forecast of a night is that of the morning after it', () => {
  for (const [day, amount] of [
    ['2026-11-10', 5000],
    ['2026-11-22', 100],
    ['2026-11-23', 100],
    ['2026-11-24', 1],
  ] as const)
    bench.ledger.service.consume([{ id: 'receiptPaper', amount, capacity: 8000, day }]);
  // Two at night and nine in the morning of the 24th in China; the 10th is fifteen days ago.
  for (const wall of [Date.UTC(2026, 10, 23, 18), Date.UTC(2026, 10, 24, 1)]) {
    bench.wall = wall;
    expect(receipts()).toMatchObject({ left: 2799, daysLeft: 41 });
  }
});
