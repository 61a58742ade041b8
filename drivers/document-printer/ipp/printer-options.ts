import type { Clock } from '../../contract/index.ts';
import type { OurNames } from './our-names.ts';
import type { AllPatience } from './patience.ts';
import type { SpecialPaperOptions } from './special-paper.ts';
import type { IppTap } from './tap.ts';
import type { PaperSources } from './ticket.ts';

export interface IppPrinterOptions {
  /** `ipp://host[:631]/path` or `ipps://…`; a CUPS queue is `ipp://host/printers/<name>`. */
  readonly uri: string;
  /** SHA-256 of the printer's own certificate for `ipps`, `AA:BB:…`; else the system's trust decides. */
  readonly fingerprint256?: string;
  /** Is there other software between us and the paper? Found out by itself where the printer is CUPS. */
  readonly spooler?: boolean;
  /** Special stock needs both trays named: the printer would else take any A4. */
  readonly specialPaper?: SpecialPaperOptions & { readonly sources: PaperSources };
  /** Outlives this driver: what an earlier one left in the printer is wiped by the next. */
  readonly names?: OurNames;
  readonly tap?: IppTap;
  readonly clock?: Clock;
  readonly patience?: Partial<AllPatience>;
}
