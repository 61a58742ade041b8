import { describe, expect, it } from 'vitest';
import type { Step } from './citizen.ts';
import { lineOf, pad, table, width } from './table.ts';

const step = (what: string, failure: string | null): Step => ({ story: 'a', what, milliseconds: 1500, failure });

describe('the table', () => {
  it('counts two columns for Chinese, also beyond the BMP', () => {
    expect([width('abc'), width('秒批'), width('陈𬎆'), width('A·B')]).toEqual([3, 4, 4, 3]);
    expect(pad('秒批', 6)).toBe('秒批  ');
  });

  it('says how many steps, how long, and the first thing that did not happen', () => {
    const line = lineOf('秒批', [step('touches', null), step('reads', 'not there'), step('frees itself', 'no')]);
    expect(line).toEqual({ title: '秒批', steps: 3, seconds: 4.5, failure: 'reads: not there' });
    expect(table([line])).toContain('FAILED');
    expect(table([line])).toContain('秒批 failed. reads: not there');
  });

  it('does not call a story ok that was never told', () => {
    expect(table([lineOf('秒批', [])])).toContain('not told');
  });
});
