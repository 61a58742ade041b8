import { randomBytes } from 'node:crypto';
import type { PrinterJob } from '../../../drivers/contract/printer-job.ts';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import type { IngestResponse } from '../../contract/platform-api.ts';
import { formatCaseNumber } from './case-number.ts';
import * as cases from './cases.ts';
import { ZERO_HASH } from './chain.ts';
import type { Connection } from './connection.ts';
import { DEFAULT_LIMITS, type Disk, type DiskLimits, openDisk } from './disk.ts';
import { type DoubtfulPrint, doubtfulPrints } from './doubtful-prints.ts';
import { classify, type LedgerError, ledgerError } from './errors.ts';
import { type GuestPaper, guestActed } from './guest-prints.ts';
import * as outbox from './outbox.ts';
import * as parked from './parked-records.ts';
import * as prints from './prints.ts';
import { purge } from './purge.ts';
import type { CaseOutcome, ProvedPaper } from './record-bodies.ts';
import { consume, type Use } from './service.ts';
import { serviceLedger } from './service-ledger.ts';
import * as sessions from './sessions.ts';
import { createStore, openMakingRoom } from './store.ts';
import { promoteTelemetry, recordDeviceStatus, telemetryWaiting } from './telemetry.ts';

/** Wall-clock milliseconds: only written down and shown, never used to order anything. */
export interface WallClock {
  wallMs(): number;
}
export const systemWallClock: WallClock = { wallMs: () => Date.now() };

export interface LedgerOptions {
  readonly file: string;
  readonly terminal: string;
  readonly clock?: WallClock;
  /** `count` random bytes; for the epoch. */
  readonly random?: (count: number) => Uint8Array;
  readonly limits?: DiskLimits;
}

type Outcome<T> = Result<T, LedgerError>;
/** Why no new business may be started, with one sentence for technicians. */
export type Acceptance =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'diskNearlyFull' | 'ballastSpent' | 'ledgerFailed';
      readonly message: string;
      /** How the ledger failed, where it did. */
      readonly code?: LedgerError['code'];
    };

export interface LedgerCounts {
  readonly epoch: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly pending: number;
  /** Acknowledged records kept for a restore of the platform. */
  readonly tail: number;
  readonly telemetryWaiting: number;
  readonly telemetryDropped: number;
  readonly faults: number;
}

/** Tables that hold what happened; those of the door (which codes were used) are nobody's to read. */
const TABLES = [
  'meta',
  'sessions',
  'cases',
  'print_journal',
  'print_history',
  'outbox',
  'telemetry',
  'service_acts',
  'test_records',
  'work_orders',
  'consumables',
  'consumption',
  'help_requests',
  'parked_records',
];

/**
 * Opens the terminal's ledger: everything it accepted and has to tell. Every method is one transaction, and `ok`
 * means it is on the disk. Call `recover()` once after opening, `maintain()` whenever nobody is being served.
 */
export function openLedger(options: LedgerOptions): Outcome<Ledger> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const clock = options.clock ?? systemWallClock;
  const disk = openDisk(options.file, limits);
  const opened = openMakingRoom(options.file, disk);
  if (!opened.ok) return opened;
  const identity = claim(opened.value, options, clock);
  if (identity !== null) {
    opened.value.close();
    return fail(identity);
  }
  disk.restore();
  return ok(assemble(opened.value, options, { clock, limits, disk }));
}

export type Ledger = ReturnType<typeof assemble>;

