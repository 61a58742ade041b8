import { describe, expect, it } from 'vitest';
import { signatureSchema } from '../../src-main/contract/commands.ts';
import type { FieldView, Snapshot } from '../../src-main/contract/snapshot.ts';
import { snapshots } from '../../test/fixtures/snapshots.ts';
import { daysIn, inRange, limit, parts, yearSpan } from './calendar.ts';
import { backspace, typeKey, typeOver } from './draft.ts';
import { pageOf, pageStarts } from './pages.ts';
import { normaliseSignature } from './signature.ts';
import { themeAt } from './theme.ts';
import {
  formatDate,
  formatMoney,
  groupCaseNumber,
  groupIdDraft,
  groupIdNumber,
  groupPhone,
  maskValue,
  shownValue,
} from './value.ts';

const fieldOf = ({ screen }: Snapshot): FieldView => {
  if (screen.name !== 'field') throw new Error(`${screen.name} asks for no field`);
  return screen.field;
};
const formOf = ({ screen }: Snapshot): FieldView[] => (screen.name === 'form' ? screen.fields : []);
const phone = fieldOf(snapshots.fieldPhone);
const type = (kind: typeof phone.kind, keys: string, max: string | null = null): string =>
  [...keys].reduce((draft, key) => typeKey({ kind, max }, draft, key), '');

describe('values', () => {
  it('groups identity numbers 6-8-4', () => {
    expect(groupIdNumber('11010519491231002X')).toBe('110105 19491231 002X');
    expect(groupIdNumber('911101')).toBe('911101');
    expect(groupIdDraft('110105194')).toBe('110105 194');
  });

  it('masks the middle and counts rare characters as one', () => {
    expect(maskValue('idNumber', '11010519491231002X')).toBe('110*** ******** **2X');
    expect(maskValue('phone', '13800001234')).toBe('138 **** 1234');
    expect(maskValue('text', '𬎆示例')).toBe('𬎆**');
    expect(maskValue('digits', '123')).toBe('***');
    expect(maskValue('text', '')).toBe('');
  });

  it.each([
    ['0', '0.00\u00a0元', 'CNY\u00a00.00'],
    ['2350.5', '2,350.50\u00a0元', 'CNY\u00a02,350.50'],
    ['1234567.89', '1,234,567.89\u00a0元', 'CNY\u00a01,234,567.89'],
    ['about 5', 'about 5', 'about 5'],
  ])('writes %s yuan as %s or %s', (value, zh, en) => {
    expect(formatMoney(value, 'zh-CN')).toBe(zh);
    expect(formatMoney(value, 'en')).toBe(en);
  });

  it('writes dates in both languages and leaves long-term alone', () => {
    expect(formatDate('2026-10', 'zh-CN')).toBe('2026年10月');
    expect(formatDate('2026-10-03', 'zh-CN')).toBe('2026年10月3日');
    expect(formatDate('2026-10-03', 'en')).toBe('3 Oct 2026');
    expect(formatDate('long-term', 'en')).toBe('long-term');
  });

  it('groups phone and case numbers', () => {
    expect(groupPhone('13800001234')).toBe('138 0000 1234');
    expect(groupPhone('1380')).toBe('138 0');
    expect(groupPhone('0571')).toBe('0571');
    expect(groupCaseNumber('33010020261121')).toBe('3301 0020 2611 21');
    expect(groupCaseNumber('YB-2026-0007')).toBe('YB-2026-0007');
  });

  it('shows the words the terminal gave, masked when asked', () => {
    const [name] = formOf(snapshots.formRareName);
    expect(name && shownValue(name, 'zh-CN', false)).toBe('䶮頔彧𬎆');
    expect(shownValue({ ...phone, value: '13800001234' }, 'zh-CN', true)).toBe('138 **** 1234');
    expect(shownValue(fieldOf(snapshots.fieldChoice), 'en', false)).toBe('Hangzhou, Zhejiang');
  });
});

