import { type Clock, failed } from '../../contract/index.ts';
import type { IppClient } from './client.ts';
import type { PrinterCondition } from './condition.ts';
import type { PrinterDescription } from './description.ts';
import type { Failure } from './faults.ts';
import type { JobReport } from './job-report.ts';
import type { Patience } from './patience.ts';

/** How much of the document the printer may have: `nothing`, `part` (surely not all of it), or `all`. */
export type HandedOver = 'nothing' | 'part' | 'all';

export interface Submitted {
  readonly kind: 'job';
  readonly id: number;
  /** `job-uuid`, where it was told at its making. */
  readonly uuid: string | null;
  readonly handed: HandedOver;
  readonly why: Failure | null;
}

/** What the printer numbered a job: both null until it has. */
export interface JobNumbers {
  readonly id: number | null;
  readonly uuid: string | null;
}

export interface DocumentJobContext {
  readonly client: IppClient;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly description: PrinterDescription;
  /** The printer behind a spooler, only to be asked; null without one, or where it cannot be asked. */
  readonly behind: IppClient | null;
  /** Asks the printer for its state and publishes it; null when it does not answer. */
  readonly look: () => Promise<PrinterCondition | null>;
  /** Whether the printer's own page counter is known to count. */
  readonly counterProven: () => boolean;
  readonly onCompleted: (report: JobReport) => void;
  /** The journal's yes before the document leaves, and again before its last bytes do. */
  readonly mayBegin: (numbers: JobNumbers) => Promise<boolean>;
  readonly mayEnd: () => Promise<boolean>;
  /** The printer said that it has the whole document. */
  readonly onTaken: () => Promise<unknown>;
  readonly onSent: () => void;
}

/** Why a running job ends before its time, and that it does. */
export class JobStop {
  readonly #abort = new AbortController();
  /** The first reason stays. */
  canceling: Failure | null = null;
  closing = false;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel(): void {
    this.canceling ??= failed('canceled', 'canceled', 'the job was canceled');
    this.#abort.abort();
  }

  abandon(): void {
    this.closing = true;
    this.#abort.abort();
  }
}

/** What the journal is asked while a job is handed over. */
export type Journal = Pick<DocumentJobContext, 'mayBegin' | 'mayEnd' | 'onTaken' | 'onSent'>;

export const NO_JOURNAL: Journal = {
  mayBegin: async () => true,
  mayEnd: async () => true,
  onTaken: async () => undefined,
  onSent: () => undefined,
};
