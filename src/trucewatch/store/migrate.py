"""Brings a store to the present schema, one numbered SQL file after the other.

The files are written once, for SQLite. Another engine turns them into its own words (`store/postgres/speak.py`), and where one
cannot be turned (an index that only SQLite has) it has a file of the same name of its own.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.resources import files

from trucewatch.errors import StoreError
from trucewatch.store.engine import Engine
from trucewatch.store.index import fill
from trucewatch.store.sqlite_engine import SqliteEngine

APPLICATION_ID = 0x54525543  # "TRUC": tells our files from other SQLite databases

FILLS = {2: fill}  # what a migration has to work out from the records, in the same transaction, whatever the engine


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """Number and SQL text of every migration, in order."""
    return tuple((int(name.split("_")[0]), text) for name, text in read_folder("trucewatch.store").items())


def read_folder(package: str) -> dict[str, str]:
    """Name and text of every SQL file in the folder `migrations` of a package, in order."""
    folder = files(package).joinpath("migrations")
    return {
        f.name: f.read_text(encoding="utf-8")
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".sql")
    }


def newest() -> int:
    """The schema version that this program writes."""
    return migrations()[-1][0]


def refuse_newer(version: int, path: str) -> None:
    """Raises: StoreError for a schema that this program does not know."""
    if version > newest():
        raise StoreError(
            f"the store has schema {version}, and this program knows schemas up to {newest()}",
            where=path,
            try_this="install the newer Trucewatch that wrote it",
        )


def fill_for(number: int, engine: Engine) -> None:
    """What the records give, put where the migration of that number made room."""
    if number in FILLS:
        FILLS[number](engine)


def migrate(engine: SqliteEngine) -> None:
    """Apply what is missing, each migration in one transaction. Raises: StoreError for a newer or a foreign file."""
    version, application = _number(engine, "PRAGMA user_version"), _number(engine, "PRAGMA application_id")
    tables = _number(engine, "SELECT count(*) FROM sqlite_master")
    if application != APPLICATION_ID and (version or tables):
        raise StoreError(
            "this is an SQLite database of another program",
            where=engine.path,
            try_this="name another file for the store",
        )
    refuse_newer(version, engine.path)
    for number, text in migrations():
        if number > version:
            _apply(engine, number, text)


def _number(engine: Engine, sql: str) -> int:
    row = engine._one(sql)
    return int(row[0]) if row else 0


def _apply(engine: SqliteEngine, number: int, text: str) -> None:
    with engine.transaction():
        # another process may have come first while this one waited for the lock
        if _number(engine, "PRAGMA user_version") < number:
            for statement in statements(text):
                engine._run(statement)
            fill_for(number, engine)
            engine._run(f"PRAGMA user_version={number}")
            engine._run(f"PRAGMA application_id={APPLICATION_ID}")


def statements(text: str) -> list[str]:
    """The single statements: `executescript` would commit in between and leave half a schema after a full disk."""
    found: list[str] = []
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
