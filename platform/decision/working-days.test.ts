import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrangedYears, dueDate, isWorkingDay } from './working-days.ts';

test.each([
  ['2026-02-13', 0, '2026-02-13'],
  // Saturday the 14th is worked; the Spring Festival runs to the 23rd.
  ['2026-02-13', 1, '2026-02-14'],
  ['2026-02-13', 2, '2026-02-24'],
  ['2026-09-30', 1, '2026-10-08'],
  ['2026-10-08', 2, '2026-10-10'],
  ['2026-11-20', 1, '2026-11-23'],
  ['2026-12-31', 1, '2027-01-04'],
  ['2027-02-04', 1, '2027-02-09'],
])('%s and %i working days end on %s', (start, days, end) => {
  expect(dueDate(start, days)).toBe(end);
});

test('each year but the coming one is arranged, with as many days swapped as the notices say', () => {
  expect(arrangedYears).toEqual([2025, 2026]);
  const days = (year: number) =>
    Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(year, 0, 1 + index)).toISOString().slice(0, 10));
  const weekdays = days(2026).filter((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
  const worked = days(2026).filter(isWorkingDay);
  // 13 statutory days fall out of the year's weekdays: swapped rest days are worked on weekends.
  // Qingming on Sunday is made up on Monday; all others fall on or are moved to weekdays.
  expect(weekdays.length - worked.length).toBe(13);
});

test('a due date is a working day, and just so many working days lie after the start', () => {
  const start = fc
    .integer({ min: 0, max: 1000 })
    .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));
  fc.assert(
    fc.property(start, fc.integer({ min: 1, max: 60 }), (from, limit) => {
      const end = dueDate(from, limit);
      let counted = 0;
      for (let day = Date.parse(from) + 86_400_000; day <= Date.parse(end); day += 86_400_000) {
        if (isWorkingDay(new Date(day).toISOString().slice(0, 10))) counted += 1;
      }
      expect(isWorkingDay(end)).toBe(true);
      expect(counted).toBe(limit);
    }),
  );
});
