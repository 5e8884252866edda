-- A day's texts change a few rows and move no others: rows are ordered by what they are, not by a number that the next row
-- would shift. `tellers`: claims of an incident without those that only recall it. `assessed`: the stamp that findings share.
ALTER TABLE links DROP COLUMN position;
ALTER TABLE episodes DROP COLUMN position;
ALTER TABLE tallies DROP COLUMN position;
ALTER TABLE coverage DROP COLUMN position;
ALTER TABLE derived_issues DROP COLUMN position;
ALTER TABLE incidents ADD COLUMN tellers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN contested INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incidents_by_size ON incidents (tellers DESC, code);
CREATE INDEX incidents_contested ON incidents (position) WHERE contested = 1;
ALTER TABLE incident_places ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE incident_places ADD COLUMN area INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident_places ADD COLUMN ref TEXT;
ALTER TABLE incident_places ADD COLUMN lat REAL NOT NULL DEFAULT 0;
ALTER TABLE incident_places ADD COLUMN lon REAL NOT NULL DEFAULT 0;
ALTER TABLE incident_places ADD COLUMN radius_m INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_places_by_position ON incident_places (position);
CREATE TABLE assessed (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), as_of TEXT);
-- Texts that came in, or were read anew, since the last derivation that was finished.
CREATE TABLE fresh_texts (id TEXT PRIMARY KEY);
CREATE INDEX judgements_decided ON judgements (made_at, id) WHERE kind <> 'code';
CREATE INDEX anchors_by_document ON anchors (document_id);
