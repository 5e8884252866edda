"""A gazetteer file, asked by name and by position. Opening reads a few pages; nothing is held in memory but a page cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.errors import ConfigurationError, StoreError
from trucewatch.gazetteer.schema import HOW, SCHEMA_VERSION
from trucewatch.model.place import Entry
from trucewatch.places.ground import distance_km
from trucewatch.places.shape import Hit

CACHE_KIB = 16_384
MOST_HITS = 400
MOST_BONES = 300
WIDE_BOX = 25.0  # degrees of longitude from which a map names countries and no towns
_COLUMNS = (
    "p.ref, p.name, p.kind, p.country, p.admin1, p.admin2, p.lat, p.lon, p.radius_km, p.population, p.names, p.precision, "
    "p.source, p.extra"
)


class SourceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One source of a gazetteer file."""

    id: str
    name: str
    url: str
    licence: str
    digest: str
    rows: int


class GazetteerFile:
    """One built file. Not for several threads at once."""

    def __init__(self, path: Path) -> None:
        """Raises: ConfigurationError when there is no such file, or it is of another schema version."""
        self.path = path
        if not path.is_file():
            raise ConfigurationError("no gazetteer here", where=str(path), try_this="trucewatch gazetteer build")
        try:
            self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            self.meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise ConfigurationError(
                f"not a gazetteer: {error}", where=str(path), try_this="trucewatch gazetteer build"
            ) from error
        if self.meta.get("schema") != str(SCHEMA_VERSION):
            raise ConfigurationError(
                f"a gazetteer of schema {self.meta.get('schema')}, not {SCHEMA_VERSION}",
                where=str(path),
                try_this="build it again",
            )
        self.by_name = lru_cache(maxsize=4096)(self._by_name)

    @property
    def digest(self) -> str:
        """SHA-256 over what it was made from."""
        return self.meta["digest"]

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def _by_name(self, folded: str) -> tuple[Hit, ...]:
        """Rows that bear exactly this folded name, the best known first."""
        rows = self._ask(
            f"SELECT n.how, {_COLUMNS} FROM name n JOIN place p ON p.id = n.place WHERE n.folded = ? "
            "ORDER BY p.population DESC, p.names DESC, p.id LIMIT ?",
            (folded, MOST_HITS),
        )
        return tuple(Hit(entry=_entry(r[1:]), folded=folded, how=HOW[r[0]]) for r in rows)

    def spellings(self, skeleton: str) -> tuple[str, ...]:
        """The folded names of this skeleton, without their rows."""
        return tuple(
            r[0] for r in self._ask("SELECT folded FROM bones WHERE skeleton = ? LIMIT ?", (skeleton, MOST_BONES))
        )

    def by_ref(self, ref: str) -> Entry | None:
        """The row of this id."""
        rows = self._ask(f"SELECT {_COLUMNS} FROM place p WHERE p.ref = ?", (ref,))
        return _entry(rows[0]) if rows else None

    def near(self, lat: float, lon: float, radius_km: float, *, kinds: Iterable[str] = ()) -> tuple[Entry, ...]:
        """Rows whose ground touches the circle, nearest first; only of these kinds when given."""
        from trucewatch.gazetteer.extent import span_of

        wide, high = span_of(lat, radius_km), radius_km / 111.2
        wanted = tuple(kinds)
        only = f" AND p.kind IN ({', '.join('?' * len(wanted))})" if wanted else ""
        rows = self._ask(
            f"SELECT {_COLUMNS} FROM box b JOIN place p ON p.id = b.id "
            f"WHERE b.west <= ? AND b.east >= ? AND b.south <= ? AND b.north >= ?{only}",
            (lon + wide, lon - wide, lat + high, lat - high, *wanted),
        )
        found = [(distance_km(lat, lon, e.lat, e.lon), e) for e in map(_entry, rows)]
        return tuple(e for d, e in sorted(found, key=lambda f: (f[0], f[1].ref)) if d <= radius_km + e.radius_km)

    def in_box(self, west: float, south: float, east: float, north: float, *, most: int) -> tuple[Entry, ...]:
        """Names for a map of the box: countries where it is wide, else settlements, the most populous first."""
        kind = "country" if east - west > WIDE_BOX else "settlement"
        rows = self._ask(
            f"SELECT {_COLUMNS} FROM box b JOIN place p ON p.id = b.id "
            "WHERE b.west <= ? AND b.east >= ? AND b.south <= ? AND b.north >= ? AND p.kind = ? "
            "AND p.lon BETWEEN ? AND ? AND p.lat BETWEEN ? AND ? ORDER BY p.population DESC, p.names DESC, p.id LIMIT ?",
            (east, west, north, south, kind, west, east, south, north, most),
        )
        return tuple(map(_entry, rows))

    def sources(self) -> tuple[SourceFacts, ...]:
        """What it was made from."""
        return tuple(
            SourceFacts(id=r[0], name=r[1], url=r[2], licence=r[3], digest=r[4], rows=r[5])
            for r in self._ask("SELECT id, name, url, licence, digest, rows FROM source ORDER BY id", ())
        )

    def set_aside(self) -> dict[str, int]:
        """How many rows and names each cleaning rule set aside."""
        return dict(self._ask("SELECT rule, n FROM set_aside WHERE n > 0 ORDER BY rule", ()))

    def licence_of(self, ref: str) -> str:
        """The licence of a row; empty when there is none of this id."""
        rows = self._ask("SELECT licence FROM place WHERE ref = ?", (ref,))
        return str(rows[0][0]) if rows else ""

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"cannot be read: {error}", where=str(self.path), try_this="build it again") from error


def _entry(r: tuple[Any, ...]) -> Entry:
    ref, name, kind, country, admin1, admin2, lat, lon, radius, population, names, precision, source, extra = r
    more = msgspec.json.decode(str(extra)) if extra else {}
    return Entry(
        ref=ref,
        name=name,
        kind=kind,
        country=tuple(str(country).split()),
        lat=lat,
        lon=lon,
        radius_km=radius,
        admin1=admin1,
        admin2=admin2,
        population=population,
        names=names,
        precision=precision,
        source=source,
        within=tuple(more.get("within", ())),
        polygon=tuple((x, y) for x, y in more.get("polygon", ())),
        trees={k: tuple(v) for k, v in more.get("trees", {}).items()},
        valid_from=more.get("valid_from"),
        valid_to=more.get("valid_to"),
    )