function assemble(
  opened: Connection,
  { file, terminal }: LedgerOptions,
  { clock, limits, disk }: { clock: WallClock; limits: DiskLimits; disk: Disk },
) {
  const store = createStore(file, opened, disk);
  const now = () => {
    const wallMs = Math.round(clock.wallMs());
    return { wallMs, at: new Date(wallMs).toISOString() };
  };

  return {
    /** Takes a new case number; taken numbers are never given out again, used or not. */
    caseNumber: (): Outcome<string> =>
      store.write((connection) => {
        connection.run('UPDATE meta SET case_sequence = case_sequence + 1');
        const { epoch, n } = one<{ epoch: string; n: number }>(
          connection,
          'SELECT epoch, case_sequence AS n FROM meta',
        );
        return ok(formatCaseNumber(terminal, epoch, new Date(now().wallMs), n));
      }),
    beginSession: (sessionId: string): Outcome<void> =>
      store.write((connection) => sessions.beginSession(connection, sessionId, now())),
    endSession: (end: sessions.SessionEnding): Outcome<void> =>
      store.write((connection) => sessions.endSession(connection, end, now())),
    /** Somebody left a card on the reader. */
    recordForgottenCard: (sessionId: string): Outcome<number> =>
      store.write((connection) => ok(outbox.appendPlain(connection, 'card.forgotten', { sessionId }, now().at))),

    /** Returns the number of the outbox record. */
    submitCase: (submission: cases.CaseSubmission): Outcome<number> =>
      store.write((connection) => cases.submitCase(connection, submission, now().at)),
    withdrawCase: (withdrawal: { caseNumber: string; reason: string }): Outcome<number> =>
      store.write((connection) => cases.withdrawCase(connection, withdrawal, now().at)),
    setCaseOutcome: (decided: { caseNumber: string; outcome: CaseOutcome }): Outcome<void> =>
      store.write((connection) => cases.setCaseOutcome(connection, decided)),
    rateCase: (rating: { caseNumber: string; level: number }): Outcome<number> =>
      store.write((connection) => cases.rateCase(connection, rating, now().at)),
    caseAcknowledged: (caseNumber: string): Outcome<boolean> =>
      store.read((connection) => cases.caseAcknowledged(connection, caseNumber)),
    caseState: (caseNumber: string): Outcome<cases.CaseRow | undefined> =>
      store.read((connection) => cases.readCase(connection, caseNumber)),

    printIntent: (intent: prints.PrintIntent): Outcome<void> =>
      store.write((connection) => prints.printIntent(connection, intent, now().wallMs)),
    printNamed: (jobId: string, job: PrinterJob): Outcome<void> =>
      store.write((connection) => prints.printNamed(connection, jobId, job)),
    printSent: (jobId: string): Outcome<void> =>
      store.write((connection) => prints.printSent(connection, jobId, now().wallMs)),
    printTaken: (jobId: string): Outcome<void> => store.write((connection) => prints.printTaken(connection, jobId)),
    /** `used`: the paper and toner it took, counted in the same transaction. */
    printSettled: (settled: prints.PrintFate, used: readonly Use[] = []): Outcome<number | null> =>
      store.write((connection) => counted(connection, prints.printSettled(connection, settled, now()), used)),
    /** `used` is what the proof changes of what was counted when nobody knew. */
    printProved: (proved: prints.PrintFate<ProvedPaper>, used: readonly Use[] = []): Outcome<number | null> =>
      store.write((connection) => counted(connection, prints.printProved(connection, proved, now()), used)),
    doubtfulPrints: (since: number): Outcome<DoubtfulPrint[]> =>
      store.read((connection) => doubtfulPrints(connection, since)),
    printHistory: (jobId: string): Outcome<prints.PrintMoment[]> =>
      store.read((connection) => prints.printHistory(connection, jobId)),
    /** An act of a guest, in the audit and, where it is about paper, in the journal and the counts. */
    guestActed: (act: { detail: string; paper: GuestPaper | null; used: readonly Use[] }): Outcome<number> =>
      store.write((connection) => guestActed(connection, act, now())),
    receiptInDoubt: (): Outcome<boolean> => store.read(prints.receiptInDoubt),
    printState: (jobId: string): Outcome<prints.PrintRow | undefined> =>
      store.read((connection) => prints.readPrint(connection, jobId)),

    /** Lane B: kept in a ring until it can be sent; the oldest are dropped and counted. */
    recordDeviceStatus: (status: DeviceStatus): Outcome<void> =>
      store.write((connection) => ok(recordDeviceStatus(connection, status, now().at))),

    /** See `readBatch`. Lane B joins the queue here while it is short. */
    pending: (
      maxRecords: number = outbox.MAX_BATCH_RECORDS,
      from: number | 'last' | null = null,
    ): Outcome<outbox.Batch | null> => {
      const waiting = store.read(telemetryWaiting);
      if (waiting.ok && waiting.value) {
        const promoted = store.write((connection) => ok(promoteTelemetry(connection)));
        // Telemetry never stands in the way of results.
        if (!promoted.ok && promoted.error.code !== 'full') return promoted;
      }
      return store.read((connection) => outbox.readBatch(connection, maxRecords, from));
    },
    /** A record that staff put back, whole; it goes before what waits. Null for none. */
    returned: (): Outcome<outbox.Batch | null> =>
      store.read((connection) => {
        const seq = parked.returnedSeq(connection);
        return seq === null ? null : outbox.readWhole(connection, seq);
      }),
    /** `putBack`: what was acknowledged had this record whole, one that was parked before. */
    acknowledge: (
      response: Pick<IngestResponse, 'ackedSeq' | 'hashAtAcked' | 'withheld'>,
      putBack: number | null = null,
    ): Outcome<outbox.AcknowledgeOutcome> =>
      store.write((connection) => {
        const outcome = outbox.acknowledgeRecords(connection, response, now().wallMs);
        if (outcome.kind === 'acknowledged' && putBack !== null && putBack <= outcome.ackedSeq)
          parked.recordDelivered(connection, putBack, now().wallMs);
        if (outcome.kind === 'acknowledged')
          for (const seq of response.withheld ?? []) parked.giveAgain(connection, seq, now().wallMs);
        return ok(outcome);
      }),
    parkAgain: (row: { seq: number; reason: string }): Outcome<void> =>
      store.write((connection) => ok(parked.parkAgain(connection, row))),
    rewind: (expectedSeq: number): Outcome<outbox.RewindOutcome> =>
      store.write((connection) => ok(outbox.rewindRecords(connection, expectedSeq))),

    /** The service side (`service-ledger.ts`). */
    service: serviceLedger(store, now),

    /** `usedBy`: what is counted for papers that were moving. */
    recover: (usedBy: sessions.UsedBy = () => []): Outcome<sessions.RecoveryReport> =>
      // Without it the terminal does not start, and nobody of staff could come in.
      store.write((connection) => sessions.recover(connection, usedBy, now()), 'staff'),

    /** False long before the disk is full, so that whoever has begun can always finish. */
    canAccept: (): Acceptance => {
      const failure = store.failure();
      if (failure !== null) return { ok: false, reason: 'ledgerFailed', message: failure.message, code: failure.code };
      if (disk.ballast() === 'spent') {
        return { ok: false, reason: 'ballastSpent', message: 'The disk was full; its reserve is in use.' };
      }
      const free = disk.freeBytes();
      if (free >= limits.minimumFreeBytes) return { ok: true };
      const megabytes = Math.floor(free / 1048576);
      return { ok: false, reason: 'diskNearlyFull', message: `Only ${megabytes} MB of the ledger's disk are free.` };
    },

    /** Deletes what is old enough (`retention.ts`), writes the log back into the file, restores reserve and ballast. For idle moments. */
    maintain: (): Outcome<{ purged: number }> => {
      const purged = store.write((connection) => ok({ purged: purge(connection, now().wallMs) }));
      const checkpoint = store.read((connection) => connection.pragma('wal_checkpoint(PASSIVE)'));
      disk.restore();
      return purged.ok && !checkpoint.ok ? checkpoint : purged;
    },

    counts: (): Outcome<LedgerCounts> =>
      store.read((connection) => ({
        ...one<Omit<LedgerCounts, 'faults'>>(
          connection,
          `SELECT epoch, last_seq AS lastSeq, acked_seq AS ackedSeq, last_seq - acked_seq + (SELECT count(*) FROM parked_records WHERE seq <= acked_seq) AS pending,
             (SELECT count(*) FROM outbox WHERE seq <= acked_seq) AS tail,
             (SELECT count(*) FROM telemetry) AS telemetryWaiting, telemetry_dropped AS telemetryDropped FROM meta`,
        ),
        faults: store.faults(),
      })),
    /** Every row of every table, for technicians and demonstrations: bodies of submissions are sealed. */
    dump: (): Outcome<Record<string, unknown[]>> =>
      store.read((connection) =>
        Object.fromEntries(TABLES.map((table) => [table, connection.all(`SELECT * FROM ${table}`)])),
      ),
    close: () => store.close(),
  };
}

