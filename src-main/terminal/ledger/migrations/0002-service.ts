/**
 * The service side: who did what, what tests found, what was refilled, which repairs are open. `outbox` is laid out anew
 * because its list of kinds is part of the table; its numbers go on where they were.
 */
export const migration0002 = {
  version: 2,
  name: 'service',
  sql: `
CREATE TABLE outbox_2 (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  lane TEXT NOT NULL CHECK (lane IN ('A', 'B')),
  kind TEXT NOT NULL CHECK (kind IN ('case.submitted', 'case.withdrawn', 'case.rated', 'paper.state',
    'session.ended', 'card.forgotten', 'device.status', 'service.act')),
  recorded_at TEXT NOT NULL,
  body TEXT NOT NULL CHECK (length(body) <= 200000),
  previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  acked_at INTEGER
) STRICT;
INSERT INTO outbox_2 SELECT seq, lane, kind, recorded_at, body, previous_hash, hash, acked_at FROM outbox;
DELETE FROM sqlite_sequence WHERE name IN ('outbox', 'outbox_2');
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox', last_seq FROM meta;

CREATE TABLE service_acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  staff TEXT NOT NULL,
  act TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE service_codes (
  staff TEXT PRIMARY KEY,
  used_step INTEGER NOT NULL
) STRICT;

CREATE TABLE service_badges (
  badge TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE service_door (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  wrong_tries INTEGER NOT NULL,
  locks TEXT NOT NULL,
  locked_until INTEGER
) STRICT;

CREATE TABLE test_records (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  staff TEXT NOT NULL,
  what TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'canceled')),
  code TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX test_records_newest ON test_records (what, at);

CREATE TABLE work_orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  part TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at INTEGER,
  closed_by TEXT
) STRICT;

CREATE TABLE consumables (
  id TEXT PRIMARY KEY,
  used INTEGER NOT NULL CHECK (used >= 0),
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  refilled_at INTEGER,
  refilled_by TEXT
) STRICT;

CREATE TABLE consumption (
  id TEXT NOT NULL,
  day TEXT NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (id, day)
) STRICT;
`,
};
