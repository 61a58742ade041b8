import { fail, type Light, ok, type Result, type Volume, volumeSchema } from '../contract/index.ts';
import type { LightRow, Profile } from './profile.ts';

/** What to write for a light. The colors that are not shown are put out in the same writing. */
export function lightWrites(
  row: LightRow,
  { flashRate, color }: Light,
): Result<ReadonlyMap<string, number>, 'lightRateUnsupported' | 'lightColorUnsupported'> {
  const off = row.rates.off ?? 0;
  const value = row.rates[flashRate];
  if (value === undefined) return fail('lightRateUnsupported');
  const shown = row.colors.find((one) => color === null || one.color === color);
  if (!shown) return fail('lightColorUnsupported');
  return ok(new Map(row.colors.map((one) => [one.signal, one === shown ? value : off])));
}

/** What to write for a volume: percent of the board's full scale, and the route where it has a switch for it. */
export function volumeWrites(
  row: NonNullable<Profile['volume']>,
  volume: Volume,
): Result<ReadonlyMap<string, number>, 'routeUnsupported' | 'volumeInvalid'> {
  if (!volumeSchema.safeParse(volume).success) return fail('volumeInvalid');
  const route = row.routes[volume.route];
  if (route === undefined) return fail('routeUnsupported');
  const writes = new Map([[row.signal, Math.round((volume.percent * row.full) / 100)]]);
  if (row.routeSignal !== undefined) writes.set(row.routeSignal, route);
  return ok(writes);
}
