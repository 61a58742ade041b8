import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figure, quantile, ratios, spread, summarise } from './statistics.ts';

const some = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('quantile', () => {
  it('finds the middle, between two neighbours where there is none', () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
  });

  it('refuses to say anything about nothing', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it('never leaves the measured values, whatever their order, and leaves them as they are', () => {
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const before = [...values];
        const found = quantile(values, share);
        expect(found).toBeGreaterThanOrEqual(Math.min(...values));
        expect(found).toBeLessThanOrEqual(Math.max(...values));
        expect(quantile([...values].reverse(), share)).toBe(found);
        expect(values).toEqual(before);
      }),
    );
  });

  it('has half of the values on each side of the median', () => {
    fc.assert(
      fc.property(some, (values) => {
        const middle = quantile(values, 0.5);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

it('summarises', () => {
  expect(summarise([3, 1, 2])).toEqual({ count: 3, median: 2, min: 1, max: 3, p99: expect.closeTo(2.98) });
});

describe('ratios', () => {
  it('compares round by round', () => {
    expect(ratios([1, 6], [2, 3])).toEqual([0.5, 2]);
  });

  it('refuses rounds without a partner', () => {
    expect(() => ratios([1], [])).toThrow(RangeError);
  });
});

it('writes three figures, and thousands apart', () => {
  expect([0.09517, 95.17, 2, 999.4, 92_890.4].map(figure)).toEqual(['0.0952', '95.2', '2', '999', '92,890']);
  expect(spread(summarise([1, 2, 3]), 'ms')).toBe('2 ms (1–3)');
});
