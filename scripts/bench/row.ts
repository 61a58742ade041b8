/** The groups `--only` knows. */
export const rowNames = [
  'enqueue',
  'start-up',
  'card-to-form',
  'kill',
  'receipt',
  'touch',
  'status',
  'hid',
  'idle',
  'ingest',
] as const;
export type RowName = (typeof rowNames)[number];

/** One line of the table. */
export interface Row {
  readonly name: RowName;
  readonly what: string;
  /** For people: median and spread. */
  readonly measured: string;
  /** What was asked for; null where the line is only there to compare with. */
  readonly bar: string | null;
  /** Null where there is no bar, or nothing could be measured. */
  readonly met: boolean | null;
  /** Every measured value, in the unit of `what` or `measured`. */
  readonly values: readonly number[];
  readonly note?: string;
}

export interface Setting {
  /** The checkout. */
  readonly root: string;
  /** A folder on the checkout's disk, deleted afterwards. */
  readonly workplace: string;
  /** Fewer rounds: to see that it runs, not to quote. */
  readonly quick: boolean;
}

export function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
