"""One SQLite connection: settings, transactions, errors in our words, and reading in slices."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec

from trucewatch.errors import StoreError
from trucewatch.store.trouble import as_store_error

Row = tuple[Any, ...]
_SLICE = 200  # rows fetched at a time: few enough to keep memory flat, many enough to hide the cost of a query


def instant(moment: datetime | None) -> str | None:
    """Text of an instant in UTC with fixed width, so that letters sort as time does. Raises: StoreError (no zone)."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise StoreError(f"the time {moment.isoformat()} has no zone", try_this="give times with their UTC offset")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def dump(record: object) -> str:
    """JSON text of a record."""
    return msgspec.json.encode(record).decode()


class Engine:
    """A connection in autocommit mode, on which every write goes through `transaction`."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._db = connection
        self._path = path
        self._depth = 0

    @property
    def path(self) -> str:
        """The file, for messages."""
        return self._path

    def mark(self) -> tuple[int, int]:
        """Equal to the last one as long as nothing has changed: others' commits, and rows changed through this connection."""
        row = self._one("PRAGMA data_version")
        return (row[0] if row else 0, self._db.total_changes)

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        self._db.close()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All writes inside happen together or not at all; a transaction inside another joins it.

        `durable` True waits for the disk at the commit (synchronous=FULL), so that it survives a power cut.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._run(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        self._run("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    def _run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Number of rows that a statement changed."""
        try:
            return self._db.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise as_store_error(error, self._path) from error

    def _run_many(self, sql: str, rows: Iterable[Row]) -> None:
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise as_store_error(error, self._path) from error

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise as_store_error(error, self._path) from error

    def _each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows as they come, never all at once; nothing may be written before the last one."""
        try:
            yield from self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise as_store_error(error, self._path) from error

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    def _by_keys(self, sql: str, keys: Sequence[str]) -> Iterator[Row]:
        """Rows of these keys, a slice of the keys at a time. Shape: `sql` holds `{keys}`."""
        for start in range(0, len(keys), _SLICE):
            part = keys[start : start + _SLICE]
            yield from self._all(sql.format(keys=",".join("?" * len(part))), part)

    def _sliced(self, keys_sql: str, values: Sequence[Any], rows_sql: str) -> Iterator[Row]:
        """Rows by key in the order of the keys, a slice at a time, so that writing between two rows does no harm.

        Shape: `keys_sql` gives one column; `rows_sql` holds `{keys}` and gives the key first.
        """
        keys = [key for (key,) in self._all(keys_sql, values)]
        for start in range(0, len(keys), _SLICE):
            part = keys[start : start + _SLICE]
            found = {row[0]: row for row in self._all(rows_sql.format(keys=",".join("?" * len(part))), part)}
            yield from (found[key] for key in part if key in found)
