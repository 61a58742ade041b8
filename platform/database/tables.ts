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
  catalogues: { revision: number; content_hash: string; document: string; published_at: Date };
};

export type RecordState = 'stored' | 'parked' | 'duplicate';
/** `received` is the inbox; `held` waits for something only people can mend and is tried again at start. */
export type CaseState = 'received' | 'held' | 'decided' | 'withdrawn';
export type AlertKind =
  | 'new-epoch'
  | 'fork'
  | 'broken-chain'
  | 'key-collision'
  | 'case-collision'
  | 'case-held'
  | 'effect-failed';
export type AuditAction = 'document.fetched' | 'shared-data.read' | 'cases.listed' | 'case.looked-up';

export type Database = Kysely<Tables>;
