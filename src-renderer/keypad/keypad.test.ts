import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keypadKeySchema } from '../../src-main/contract/keypad.ts';
import { actOf, focusAfter } from './keypad.ts';

it('every key has one meaning; digits type themselves', () => {
  const meanings = Object.fromEntries(keypadKeySchema.options.map((key) => [key, actOf(key)?.act ?? 'nothing']));
  expect(meanings).toMatchObject({
    up: 'focus',
    down: 'focus',
    left: 'focus',
    right: 'focus',
    enter: 'press',
    cancel: 'leave',
    help: 'help',
    clear: 'erase',
    backspace: 'erase',
    doubleZero: 'nothing',
    point: 'type',
  });
  for (const digit of '0123456789') expect(actOf(keypadKeySchema.parse(digit))).toEqual({ act: 'type', text: digit });
});

it('the focus comes to everything, one after the other, and round again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(1 as const, -1 as const),
      fc.nat(30),
      (count, step, before) => {
        const behind = Math.min(before, count);
        const seen: number[] = [];
        let at: number | null = null;
        for (let turn = 0; turn < count; turn += 1) {
          at = focusAfter(step, count, at, behind);
          if (at !== null) seen.push(at);
        }
        expect(seen.toSorted((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, index) => index));
        // From a heading the nearest thing in that direction comes first.
        expect(seen[0]).toBe(step > 0 ? behind % count : (behind - 1 + count) % count);
      },
    ),
  );
  expect(focusAfter(1, 0, null, 0)).toBe(null);
});
