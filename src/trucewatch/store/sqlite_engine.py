"""One SQLite connection: settings, transactions, and errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from trucewatch.store.engine import Engine, Row
from trucewatch.store.locks import file_lock
from trucewatch.store.trouble import as_store_error

MEMORY = ":memory:"


class SqliteEngine(Engine):
    """A connection to a file, or to memory."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        super().__init__(path)
        self._db = connection

    def mark(self) -> tuple[int, int]:
        """The version of the file as others change it, and how many rows changed through this connection."""
        row = self._one("PRAGMA data_version")
        return (row[0] if row else 0, self._db.total_changes)

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        self._db.close()

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """The lock beside the file; memory has no other writer."""
        if self._path == MEMORY:
            yield
            return
        with file_lock(self._path, purpose):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that only reads, and holds its moment from the first row on."""
        self._run("BEGIN")
        try:
            self._all("SELECT 1 FROM sqlite_master LIMIT 1")
            yield
        finally:
            self._roll_back()

    def _begin(self, durable: bool) -> None:
        self._run(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        self._run("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        self._run("COMMIT")

    def _roll_back(self) -> None:
        if self._db.in_transaction:  # a full disk has ended it already
            self._db.execute("ROLLBACK")

    def _one_after_another(self, table: str) -> None:
        """Nothing: one transaction writes at a time."""

    def _run(self, sql: str, values: Sequence[Any] = ()) -> int:
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
        try:
            yield from self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise as_store_error(error, self._path) from error
