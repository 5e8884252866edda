"""Brings the file to the present schema, one numbered SQL file after the other."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.resources import files

from trucewatch.errors import StoreError
from trucewatch.store.index import fill

APPLICATION_ID = 0x54525543  # "TRUC": tells our files from other SQLite databases

FILLS = {2: fill}  # what a migration has to work out from the records, in the same transaction


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """Number and SQL text of every migration, in order."""
    folder = files("trucewatch.store").joinpath("migrations")
    found = sorted((f.name, f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".sql"))
    return tuple((int(name.split("_")[0]), text) for name, text in found)


def newest() -> int:
    """The schema version that this program writes."""
    return migrations()[-1][0]


def migrate(db: sqlite3.Connection, path: str) -> None:
    """Apply what is missing, each migration in one transaction. Raises: StoreError for a newer or a foreign file."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (version or tables):
        raise StoreError(
            "this is an SQLite database of another program", where=path, try_this="name another file for the store"
        )
    if version > newest():
        raise StoreError(
            f"the store has schema {version}, and this program knows schemas up to {newest()}",
            where=path,
            try_this="install the newer Trucewatch that wrote it",
        )
    for number, text in migrations():
        if number > version:
            _apply(db, number, text)


def _apply(db: sqlite3.Connection, number: int, text: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        # another process may have come first while this one waited for the lock
        if db.execute("PRAGMA user_version").fetchone()[0] < number:
            for statement in _statements(text):
                db.execute(statement)
            if number in FILLS:
                FILLS[number](db)
            db.execute(f"PRAGMA user_version={number}")
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _statements(text: str) -> list[str]:
    """The single statements: `executescript` would commit in between and leave half a schema after a full disk."""
    found: list[str] = []
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
