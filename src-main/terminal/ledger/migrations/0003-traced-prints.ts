/**
 * Papers whose fate is asked again: what the printer knows a job by, what it did, and every state a paper ever had. The
 * paper of guests (other programs that were lent a printer) is in the same journal, of nobody's session.
 * The triggers hold what no code may do: a settled paper never goes back, and an `unknown` is settled only by a proof.
 */
export const migration0003 = {
  version: 3,
  name: 'traced-prints',
  sql: `
CREATE TABLE print_journal_3 (
  job_id TEXT PRIMARY KEY,
  origin TEXT NOT NULL CHECK (origin IN ('citizen', 'guest')),
  session_id TEXT REFERENCES sessions (id),
  case_number TEXT REFERENCES cases (case_number),
  kind TEXT NOT NULL CHECK (kind IN ('receipt', 'document')),
  title_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'printed', 'saved', 'failed', 'unknown')),
  at INTEGER NOT NULL,
  explanation TEXT,
  effect TEXT CHECK (effect IN ('none', 'done', 'partial', 'unknown')),
  sheets INTEGER CHECK (sheets > 0),
  named TEXT,
  handed TEXT NOT NULL DEFAULT 'part' CHECK (handed IN ('part', 'leaving', 'taken')),
  traced INTEGER NOT NULL CHECK (traced IN (0, 1)),
  CHECK ((origin = 'guest') = (session_id IS NULL)),
  CHECK (origin = 'citizen' OR case_number IS NULL)
) STRICT;
INSERT INTO print_journal_3
  SELECT job_id, 'citizen', session_id, case_number, kind, title_key, state, at, explanation,
    CASE state WHEN 'unknown' THEN 'unknown' WHEN 'failed' THEN 'none' WHEN 'printed' THEN 'done' WHEN 'saved' THEN 'done' END,
    NULL, NULL, 'part', 0
  FROM print_journal ORDER BY rowid;
DROP TABLE print_journal;
ALTER TABLE print_journal_3 RENAME TO print_journal;
CREATE INDEX print_journal_by_session ON print_journal (session_id);
CREATE INDEX print_journal_unsettled ON print_journal (at) WHERE state IN ('intent', 'sent');
CREATE INDEX print_journal_unknown ON print_journal (at) WHERE state = 'unknown';

CREATE TABLE print_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES print_journal (job_id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  explanation TEXT
) STRICT;
CREATE INDEX print_history_by_job ON print_history (job_id);
INSERT INTO print_history (job_id, state, at, explanation)
  SELECT job_id, state, at, explanation FROM print_journal ORDER BY rowid;

CREATE TRIGGER print_journal_begins AFTER INSERT ON print_journal BEGIN
  INSERT INTO print_history (job_id, state, at, explanation) VALUES (NEW.job_id, NEW.state, NEW.at, NEW.explanation);
END;
CREATE TRIGGER print_journal_goes_on AFTER UPDATE OF state ON print_journal BEGIN
  INSERT INTO print_history (job_id, state, at, explanation) VALUES (NEW.job_id, NEW.state, NEW.at, NEW.explanation);
END;
CREATE TRIGGER print_journal_never_back BEFORE UPDATE OF state ON print_journal
WHEN NOT (
  (OLD.state = 'intent' AND NEW.state <> 'intent')
  OR (OLD.state = 'sent' AND NEW.state NOT IN ('intent', 'sent'))
  OR (OLD.state = 'unknown' AND NEW.state IN ('printed', 'saved', 'failed'))
) BEGIN
  SELECT RAISE(ABORT, 'a paper whose fate is known stays as it is');
END;
`,
};
