"""Building a gazetteer file: sources taken in one after another, merged, cleaned, given extent, indexed, checked.

A build that is cut off leaves `<file>.part` and goes on from there: what a source has given is committed every few
thousand rows with how far it came. The finished file appears under its name only when it has been checked.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import msgspec

from trucewatch.errors import ConfigurationError, StoreError
from trucewatch.gazetteer.clean import clean, clean_areas
from trucewatch.gazetteer.extent import give_extent, span_of
from trucewatch.gazetteer.forms import forms_of
from trucewatch.gazetteer.row import Source, SourceRow
from trucewatch.gazetteer.schema import FINISH, SCHEMA_VERSION, STAGING
from trucewatch.places.folding import skeleton
from trucewatch.whole import put_in_place

BATCH = 20_000
Tell = Callable[[str, int, int], None]


class BuildSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a build made and what it set aside, by rule."""

    path: str
    digest: str
    rows: int
    names: int
    set_aside: dict[str, int]
    resumed: bool


def build(sources: Sequence[Source], path: Path, *, tell: Tell | None = None) -> BuildSummary:
    """The gazetteer of some sources at `path`; where two give one id, names are joined and the first one's point stays.

    The same sources give the same rows in the same order. Cost: linear, in memory one id a row.
    Raises: StoreError when it cannot be written, ConfigurationError when a source gives nothing.
    """
    say = tell or (lambda step, done, total: None)
    part = path.with_name(path.name + ".part")
    wanted = [(s.key, s.digest()) for s in sources]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        resumed = _fits(part, wanted)
        if not resumed:
            part.unlink(missing_ok=True)
        with closing(_open(part)) as db:
            for source, (_, digest) in zip(sources, wanted, strict=True):
                _take(db, source, digest, say)
            summary = _finish(db, wanted, path, resumed, say)
        put_in_place(part, path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"the gazetteer cannot be written: {error}", where=str(path), try_this="make room, or give another --out"
        ) from error
    return summary


def _open(part: Path) -> sqlite3.Connection:
    db = sqlite3.connect(part, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")  # a file cut off by a power cut is built anew
    db.executescript(STAGING)
    db.create_function("skeleton", 1, skeleton, deterministic=True)
    db.create_function("east_span", 2, span_of, deterministic=True)
    return db


def _fits(part: Path, wanted: list[tuple[str, str]]) -> bool:
    """True if a part file holds the beginning of this very build."""
    if not part.exists():
        return False
    try:
        with closing(sqlite3.connect(part)) as db:
            begun = db.execute("SELECT part, digest FROM progress").fetchall()
            indexed = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'name'").fetchone()
    except sqlite3.Error:
        return False
    return indexed is None and bool(begun) and set(begun) <= set(wanted)


def _take(db: sqlite3.Connection, source: Source, digest: str, tell: Tell) -> None:
    taken, done = db.execute("SELECT taken, done FROM progress WHERE part = ?", (source.key,)).fetchone() or (0, 0)
    if done:
        return
    total = source.size()
    known: dict[str, int] = dict(db.execute("SELECT ref, id FROM place"))
    rows = islice(source.rows(), taken, None)
    unread, reason = 0, ""
    while batch := list(islice(rows, BATCH)):
        db.execute("BEGIN")
        for row in batch:
            if isinstance(row, str):
                _count(db, f"{source.key}: unreadable", 1)
                unread, reason = unread + 1, reason or row
            else:
                _put(db, row, source, known)
        taken += len(batch)
        db.execute("INSERT OR REPLACE INTO progress VALUES(?, ?, ?, 0)", (source.key, digest, taken))
        db.execute("COMMIT")
        tell(source.name, taken, total)
    if taken and unread == taken:
        raise ConfigurationError(
            f"none of its {taken} rows can be read; the first: {reason}",
            where=source.name,
            try_this="check the form: docs/places.md says what each kind of source holds",
        )
    if not taken:
        raise ConfigurationError("no rows in this source", where=source.name, try_this="check the path and its form")
    db.execute("BEGIN")
    db.execute("INSERT OR REPLACE INTO progress VALUES(?, ?, ?, 1)", (source.key, digest, taken))
    db.execute(
        "INSERT OR REPLACE INTO source VALUES(?, ?, ?, ?, ?, ?)",
        (source.key, source.name, source.url, source.licence, digest, taken),
    )
    db.execute("COMMIT")


def _put(db: sqlite3.Connection, row: SourceRow, source: Source, known: dict[str, int]) -> None:
    forms: dict[str, int] = {}
    for folded, how in forms_of(row):
        forms[folded] = min(how, forms.get(folded, how))
    place = known.get(row.ref)
    if place is None:
        place = len(known) + 1
        known[row.ref] = place
        db.execute(
            "INSERT INTO place VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                place, row.ref, row.name, row.kind, " ".join(row.country), row.admin1, row.admin2, row.lat, row.lon,
                row.radius_km, row.population, len(forms), row.precision, source.key, row.licence or source.licence,
                msgspec.json.encode(row.extra).decode() if row.extra else "",
            ),
        )  # fmt: skip
    else:
        db.execute(
            "UPDATE place SET lat = coalesce(lat, ?), lon = coalesce(lon, ?), radius_km = coalesce(radius_km, ?), "
            "population = max(population, ?), names = max(names, ?) WHERE id = ?",
            (row.lat, row.lon, row.radius_km, row.population, len(forms), place),
        )
        if row.kind == "country" and row.lat is not None and row.radius_km is not None:
            # a source's point of a country is a label's; the one that comes with an extent is the middle of its ground
            db.execute(
                "UPDATE place SET lat = ?, lon = ?, radius_km = ? WHERE id = ? AND kind = 'country'",
                (row.lat, row.lon, row.radius_km, place),
            )
        forms = {f: max(how, 1) for f, how in forms.items()}  # another source's label is another name
    db.executemany("INSERT INTO staged VALUES(?, ?, ?)", [(f, how, place) for f, how in forms.items()])


