const OFFSET_MS = 8 * 60 * 60 * 1000;

/** The calendar day in China (UTC+8, no summer time), YYYY-MM-DD. */
export const chinaDate = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
