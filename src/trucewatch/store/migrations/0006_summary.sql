-- What lists, bars and maps of incidents need, so that a page of them reads no claims. Derived; written at the end of deriving.
-- `statuses`, `sides`, `acts`: folded words between bars; `places`: folded names, one a line. `sort`: the order of a list.
CREATE TABLE incident_summary (
  position INTEGER PRIMARY KEY,
  sort TEXT NOT NULL,
  first_day TEXT,
  reach_first TEXT,
  reach_last TEXT,
  firm INTEGER NOT NULL,
  one_sided INTEGER NOT NULL,
  on_map INTEGER NOT NULL,
  statuses TEXT NOT NULL,
  sides TEXT NOT NULL,
  acts TEXT NOT NULL,
  places TEXT NOT NULL
);
CREATE INDEX incident_summary_in_order ON incident_summary (sort);
CREATE TABLE incident_rows (position INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE map_places (
  place INTEGER PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, radius_m INTEGER NOT NULL,
  area INTEGER NOT NULL, ref TEXT
);
CREATE TABLE incident_places (
  place INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (place, position)
) WITHOUT ROWID;
