/** Civil time of the People's Republic is UTC+8 all year (no summer time since 1992). */
const offsetMilliseconds = 8 * 60 * 60 * 1000;

/** ISO instant → the calendar day in China, `YYYY-MM-DD`. */
export function chinaDate(instant: string): string {
  return shifted(instant).slice(0, 10);
}

/** ISO instant → `YYYY-MM-DD HH:MM` in China. */
export function chinaDateTime(instant: string): string {
  return shifted(instant).slice(0, 16).replace('T', ' ');
}

function shifted(instant: string): string {
  return new Date(Date.parse(instant) + offsetMilliseconds).toISOString();
}
