/**
 * A lock of the service door as running time that is left: a wall clock that is set forward opened it. Calls for staff, at
 * most one open. Records of the outbox that a technician put aside; a row goes when its content was acknowledged.
 */
export const migration0006 = {
  version: 6,
  name: 'door-help-parked',
  sql: `
CREATE TABLE service_door_6 (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  wrong_tries INTEGER NOT NULL,
  locks TEXT NOT NULL,
  locked_for INTEGER CHECK (locked_for > 0)
) STRICT;
INSERT INTO service_door_6
  SELECT id, wrong_tries, (SELECT json_group_array(86400000) FROM json_each(locks)),
    CASE WHEN locked_until IS NULL THEN NULL
      ELSE max(1, min(14400000, locked_until - CAST(unixepoch() AS INTEGER) * 1000)) END
  FROM service_door;
DROP TABLE service_door;
ALTER TABLE service_door_6 RENAME TO service_door;

CREATE TABLE help_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  screen TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  asked_last INTEGER NOT NULL,
  times INTEGER NOT NULL CHECK (times > 0),
  acknowledged_at INTEGER,
  acknowledged_by TEXT,
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX help_requests_one_open ON help_requests ((1)) WHERE acknowledged_at IS NULL;

CREATE TABLE parked_records (
  seq INTEGER PRIMARY KEY REFERENCES outbox (seq),
  reason TEXT NOT NULL,
  parked_at INTEGER NOT NULL,
  parked_by TEXT NOT NULL,
  returned INTEGER NOT NULL CHECK (returned IN (0, 1))
) STRICT;
`,
};