/** Mints the epoch of a new ledger; refuses one that another terminal wrote. */
function claim(connection: Connection, options: LedgerOptions, clock: WallClock): LedgerError | null {
  const owner = connection.one<{ terminal: string }>('SELECT terminal FROM meta')?.terminal;
  if (owner === options.terminal) return null;
  if (owner !== undefined) {
    return ledgerError(
      'foreign',
      `The ledger belongs to terminal ${owner}, not ${options.terminal}; it was left as it is.`,
    );
  }
  const epoch = Buffer.from((options.random ?? randomBytes)(16)).toString('hex');
  try {
    connection.run(
      `INSERT INTO meta (id, terminal, epoch, created_at, generation, last_seq, last_hash, acked_seq, case_sequence,
       telemetry_dropped) VALUES (1, ?, ?, ?, 0, 0, ?, 0, 0, 0)`,
      ...[options.terminal, epoch, new Date(clock.wallMs()).toISOString(), ZERO_HASH],
    );
  } catch (thrown) {
    return classify(thrown);
  }
  return null;
}

function counted<T>(connection: Connection, written: Outcome<T>, used: readonly Use[]): Outcome<T> {
  if (written.ok) for (const one of used) consume(connection, one);
  return written;
}

function one<Row>(connection: Connection, sql: string): Row {
  const row = connection.one<Row>(sql);
  if (row === undefined) throw new Error('the ledger has no meta row');
  return row;
}
