import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, seenAs } from '../bench.test-kit.ts';
import { screenTestPage } from './screen-test.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe.each(['display', 'touch'] as const)('the test of %s', (what) => {
  test.each([
    [true, 'passed', 'judged-whole'],
    [false, 'failed', 'judged-not-whole'],
  ])('judged %s leaves one record and goes back to the overview', (passed, outcome, code) => {
    const page = screenTestPage(what, bench.context());
    expect(page.act?.({ act: 'screenTest', what, passed })).toBe(true);
    expect(page.act?.({ act: 'screenTest', what, passed: !passed })).toBe(false);
    page.close?.();
    expect(bench.tests()).toEqual([{ what, outcome, code }]);
    expect(bench.wishes).toEqual([{ page: 'overview' }]);
  });

  test('that somebody walks away from leaves a record too', () => {
    screenTestPage(what, bench.context()).close?.();
    expect(bench.tests()).toEqual([{ what, outcome: 'canceled', code: 'canceled' }]);
  });

  test('takes no verdict of the other', () => {
    const other = what === 'touch' ? 'display' : 'touch';
    const page = screenTestPage(what, bench.context());
    expect(page.act?.({ act: 'screenTest', what: other, passed: true })).toBe(false);
    expect(bench.tests()).toEqual([]);
  });
});

test('the grid is the page’s to draw: no field smaller than a finger on the smallest screen that is served', () => {
  const { columns, rows } = seenAs(screenTestPage('touch', bench.context()), 'touch');
  expect([columns, rows]).toEqual([6, 10]);
});
