-- What this schema is, and how often it has changed: `mark()` reads the latter. Made before all numbered migrations.
CREATE TABLE trucewatch_store (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  schema BIGINT NOT NULL,
  changes BIGINT NOT NULL
) WITH (fillfactor = 10);
INSERT INTO trucewatch_store VALUES (1, 0, 0);
CREATE FUNCTION trucewatch_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'TW001';
END $$;
