-- What linking remembers between two runs, so that a day's reports cost a day's work. No part of any result: without it
-- the same rows come out, later. `kind`: which record (`flow/linking.py`); `mark`: a number under which it is found.
CREATE TABLE linking_rows (
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE linking_marks (
  kind INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (kind, mark, id)
) WITHOUT ROWID;
CREATE TABLE linking_basis (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), basis TEXT NOT NULL);
