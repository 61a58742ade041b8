import type { JobReport } from './job-report.ts';

/** Only a counter that was seen counting makes its zero a proof; one that was not is never believed again. */
export class PageCounter {
  #word: 'unproven' | 'proven' | 'disproved' = 'unproven';

  get isProven(): boolean {
    return this.#word === 'proven';
  }

  /** What it stood at when a job was completed. */
  completed({ impressions }: Pick<JobReport, 'impressions'>): void {
    if (impressions === 0) this.#word = 'disproved';
    else if (impressions !== null && this.#word === 'unproven') this.#word = 'proven';
  }
}
