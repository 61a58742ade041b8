import { describe, expect, it } from 'vitest';
import { DEFAULT_PATIENCE } from './patience.ts';
import { Waits } from './standstill.ts';

const { stuckMs, jobMs } = DEFAULT_PATIENCE;
const counted = (impressions: number | null, sheets: number | null = null) => ({ impressions, sheets });

describe('how long a job stands still', () => {
  it('begins anew with each page in its count, and runs on where the count stays', () => {
    for (const count of [counted, (pages: number) => counted(0, pages)]) {
      const waits = new Waits(0);
      for (let pages = 0; pages < 20; pages += 1) {
        waits.heard(pages * 100_000, count(pages));
        expect(waits.still('paper-end', pages * 100_000 + 50_000)).toBeLessThan(stuckMs);
        expect(waits.unmoved(pages * 100_000)).toBeLessThan(jobMs);
      }
      const last = 1_900_000;
      waits.heard(last + stuckMs, count(19));
      expect(waits.still('paper-end', last + stuckMs)).toBe(stuckMs);
      waits.heard(last + jobMs, count(19));
      expect(waits.unmoved(last + jobMs)).toBe(jobMs);
    }
  });

  it('takes no first look for a page: what a job had before it was followed is no movement', () => {
    const waits = new Waits(0);
    waits.heard(5_000, counted(7));
    expect([waits.unmoved(5_000), waits.silent(6_000)]).toEqual([5_000, 1_000]);
  });

  it('goes by the cause where the printer does not count', () => {
    for (const counts of [counted(0), counted(null)]) {
      const waits = new Waits(0);
      waits.heard(0, counts);
      expect(waits.still('paper-end', 10_000)).toBe(0);
      waits.heard(10_000 + stuckMs, counts);
      expect(waits.still('cover-open', 10_000 + stuckMs)).toBe(stuckMs);
      expect(waits.still(null, 200_000)).toBe(-1);
      expect(waits.still('cover-open', 210_000)).toBe(0);
    }
  });
});
