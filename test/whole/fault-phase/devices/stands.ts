import type { Bitmap } from '../../../../drivers/receipt-printer/index.ts';

/** A reader of ID cards as hands know it, whatever wire and protocol it has. */
export interface CardStand {
  layCard(person: string): void;
  liftCard(): void;
  readonly cardLies: boolean;
  /** Cards are found and cannot be read, as when they are lifted too soon. */
  blur(): void;
  clear(): void;
  plug(): Promise<void>;
  unplug(): Promise<void>;
}

/** A receipt printer as hands know it. */
export interface ReceiptStand {
  /** The sheets that came out so far, oldest first. */
  papers(): readonly Bitmap[];
  /** Nothing is on its way to the paper any more, and nothing of somebody's left to be cut off. */
  readonly stands: boolean;
  /** Nobody takes what is held out. */
  leavePapers(): void;
  /** Somebody takes what is held out, now and from now on. */
  takePapers(): void;
}
