/** A day without a clock or a zone. */
export type Day = { year: number; month: number; day: number };

export const isoMonth = (year: number, month: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;

export const isoDay = ({ year, month, day }: Day): string => `${isoMonth(year, month)}-${String(day).padStart(2, '0')}`;

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A limit of the contract: an ISO date or month, or `today`. */
export function limit(value: string | null, today: string): string | null {
  return value === 'today' ? today : value;
}

/**
 * Is any day of `period` (YYYY, YYYY-MM or YYYY-MM-DD) inside the limits? ISO texts sort by time, so cutting
 * the limit to the period's length is the whole comparison.
 */
export function inRange(period: string, min: string | null, max: string | null): boolean {
  if (min !== null && period < min.slice(0, period.length)) return false;
  return max === null || period <= max.slice(0, period.length);
}

/** The years to offer: the limits' own, or 100 back from and 5 after this year. */
export function yearSpan(min: string | null, max: string | null, thisYear: number): { first: number; last: number } {
  const year = (value: string | null, other: number): number => {
    const parsed = Number.parseInt(value?.slice(0, 4) ?? '', 10);
    return Number.isInteger(parsed) ? parsed : other;
  };
  const first = year(min, thisYear - 100);
  return { first, last: Math.max(first, year(max, thisYear + 5)) };
}

/** Parts of a draft value; null where there is none yet. */
export function parts(value: string): { year: number | null; month: number | null; day: number | null } {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(value);
  const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
  return { year: number(match?.[1]), month: number(match?.[2]), day: number(match?.[3]) };
}