describe('drafts', () => {
  it('takes only keys that can lead somewhere', () => {
    expect(type('phone', '13a800001234999')).toBe('13800001234');
    expect(type('idNumber', '1101X05194912310021X9')).toBe('110105194912310021');
    expect(type('idNumber', '11010519491231002XX')).toBe('11010519491231002X');
    expect(type('money', '0012.345')).toBe('0.34');
    expect(type('money', '.5')).toBe('5');
    expect(type('digits', '1234567', '5')).toBe('12345');
    expect(type('text', '𬎆𬎆𬎆', '2')).toBe('𬎆𬎆');
  });

  it('begins anew over a number that stood there, and adds to a text', () => {
    const over = (kind: FieldView['kind'], draft: string, key: string) => typeOver({ kind, max: null }, draft, key);
    expect(over('money', '8400.00', '5')).toBe('5');
    expect(over('phone', '13800000000', '1')).toBe('1');
    expect(over('idNumber', '11010519491231002X', '3')).toBe('3');
    expect(over('digits', '1234', '9')).toBe('9');
    // A key that begins nothing leaves what stands there.
    expect(over('money', '8400.00', '.')).toBe('8400.00');
    expect(over('text', '甲', '乙')).toBe('甲乙');
  });

  it('erases whole characters', () => {
    expect(backspace('a𬎆')).toBe('a');
    expect(backspace('')).toBe('');
  });
});

describe('calendar', () => {
  it('knows month lengths and limits', () => {
    expect([daysIn(2024, 2), daysIn(2026, 2), daysIn(2026, 11)]).toEqual([29, 28, 30]);
    expect(inRange('2019', '2019-07', '2026-10')).toBe(true);
    expect(inRange('2019-06', '2019-07', '2026-10')).toBe(false);
    expect(inRange('2026-10', null, '2026-10-03')).toBe(true);
    expect(inRange('2026-10-04', null, '2026-10-03')).toBe(false);
    expect(limit('today', '2026-11-21')).toBe('2026-11-21');
  });

  it('offers the years of the limits, or a lifetime', () => {
    expect(yearSpan('2019-07', '2026-10', 2026)).toEqual({ first: 2019, last: 2026 });
    expect(yearSpan(null, null, 2026)).toEqual({ first: 1926, last: 2031 });
  });

  it('takes a value apart', () => {
    expect(parts('2026-10')).toEqual({ year: 2026, month: 10, day: null });
    expect(parts('')).toEqual({ year: null, month: null, day: null });
  });
});

describe('paging', () => {
  const list = (...heights: number[]) => {
    let top = 0;
    return heights.map((height) => {
      const extent = { top, bottom: top + height };
      top += height + 10;
      return extent;
    });
  };

  it('keeps everything on one page when it fits', () => expect(pageStarts(list(50, 50, 50), 170)).toEqual([0]));
  it('breaks before the thing that does not fit', () => expect(pageStarts(list(50, 50, 50, 50), 120)).toEqual([0, 2]));
  it('gives a giant its own page', () => expect(pageStarts(list(50, 500, 50), 120)).toEqual([0, 1, 2]));
  it('is calm about an empty list', () => expect(pageStarts([], 100)).toEqual([0]));
  it('keeps rows of a grid together', () => {
    const grid = [0, 0, 60, 60, 120, 120].map((top) => ({ top, bottom: top + 50 }));
    expect(pageStarts(grid, 115)).toEqual([0, 4]);
  });
  it('shows every thing exactly once', () => {
    for (const available of [1, 40, 77, 300, 5000]) {
      const starts = pageStarts(list(30, 80, 45, 10, 200, 60, 60), available);
      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
      expect(starts[0]).toBe(0);
    }
    expect(pageOf([0, 3, 5], 4)).toBe(1);
    expect(pageOf([0, 3, 5], 5)).toBe(2);
  });
});

describe('signature', () => {
  it('is in thousandths of the pad and inside its bounds', () => {
    const drawn = normaliseSignature(
      [
        [
          { x: 0, y: 0 },
          { x: 400, y: 100 },
          { x: 900, y: -5 },
        ],
      ],
      800,
      200,
    );
    expect(drawn).toEqual([
      [
        [0, 0],
        [500, 500],
        [1000, 0],
      ],
    ]);
  });

  it('is nothing while nothing is drawn', () => {
    expect(normaliseSignature([], 800, 200)).toBeNull();
    expect(normaliseSignature([[]], 800, 200)).toBeNull();
    expect(normaliseSignature([[{ x: 1, y: 1 }]], 0, 200)).toBeNull();
  });

  it('stays within the contract however long someone scribbles', () => {
    const scribble = Array.from({ length: 90 }, () =>
      Array.from({ length: 5_000 }, (_, at) => ({ x: at % 800, y: (at * 7) % 200 })),
    );
    const drawn = normaliseSignature(scribble, 800, 200);
    expect(signatureSchema.parse(drawn)).toHaveLength(60);
    expect(drawn?.[0]).toHaveLength(2_000);
  });
});

it('dims the lobby at night unless contrast is asked for', () => {
  expect([21, 22, 5, 6].map((hour) => themeAt(hour, false))).toEqual(['day', 'night', 'night', 'day']);
  expect(themeAt(23, true)).toBe('contrast');
});
