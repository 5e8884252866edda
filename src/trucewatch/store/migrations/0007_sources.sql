-- What the cards of followed sources say: whose voice each is, what may be published of it. Every version is kept.
CREATE TABLE sources (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX sources_by_id ON sources (id, seq);
CREATE TRIGGER sources_stay BEFORE DELETE ON sources BEGIN SELECT RAISE(ABORT, 'sources are kept for ever'); END;
CREATE TRIGGER sources_fixed BEFORE UPDATE ON sources BEGIN SELECT RAISE(ABORT, 'sources are kept for ever'); END;
