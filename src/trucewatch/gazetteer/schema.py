"""The tables of a gazetteer file."""

from __future__ import annotations

from trucewatch.places.shape import NameKind

SCHEMA_VERSION = 2

# While building: names and rows as they come. `place.id` is given in order of arrival.
STAGING = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL, digest TEXT NOT NULL, rows INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place(
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL,
  admin1 TEXT NOT NULL, admin2 TEXT NOT NULL, lat REAL, lon REAL, radius_km REAL, population INTEGER NOT NULL,
  names INTEGER NOT NULL, precision TEXT NOT NULL, source TEXT NOT NULL, licence TEXT NOT NULL, extra TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS staged(folded TEXT NOT NULL, how INTEGER NOT NULL, place INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS progress(part TEXT PRIMARY KEY, digest TEXT NOT NULL, taken INTEGER NOT NULL, done INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS set_aside(rule TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""

# At the end: names in the order in which they are asked for, boxes for asking by position.
FINISH = """
CREATE TABLE name(folded TEXT NOT NULL, place INTEGER NOT NULL, how INTEGER NOT NULL, PRIMARY KEY(folded, place)) WITHOUT ROWID;
INSERT OR IGNORE INTO name SELECT folded, place, how FROM staged WHERE folded != '' ORDER BY folded, place, how;
DROP TABLE staged;
CREATE TABLE bones(skeleton TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY(skeleton, folded)) WITHOUT ROWID;
INSERT OR IGNORE INTO bones SELECT skeleton(folded), folded FROM (SELECT DISTINCT folded FROM name) WHERE skeleton(folded) != '';
CREATE VIRTUAL TABLE box USING rtree(id, west, east, south, north);
INSERT INTO box SELECT id, lon - east_span(lat, radius_km), lon + east_span(lat, radius_km), lat - radius_km / 111.2,
  lat + radius_km / 111.2 FROM place ORDER BY id;
"""
HOW: tuple[NameKind, ...] = ("label", "name", "bare", "people")
