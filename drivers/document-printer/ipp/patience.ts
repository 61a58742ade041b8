import type { IppClientOptions } from './client.ts';

/** How long what is waited for, milliseconds of the driver's clock. */
export interface Patience {
  /** Between two looks at a running job. */
  readonly pollMs: number;
  /** A printer at another job is asked again, each time after twice as long, for so long in all. */
  readonly busyMs: number;
  readonly busyFirstMs: number;
  /** A job that stands still (no paper, cover open, held) is canceled after this. */
  readonly stuckMs: number;
  /** No job is waited for longer than this without a page more in its count. */
  readonly jobMs: number;
  /** A printer that does not answer while it prints is asked again for so long. */
  readonly lostMs: number;
  /** After a broken request: until the printer has surely made or dropped the job. */
  readonly settleMs: number;
  /** After Cancel-Job, until the job has ended. */
  readonly cancelMs: number;
  /** After a spooler called it completed: until the device behind is quiet. */
  readonly quietMs: number;
  /** While a document leaves, the printer's status is looked at so often; Infinity for never. */
  readonly watchMs: number;
}

/** With the real-time deadlines of single requests. */
export type AllPatience = Patience & Pick<IppClientOptions, 'requestMs' | 'documentMs'>;

export const DEFAULT_PATIENCE: AllPatience = {
  requestMs: 10_000,
  documentMs: 120_000,
  pollMs: 500,
  busyMs: 90_000,
  busyFirstMs: 1_000,
  stuckMs: 120_000,
  jobMs: 600_000,
  lostMs: 60_000,
  settleMs: 10_000,
  cancelMs: 30_000,
  quietMs: 15_000,
  watchMs: 2_000,
};
