import type { BitTable, FixedBits } from './status-bytes.ts';

export type FamilyName = 'epson' | 'snbc' | 'masung' | 'custom' | 'cashino';

/** A status question whose answer is `tables.length` bytes behind an optional `header`. */
export interface StatusQuery {
  /** How the question is written in evidence lines, e.g. `DLE EOT 2`. */
  readonly name: string;
  readonly command: Uint8Array;
  readonly header: Uint8Array;
  readonly tables: readonly BitTable[];
  /** What every answer byte must look like; the same mask serves all bytes of one answer. */
  readonly shape: FixedBits;
  /** The constant bits a simulator sends, per byte. */
  readonly fixed: readonly number[];
}

/** What can be done with the paper behind the cutter where `ticket-in-output` tells of it. */
export interface PaperExit {
  /** `presenter`: cut free and held out. `tear-off`: hangs on until a hand tears it. */
  readonly kind: 'presenter' | 'tear-off';
  /** Sent behind the cut to hold the paper out; empty where the printer does so by itself. */
  readonly present: Uint8Array;
  /** Draws what is held out into the bin; null where no command for it is known. */
  readonly retract: Uint8Array | null;
}

/** What a printer says of itself: `GS I` n = 65, 66, 67, 68. */
export type PrinterFact = 'firmware' | 'maker' | 'model' | 'serial';

export interface PrinterFamily {
  readonly name: FamilyName;
  readonly label: string;
  /** `fixed-bits`: replies are told apart by their bits. `one-at-a-time`: only by what was asked last. */
  readonly replies: 'fixed-bits' | 'one-at-a-time';
  /** Sent before `ESC @`, e.g. Masung's switch to ESC/POS. */
  readonly prologue: Uint8Array;
  /** Asked after the fence and by `refresh`, in this order. */
  readonly status: readonly StatusQuery[];
  /** Asked between two bands: enough to notice any stop. */
  readonly betweenBands: readonly StatusQuery[];
  /** Asked often while idle: one question whose answer changes when the printer stops or a hand was at it. */
  readonly glance: StatusQuery;
  /** What a `GS r 1` answer looks like. */
  readonly fence: FixedBits;
  readonly cut: Uint8Array;
  /**
   * `n` of `GS a n`: which changes the printer tells unasked. null where it cannot, or where its answers are told apart
   * only by what was asked last and a telling would pass for one.
   */
  readonly automatic: number | null;
  /**
   * What `GS I n` is asked, by n, in this order; none where its manual names no such question, or answers it with a bare
   * byte that would pass for a proof.
   */
  readonly introduces: readonly { readonly n: number; readonly fact: PrinterFact }[];
  /** null: no sensor, so nothing is known of the paper once it is cut. */
  readonly exit: PaperExit | null;
}
