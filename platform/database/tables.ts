import type { Generated, Kysely } from 'kysely';

/** Rows as both databases return them: bigint columns are numbers (all counters stay far below 2^53). */
export type Tables = {
  terminals: { id: string; key_hash: string; enrolled_at: Date };
  /** High-water mark of one numbering space: the last stored sequence number and its chain hash. */
  high_water: { terminal: string; epoch: string; seq: number; hash: string; opened_at: Date; moved_at: Date };
  records: {
    terminal: string;
    epoch: string;
    seq: number;
    lane: string;
    kind: string;
    idempotency_key: string;
    /** False for a repeat of a record already stored, or a claim on somebody else's key. */
    owns_key: boolean;
    /** ISO 8601, the terminal's clock: never used for ordering. */
    recorded_at: string;
    received_at: Date;
    /** The body as a JSON string literal: keeps NUL and unpaired surrogates, which `text` cannot hold. */
    body_json: string;
    hash: string;
    state: RecordState;
    reason: string | null;
  };
  alerts: { id: Generated<number>; terminal: string; epoch: string; kind: AlertKind; detail: string; raised_at: Date };
  cases: {
    case_number: string;
    terminal: string;
    person_key: string;
    item: string;
    item_version: number;
    state: CaseState;
    held_reason: string | null;
    /** JSON of the opened Submission. */
    submission: string;
    submitted_at: string;
    received_at: Date;
    decided_at: Date | null;
    withdrawn_at: Date | null;
    /** JSON of the CaseResult. */
    result: string | null;
  };
  documents: {
    id: string;
    case_number: string;
    terminal: string;
    title_zh: string;
    title_en: string;
    holder: string;
    pages: number;
    copies: number;
    sha256: string;
    check_code: string;
    issued_at: Date;
    pdf: Uint8Array;
  };
  ratings: { case_number: string; terminal: string; level: number; rated_at: string };
  device_status: { terminal: string; device_class: string; recorded_at: string; body_json: string };
  audit: { id: Generated<number>; at: Date; terminal: string; action: AuditAction; subject: string };
  /** Calls for staff from a terminal; times are the terminal's clock. Open while `acknowledged_at` is null. */
  help_requests: {
    terminal: string;
    epoch: string;
    seq: number;
    screen: string;
    asked_at: string;
    acknowledged_at: string | null;
  };
  /** Logs a technician sent, gzip, without identity; the newest few of each terminal. */
  log_files: {
    id: Generated<number>;
    terminal: string;
    sha256: string;
    bytes: number;
    received_at: Date;
    content: Uint8Array;
  };
  catalogues: { revision: number; content_hash: string; document: string; published_at: Date };
};

export type RecordState = 'stored' | 'parked' | 'duplicate';
/** `received` is the inbox; `held` waits for something only people can mend and is tried again at start. */
export type CaseState = 'received' | 'held' | 'decided' | 'withdrawn';
export const alertKinds = [
  'new-epoch',
  'fork',
  'broken-chain',
  'key-collision',
  'case-collision',
  'case-held',
  'effect-failed',
  /** Five wrong tries at the service door. */
  'door-locked',
  /** Twenty within 30 days, too few at a time to lock it. */
  'door-guessed',
  /** A door of the cabinet opened, or its tamper contact went off, while nobody of staff was inside. */
  'cabinet-opened',
  'cabinet-tampered',
  /** A terminal's technician put one record aside: its number and hash came, its content did not. */
  'record-withheld',
] as const;
export type AlertKind = (typeof alertKinds)[number];
export type AuditAction =
  | 'document.fetched'
  | 'document.collected'
  | 'shared-data.read'
  | 'cases.listed'
  | 'case.looked-up'
  | 'logs.fetched';

export type Database = Kysely<Tables>;
