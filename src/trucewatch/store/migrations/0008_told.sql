-- What lists, filters by words and the API still read claims and documents for. Derived; written with the summary.
-- `sources`: names of the outlets, `speakers`: [name, kind] of who speaks in its claims, as JSON. `words`: the folded title and
-- passages of its claims, each once, one a line.
CREATE TABLE incident_told (position INTEGER PRIMARY KEY, sources TEXT NOT NULL, speakers TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX links_by_b ON links (b);
