/**
 * `application_id` is "BDLG". Times: `*_at` TEXT is ISO 8601 UTC, INTEGER is wall-clock milliseconds.
 * No table holds a person: `outbox.body` is sealed where it would.
 */
export const migration0001 = {
  version: 1,
  name: 'first-ledger',
  sql: `
PRAGMA application_id = 1111772231;

CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  terminal TEXT NOT NULL,
  epoch TEXT NOT NULL CHECK (length(epoch) = 32),
  created_at TEXT NOT NULL,
  generation INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_hash TEXT NOT NULL CHECK (length(last_hash) = 64),
  acked_seq INTEGER NOT NULL CHECK (acked_seq <= last_seq),
  case_sequence INTEGER NOT NULL,
  telemetry_dropped INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  lane TEXT NOT NULL CHECK (lane IN ('A', 'B')),
  kind TEXT NOT NULL CHECK (kind IN ('case.submitted', 'case.withdrawn', 'case.rated', 'paper.state',
    'session.ended', 'card.forgotten', 'device.status')),
  recorded_at TEXT NOT NULL,
  body TEXT NOT NULL CHECK (length(body) <= 200000),
  previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  acked_at INTEGER
) STRICT;

CREATE TABLE telemetry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  recorded_at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  opened_at INTEGER NOT NULL,
  ended_at INTEGER,
  reason TEXT CHECK (reason IN ('finished', 'left', 'idle', 'fault', 'crashed')),
  CHECK ((ended_at IS NULL) = (reason IS NULL))
) STRICT;
CREATE INDEX sessions_open ON sessions (opened_at) WHERE ended_at IS NULL;

CREATE TABLE cases (
  case_number TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  item TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'withdrawn', 'approved', 'filed', 'accepted', 'refused')),
  submitted_seq INTEGER NOT NULL,
  rating INTEGER CHECK (rating BETWEEN 1 AND 5)
) STRICT;
CREATE INDEX cases_by_session ON cases (session_id);

CREATE TABLE print_journal (
  job_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  case_number TEXT REFERENCES cases (case_number),
  kind TEXT NOT NULL CHECK (kind IN ('receipt', 'document')),
  title_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'printed', 'saved', 'failed', 'unknown')),
  at INTEGER NOT NULL,
  explanation TEXT
) STRICT;
CREATE INDEX print_journal_by_session ON print_journal (session_id);
CREATE INDEX print_journal_unsettled ON print_journal (at) WHERE state IN ('intent', 'sent');
`,
};
