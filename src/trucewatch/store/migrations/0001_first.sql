-- The first shape of the store.
-- Instants are text in UTC with fixed width (2020-12-12T18:00:00.000000Z), so that their order is that of their letters.
-- `data` columns hold the whole record as JSON; the other columns are copies to search and join by.

-- Kept for ever -------------------------------------------------------------------------------------------------
CREATE TABLE captures (
  sha256_raw TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  packed BLOB NOT NULL -- zlib
);

CREATE TABLE intakes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  sha256_raw TEXT NOT NULL,
  captured_at TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX intakes_by_capture ON intakes (sha256_raw);

CREATE TABLE judgements (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  object TEXT,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX judgements_by_time ON judgements (made_at, id);
CREATE INDEX judgements_by_subject ON judgements (subject);

CREATE TABLE anchors (
  claim_id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL,
  data TEXT NOT NULL
);

CREATE TABLE agreements (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  data TEXT NOT NULL
);

CREATE TRIGGER captures_stay BEFORE DELETE ON captures BEGIN SELECT RAISE(ABORT, 'captures are kept for ever'); END;
CREATE TRIGGER captures_fixed BEFORE UPDATE ON captures BEGIN SELECT RAISE(ABORT, 'captures are kept for ever'); END;
CREATE TRIGGER intakes_stay BEFORE DELETE ON intakes BEGIN SELECT RAISE(ABORT, 'intakes are kept for ever'); END;
CREATE TRIGGER intakes_fixed BEFORE UPDATE ON intakes BEGIN SELECT RAISE(ABORT, 'intakes are kept for ever'); END;
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements BEGIN SELECT RAISE(ABORT, 'judgements are append-only: undo one by another'); END;
CREATE TRIGGER judgements_fixed BEFORE UPDATE ON judgements BEGIN SELECT RAISE(ABORT, 'judgements are append-only: undo one by another'); END;
CREATE TRIGGER anchors_stay BEFORE DELETE ON anchors BEGIN SELECT RAISE(ABORT, 'anchors are kept for ever'); END;
CREATE TRIGGER anchors_fixed BEFORE UPDATE ON anchors BEGIN SELECT RAISE(ABORT, 'anchors are kept for ever'); END;
CREATE TRIGGER agreements_stay BEFORE DELETE ON agreements BEGIN SELECT RAISE(ABORT, 'agreements are kept for ever'); END;
CREATE TRIGGER agreements_fixed BEFORE UPDATE ON agreements BEGIN SELECT RAISE(ABORT, 'agreements are kept for ever'); END;

-- Issues of intake: a refused file leaves no bytes to rebuild from, so these rows stay until the place is read after all.
CREATE TABLE intake_issues (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL
);
CREATE INDEX intake_issues_by_place ON intake_issues (place);

-- Derived ---------------------------------------------------------------------------------------------------------
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  intake_id TEXT NOT NULL REFERENCES intakes (id),
  sha256_raw TEXT NOT NULL,
  sha256_text TEXT NOT NULL,
  published TEXT,
  received_at TEXT,
  language TEXT,
  source TEXT,
  data TEXT NOT NULL,
  effective TEXT -- corrected by judgements and joined to its origin; NULL when that changes nothing
);
CREATE INDEX documents_by_published ON documents (published, id);
CREATE INDEX documents_by_received ON documents (received_at);
CREATE INDEX documents_by_intake ON documents (intake_id);

CREATE TABLE readings (
  document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  reader TEXT NOT NULL,
  basis TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('read', 'set_aside')),
  issue TEXT
);

CREATE TABLE claims (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  reader TEXT NOT NULL,
  start INTEGER NOT NULL,
  speaker_side TEXT,
  happened TEXT,
  earliest TEXT,
  latest TEXT,
  acts TEXT NOT NULL,
  retracted INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL,
  effective TEXT -- corrected by judgements; NULL when that changes nothing
);
CREATE INDEX claims_in_order ON claims (document_id, start, id);
CREATE INDEX claims_by_side ON claims (speaker_side);
CREATE INDEX claims_by_time ON claims (earliest);

CREATE TABLE incidents (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  firm INTEGER NOT NULL,
  happened TEXT,
  earliest TEXT,
  latest TEXT,
  occurrence TEXT NOT NULL,
  attribution TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX incidents_by_time ON incidents (earliest);

CREATE TABLE incident_claims (
  claim_id TEXT NOT NULL,
  code TEXT NOT NULL REFERENCES incidents (code) ON DELETE CASCADE,
  role TEXT NOT NULL,
  PRIMARY KEY (claim_id, code, role)
) WITHOUT ROWID;
CREATE INDEX incident_claims_by_code ON incident_claims (code);

CREATE TABLE links (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  judgement TEXT NOT NULL,
  score REAL NOT NULL,
  position INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (a, b)
);

CREATE TABLE episodes (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE tallies (id TEXT PRIMARY KEY, claim_id TEXT NOT NULL, unit TEXT NOT NULL, n INTEGER NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE findings (id TEXT PRIMARY KEY, provision_id TEXT NOT NULL, incident_code TEXT NOT NULL, compliance TEXT NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE INDEX findings_by_incident ON findings (incident_code);
CREATE TABLE deadlines (id TEXT PRIMARY KEY, due TEXT NOT NULL, state TEXT NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE coverage (id TEXT PRIMARY KEY, observer TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, state TEXT NOT NULL, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE derived_issues (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE runs (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), data TEXT NOT NULL);
