/**
 * What must be remembered of one printer while its driver is made anew after an unplugging: whoever makes drivers keeps
 * one of these per port and gives it to each of them. It dies with the process.
 */
export class PrinterMemory {
  #strip: 'unknown' | 'may-lie' | 'none' = 'unknown';
  /** What the printer at this port said it is, at the last asking; null where it said nothing. */
  identity: string | null = null;
  /** Sheets drawn back since the bin was last emptied, counted here: no sensor tells. */
  retracted: number;
  #emptiedAt = 0;

  constructor(retracted = 0) {
    this.retracted = retracted;
  }

  /** A broken job may have left rows in the buffer and an uncut strip in the mouth: someone's, not the next one's. */
  get stranded(): boolean {
    return this.#strip === 'may-lie';
  }

  jobBroke(): void {
    this.#strip = 'may-lie';
  }

  /** So it may be with a job of an earlier process; what this one proved since is known better. */
  earlierJobMayHaveBroken(): void {
    if (this.#strip === 'unknown') this.#strip = 'may-lie';
  }

  /** Cut off. `proved`: the printer said that it executed the cut. */
  stripCut(proved: boolean): void {
    this.#strip = proved ? 'none' : 'unknown';
  }

  /** Told by whoever keeps the count over restarts: the bin holds at least so many since it was emptied at that time. */
  binHolds(papers: number, emptiedAt: number): void {
    this.retracted = emptiedAt > this.#emptiedAt ? papers : Math.max(this.retracted, papers);
    this.#emptiedAt = Math.max(this.#emptiedAt, emptiedAt);
  }
}
