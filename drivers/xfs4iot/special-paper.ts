import { failed, pagesOf, type Supply } from '../contract/index.ts';
import { SpecialPaper, type SpecialPaperOptions } from '../document-printer/ipp/special-paper.ts';
import type { XfsStatus } from './payloads/common.ts';

type Level = { readonly name: 'specialPaper'; readonly level: Supply; readonly percent: number | null };

/** Numbered or sealed stock in a source of its own, by the service's names (`Printer.Status.paper`): `upper`, `lower`, … */
export interface XfsSpecialPaperOptions extends SpecialPaperOptions {
  readonly sources: { readonly plain: string; readonly special: string };
}

const WORST_FIRST: readonly Supply[] = ['jammed', 'out', 'unknown', 'low', 'full'];

/**
 * Special stock behind a service: counted like everywhere, because a source that is not empty may hold half of what a job
 * needs, and never better than what the service says of its source.
 */
export class XfsSpecialPaper {
  readonly #stock: SpecialPaper;
  readonly #sources: XfsSpecialPaperOptions['sources'];

  constructor(options: XfsSpecialPaperOptions) {
    this.#stock = new SpecialPaper(options);
    this.#sources = options.sources;
  }

  get source(): string {
    return this.#sources.special;
  }

  load(sheets: number): void {
    this.#stock.load(sheets);
  }

  /** What the service says of its source; null where it says nothing. */
  told(status: XfsStatus): Supply | null {
    return status.printer?.paper?.[this.source] ?? null;
  }

  supply(status: XfsStatus): Level {
    const counted = this.#stock.supply();
    const told = this.told(status);
    // A sensor that cannot tell takes nothing from the count.
    const levels = told === null || told === 'unknown' ? [counted.level] : [counted.level, told];
    const level = WORST_FIRST.find((one) => levels.includes(one)) ?? counted.level;
    return { name: 'specialPaper', level, percent: level === 'out' ? 0 : counted.percent };
  }

  /** Why a job on it cannot begin; null when nothing speaks against it. `pdf` left out: at least one page is asked for. */
  refuses(job: { readonly copies: number; readonly pdf?: Uint8Array }, status: XfsStatus) {
    const wanted = job.copies * (job.pdf === undefined ? 1 : pagesOf(job.pdf));
    const told = this.told(status);
    if (told === 'jammed') return failed('deviceNotReady', 'paper-jam', 'the special paper is jammed');
    if (told === 'out' || (this.#stock.sheets ?? 0) < wanted)
      return failed('deviceNotReady', 'special-paper-end', 'there is not enough special paper for this job');
    // A source named in a command is ignored then (XFS4IoT `PrintNative.paperSource`): sealed stock for nobody else's paper.
    if (status.printer?.media === 'present')
      return failed('deviceNotReady', 'media-in-print-position', 'paper lies in the print position already');
    return null;
  }

  /** One copy went out, or may have. A service counts no sheets. */
  used(pdf: Uint8Array): void {
    this.#stock.use(pagesOf(pdf), false);
  }
}
