import { expect, test } from 'vitest';
import { chinaDate, chinaTime } from './china-time.ts';

test('a day begins in China, whatever zone this machine is set to', () => {
  expect(chinaDate(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
  expect(chinaDate(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
  expect(chinaTime(new Date('2026-12-31T16:05:00Z'))).toBe('2027-01-01 00:05');
});
