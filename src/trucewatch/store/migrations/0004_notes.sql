-- Answers of pure functions by the digest of all that went in: a second derivation looks them up. No part of any result.
CREATE TABLE notes (
  stage TEXT NOT NULL,
  key BLOB NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (stage, key)
) WITHOUT ROWID;
