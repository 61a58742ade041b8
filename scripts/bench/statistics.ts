export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly p99: number;
}

/**
 * The value below which `share` (0 to 1) of the values lie, interpolated between neighbours.
 * @throws RangeError where there is no value
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('no values were measured');
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** @throws RangeError where there is no value */
export function summarise(values: readonly number[]): Summary {
  return {
    count: values.length,
    median: median(values),
    min: quantile(values, 0),
    max: quantile(values, 1),
    p99: quantile(values, 0.99),
  };
}

/**
 * `numerators[i] / denominators[i]`: what was measured in the same round is compared, so that a disk that slows down
 * during the run changes both sides alike.
 * @throws RangeError where the rounds differ in number
 */
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[] {
  if (numerators.length !== denominators.length) throw new RangeError('both sides need the same rounds');
  return numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN));
}

/** Three figures, thousands apart: `0.0952`, `95.2`, `92,900`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** `median unit (min–max)`. */
export const spread = ({ median, min, max }: Summary, unit = ''): string =>
  `${figure(median)}${unit === '' ? '' : ` ${unit}`} (${figure(min)}–${figure(max)})`;
