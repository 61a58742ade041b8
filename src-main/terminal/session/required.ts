/** What a state cannot be without: its absence is a bug of the tables. */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the session reached a state without what it is about');
  return value;
}
