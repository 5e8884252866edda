-- Where and when incidents lie, so that a page of them is found without reading all. Derived: `store/index.py` fills it.
-- Instants are seconds since 1970 (UTC), `begins` inclusive, `ends` exclusive; NULL: no date. Degrees WGS 84; NULL: no ground.
ALTER TABLE incidents ADD COLUMN begins INTEGER;
ALTER TABLE incidents ADD COLUMN ends INTEGER;
ALTER TABLE incidents ADD COLUMN west REAL;
ALTER TABLE incidents ADD COLUMN east REAL;
ALTER TABLE incidents ADD COLUMN south REAL;
ALTER TABLE incidents ADD COLUMN north REAL;
CREATE UNIQUE INDEX incidents_in_order ON incidents (position, west, east, south, north, begins, ends);
-- one box a place, two where it lies across the antimeridian
CREATE VIRTUAL TABLE incident_ground USING rtree (id, west, east, south, north, +position INTEGER);
