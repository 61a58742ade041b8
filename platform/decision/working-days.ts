import { z } from 'zod';
import holidays from './holidays.json' with { type: 'json' };

const holidaysSchema = z.strictObject({
  note: z.string(),
  years: z.array(
    z.strictObject({
      year: z.number().int(),
      arranged: z.boolean(),
      daysOff: z.array(z.tuple([z.iso.date(), z.iso.date()])),
      workingDays: z.array(z.iso.date()),
    }),
  ),
});

const dayMilliseconds = 24 * 60 * 60 * 1000;
const calendar = holidaysSchema.parse(holidays).years;
const worked = new Set(calendar.flatMap((year) => year.workingDays));
const off = calendar.flatMap((year) => year.daysOff);

/** Years whose holidays the State Council has arranged; in any other year due dates may still move. */
export const arrangedYears: readonly number[] = calendar.filter((year) => year.arranged).map((year) => year.year);

/** Is this day (`YYYY-MM-DD`) a working day? Years without data know weekends only. */
export function isWorkingDay(day: string): boolean {
  if (worked.has(day)) return true;
  if (off.some(([from, to]) => day >= from && day <= to)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * The last day of a limit of `workingDays` that starts on `start`: the day of acceptance does not count
 * (limits are counted in working days without statutory holidays). Zero days is the start itself.
 */
export function dueDate(start: string, workingDays: number): string {
  let day = start;
  for (let left = workingDays; left > 0; ) {
    day = nextDay(day);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMilliseconds).toISOString().slice(0, 10);
}