def _count(db: sqlite3.Connection, rule: str, n: int) -> None:
    db.execute("INSERT INTO set_aside VALUES(?, ?) ON CONFLICT(rule) DO UPDATE SET n = n + excluded.n", (rule, n))


def _finish(
    db: sqlite3.Connection, wanted: list[tuple[str, str]], path: Path, resumed: bool, tell: Tell
) -> BuildSummary:
    tell("Cleaning", 0, 0)
    db.execute("CREATE INDEX staged_place ON staged(place)")
    db.execute("BEGIN")
    for rule, n in clean(db).items():
        _count(db, rule, n)
    tell("Working out extents", 0, 0)
    _count(db, "areas without any settlement to place them by", give_extent(db))
    db.execute("CREATE INDEX staged_folded ON staged(folded, how)")
    for rule, n in clean_areas(db).items():
        _count(db, rule, n)
    db.execute("DELETE FROM staged WHERE place NOT IN (SELECT id FROM place)")
    db.execute("COMMIT")
    tell("Indexing", 0, 0)
    db.executescript("BEGIN;" + FINISH + "COMMIT;")
    rows = db.execute("SELECT count(*) FROM place").fetchone()[0]
    names = db.execute("SELECT count(*) FROM name").fetchone()[0]
    digest = hashlib.sha256(msgspec.json.encode((SCHEMA_VERSION, wanted))).hexdigest()
    facts = {"schema": str(SCHEMA_VERSION), "digest": digest, "rows": str(rows), "names": str(names)}
    db.execute("BEGIN")
    db.executemany("INSERT OR REPLACE INTO meta VALUES(?, ?)", sorted(facts.items()))
    db.execute("DROP TABLE progress")
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("VACUUM")
    _check(db, rows, path)
    aside = dict(db.execute("SELECT rule, n FROM set_aside WHERE n > 0 ORDER BY rule"))
    return BuildSummary(path=str(path), digest=digest, rows=rows, names=names, set_aside=aside, resumed=resumed)


def _check(db: sqlite3.Connection, rows: int, path: Path) -> None:
    """Raises: StoreError when the file is not sound, or a row has no name, point or box."""
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    boxes = db.execute("SELECT count(*) FROM box").fetchone()[0]
    bare = db.execute("SELECT count(*) FROM place WHERE lat IS NULL OR radius_km IS NULL OR licence = ''").fetchone()[0]
    if sound != "ok" or boxes != rows or bare:
        raise StoreError(
            f"the new gazetteer failed its check ({sound}; {boxes} boxes for {rows} rows; {bare} rows without point or licence)",
            where=str(path),
            try_this="remove the .part file and build again; report this if it comes back",
        )
