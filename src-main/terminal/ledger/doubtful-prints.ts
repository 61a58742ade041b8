import { type Handed, type PrinterJob, printerJobSchema } from '../../../drivers/contract/printer-job.ts';
import type { Connection } from './connection.ts';
import type { DocumentPaper } from './prints.ts';

/** A citizen's document whose fate nobody knows and whose printer can be asked. */
export interface DoubtfulPrint {
  readonly jobId: string;
  readonly sessionId: string;
  readonly sheets: number | null;
  readonly paper: DocumentPaper;
  /** Null: nothing of it ever left for a printer that names its jobs. */
  readonly named: PrinterJob | null;
  readonly handed: Handed;
}

const MOST = 20;

/** Newest first, and only those that became unknown since `since` (wall-clock milliseconds). */
export function doubtfulPrints(connection: Connection, since: number): DoubtfulPrint[] {
  const rows = connection.all<Omit<DoubtfulPrint, 'named'> & { named: string | null }>(
    `SELECT job_id AS jobId, session_id AS sessionId, sheets, paper, named, handed FROM print_journal
     WHERE state = 'unknown' AND traced = 1 AND at >= ? ORDER BY rowid DESC LIMIT ?`,
    ...[since, MOST],
  );
  return rows.map((row) => ({
    ...row,
    named: row.named === null ? null : printerJobSchema.parse(JSON.parse(row.named)),
  }));
}
