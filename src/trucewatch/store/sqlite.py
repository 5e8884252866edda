"""The store in one SQLite file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from trucewatch.errors import StoreError
from trucewatch.store.migrate import migrate
from trucewatch.store.sqlite_engine import MEMORY, SqliteEngine
from trucewatch.store.sqlite_words import SqliteWords
from trucewatch.store.tables import StoreTables
from trucewatch.store.trouble import as_store_error

__all__ = ["MEMORY", "SqliteStore", "open_store"]


class SqliteStore(SqliteEngine, SqliteWords, StoreTables):
    """A `Store` in one file with a write-ahead log: many may read while one writes."""

    def engine_faults(self) -> tuple[str, ...]:
        """What SQLite's own checks find wrong. Cost: reads the whole file."""
        found = [str(line) for (line,) in self._all("PRAGMA integrity_check") if line != "ok"]
        found += [f"{table} row {row} points to a missing row of {parent}" for table, row, parent, _ in self._foreign()]
        return tuple(found)

    def _foreign(self) -> list[tuple[str, int, str, int]]:
        return [tuple(row) for row in self._all("PRAGMA foreign_key_check")]


def open_store(path: str | Path, *, create: bool = True, busy_timeout_s: float = 5.0) -> SqliteStore:
    """The store at `path`, brought to the present schema; `":memory:"` for one that lasts as long as the process.

    Raises: StoreError, with what to try, when the place is missing (and `create` is False), read-only, held by another
    process, no database, another program's database, or of a newer schema.
    """
    name = str(path)
    if name != MEMORY:
        _check_place(Path(name), create=create)
    try:
        db = sqlite3.connect(name, timeout=busy_timeout_s, isolation_level=None)
    except sqlite3.Error as error:
        raise as_store_error(error, name) from error
    try:
        db.execute("PRAGMA foreign_keys=ON")
        store = SqliteStore(db, name)
        migrate(store)
        # only now: a foreign or newer file must stay as it was found
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error as error:
        db.close()
        raise as_store_error(error, name) from error
    except StoreError:
        db.close()
        raise
    return store


def _check_place(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError("this is a folder, not a store", where=str(path), try_this=f"name a file: {path / 'store.db'}")
    try:
        there = path.exists()
    except OSError as error:
        raise StoreError(
            f"cannot look there: {error.strerror}", where=str(path), try_this="check permissions"
        ) from error
    if not there and not create:
        raise StoreError(
            "there is no store here", where=str(path), try_this="run `trucewatch ingest` first, or name another store"
        )
    if not path.parent.is_dir():
        raise StoreError(
            "the folder of the store does not exist", where=str(path), try_this=f"make it first: mkdir -p {path.parent}"
        )
