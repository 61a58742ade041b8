import type { Clock } from '../contract/index.ts';
import type { Patience } from './conversation.ts';
import type { FamilyName } from './family.ts';
import type { ExitPolicy } from './paper-exit.ts';
import type { PrinterMemory } from './printer-memory.ts';
import type { PaperWidthDots } from './typesetting.ts';

export interface ReceiptPrinterOptions {
  readonly family: FamilyName;
  readonly widthDots?: PaperWidthDots;
  readonly clock?: Clock;
  readonly patience?: Partial<Patience>;
  /** What is done with paper nobody takes, in families that see it. */
  readonly exit?: Partial<ExitPolicy>;
  /** False where the machine has no sensor at its mouth although the family could have one. */
  readonly exitSensor?: boolean;
  /** Kept by whoever makes drivers for this port anew; without it a new driver knows nothing of an earlier one's job. */
  readonly memory?: PrinterMemory;
  /** Told how many different characters of a job the font lacks; they were printed as boxed code points. */
  readonly onMissingCharacters?: (job: { jobId: string; count: number }) => void;
}
