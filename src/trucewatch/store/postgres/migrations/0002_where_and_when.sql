-- As the file of the same name for SQLite, with a GiST index over boxes for its R*Tree. Boxes are built in: no extension is needed.
ALTER TABLE incidents ADD COLUMN begins BIGINT;
ALTER TABLE incidents ADD COLUMN ends BIGINT;
ALTER TABLE incidents ADD COLUMN west DOUBLE PRECISION;
ALTER TABLE incidents ADD COLUMN east DOUBLE PRECISION;
ALTER TABLE incidents ADD COLUMN south DOUBLE PRECISION;
ALTER TABLE incidents ADD COLUMN north DOUBLE PRECISION;
CREATE UNIQUE INDEX incidents_in_order ON incidents (position, west, east, south, north, begins, ends);
CREATE TABLE incident_ground (
  id BIGINT PRIMARY KEY,
  west DOUBLE PRECISION NOT NULL,
  east DOUBLE PRECISION NOT NULL,
  south DOUBLE PRECISION NOT NULL,
  north DOUBLE PRECISION NOT NULL,
  position BIGINT NOT NULL
);
CREATE INDEX incident_ground_boxes ON incident_ground USING gist (box(point(west, south), point(east, north)));
