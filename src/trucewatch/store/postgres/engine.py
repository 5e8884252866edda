"""One PostgreSQL connection: settings, transactions, locks, and going on after the server was away."""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from trucewatch.errors import StoreBusyError, StoreError
from trucewatch.store.engine import Engine, Row
from trucewatch.store.postgres.speak import speak
from trucewatch.store.postgres.trouble import as_store_error

Connection = psycopg.Connection[Row]
WRITING, MIGRATING = 0x54525543, 0x54525544  # "TRUC", "TRUD": first half of the keys of our advisory locks
_AT_ONCE = 2000  # rows sent before their answers are awaited
_READ_AT_ONCE = 500
_HOLDER = (
    "SELECT a.application_name, a.client_addr::text FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = ? AND l.objid::bigint = ?"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class PostgresEngine(Engine):
    """A connection to one schema of one database. `connect` makes it, and makes it anew when the server was away."""

    def __init__(self, connect: Callable[[], Connection], path: str) -> None:
        super().__init__(path)
        self._connect = connect
        self._db = connect()
        self._asked = 0  # numbers of the server's cursors
        self._held: str | None = None  # what the lock of writers is held for
        schema = self._one("SELECT current_schema()")
        if not schema or schema[0] is None:
            raise StoreError(
                "the database has no schema to work in", where=path, try_this="make the one named: CREATE SCHEMA name"
            )
        self.schema = str(schema[0])

    def mark(self) -> int:
        """How many transactions have written; every one counts itself in before it ends."""
        row = self._one("SELECT changes FROM trucewatch_store")
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Ends the connection."""
        self._db.close()

    @contextmanager
    def writing(self, purpose: str) -> Iterator[None]:
        """An advisory lock of the server's, which goes with the connection however the process ends."""
        key = self._key()
        row = self._one("SELECT pg_try_advisory_lock(?, ?)", (WRITING, key)) if self._held is None else (False,)
        if row is None or not row[0]:
            raise StoreBusyError(
                f"{self._holder(key)} is writing to this store",
                where=self._path,
                try_this="wait until it has finished, then run the command again; reading is possible meanwhile",
            )
        self._held = purpose
        try:
            self._all("SELECT set_config('application_name', ?, false)", (_signature(purpose),))
            yield
        finally:
            self._held = None
            if not self._db.closed:
                self._roll_back()
                self._all("SELECT pg_advisory_unlock(?, ?)", (WRITING, key))
                self._all("SELECT set_config('application_name', 'trucewatch', false)")

    def _key(self) -> int:
        """The second half of our locks' keys, one for each schema."""
        return zlib.crc32(self.schema.encode()) & 0x7FFFFFFF

    def _holder(self, key: int) -> str:
        row = self._one(_HOLDER, (WRITING, key))
        if row is None or not row[0]:
            return "another process"
        return str(row[0]).removeprefix("trucewatch, ")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that sees what was there at its first row."""
        self._ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._roll_back()

    def _begin(self, durable: bool) -> None:
        self._ask(f"BEGIN; SET LOCAL synchronous_commit TO {'on' if durable else 'off'}", None)

    def _commit(self) -> None:
        if self._db.info.transaction_status == TransactionStatus.INERROR:
            raise StoreError("an earlier step of this transaction failed, so nothing of it was kept", where=self._path)
        self._ask("UPDATE trucewatch_store SET changes = changes + 1; COMMIT", None)

    def _roll_back(self) -> None:
        if not self._db.closed and self._db.info.transaction_status != TransactionStatus.IDLE:
            try:
                self._db.execute("ROLLBACK")
            except psycopg.OperationalError:  # the server is gone, and the transaction with it
                self._db.close()

    def go_on_counting(self) -> None:
        """Each counting column goes on behind its highest number."""
        every = "SELECT table_name, column_name FROM information_schema.columns WHERE is_identity = 'YES'"
        for table, column in self._all(f"{every} AND table_schema = current_schema()"):
            numbers = f"pg_get_serial_sequence('{table}', '{column}')"
            self._all(f"SELECT setval({numbers}, coalesce(max({column}), 0) + 1, false) FROM {table}")

    def _one_after_another(self, table: str) -> None:
        self._run(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")

    def _run(self, sql: str, values: Sequence[Any] = ()) -> int:
        return self._ask(sql, values).rowcount

    def _run_many(self, sql: str, rows: Iterable[Row]) -> None:
        every = iter(rows)
        try:
            with self._db.cursor() as cursor:
                while part := [_clean(row) for row in islice(every, _AT_ONCE)]:
                    if len(part) == 1:  # sending several at once costs more than one
                        cursor.execute(speak(sql), part[0])
                    else:
                        cursor.executemany(speak(sql), part)
        except psycopg.Error as error:
            raise as_store_error(error, self._path) from error

    def script(self, text: str) -> None:
        """Statements in the server's own words, without values."""
        try:
            self._db.execute(text.encode())
        except psycopg.Error as error:
            raise as_store_error(error, self._path) from error

    def has_table(self, name: str) -> bool:
        """True if this schema has a table of that name."""
        row = self._one("SELECT to_regclass(format('%I.%I', current_schema(), ?::text)) IS NOT NULL", (name,))
        return bool(row and row[0])

    def one_maker_at_a_time(self) -> None:
        """Until the transaction ends nobody else makes tables here."""
        self._all("SELECT pg_advisory_xact_lock(?, ?)", (MIGRATING, self._key()))

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        cursor = self._ask(sql, values)
        return cursor.fetchall() if cursor.description else []

    def _each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        self._asked += 1
        standing = self._db.info.transaction_status == TransactionStatus.IDLE
        try:
            # a cursor of the server's, so that others may be asked in between; outside a transaction it must hold by itself
            with self._db.cursor(f"each_{self._asked}", withhold=standing) as cursor:
                cursor.itersize = _READ_AT_ONCE
                yield from cursor.execute(speak(sql), _clean(values))
        except psycopg.Error as error:
            raise as_store_error(error, self._path) from error

    def _ask(self, sql: str, values: Sequence[Any] | None = ()) -> psycopg.Cursor[Row]:
        """The answer to one statement, or, with None for its values, to several at once, each of which costs no way of its own.

        Outside a transaction and a lock, a lost connection is made anew, once.
        """
        standing = not self._depth and self._held is None
        try:
            if standing and self._db.closed:
                self._db = self._connect()
            return self._db.execute(speak(sql), None if values is None else _clean(values))
        except psycopg.Error as error:
            if not (standing and self._db.closed):
                raise as_store_error(error, self._path) from error
        self._db = self._connect()
        try:
            return self._db.execute(speak(sql), None if values is None else _clean(values))
        except psycopg.Error as error:
            raise as_store_error(error, self._path) from error


def _clean(values: Sequence[Any]) -> Sequence[Any]:
    """Values without U+0000, which the server cannot keep in text; JSON, which holds the records, writes it otherwise."""
    if any(isinstance(v, str) and "\x00" in v for v in values):
        return tuple(v.replace("\x00", "\ufffd") if isinstance(v, str) else v for v in values)
    return values


def _signature(purpose: str) -> str:
    """Who holds the lock, as others are told. The server keeps 63 bytes of it."""
    host = socket.gethostname().encode("ascii", "replace").decode()[:24]
    return f"trucewatch, process {os.getpid()} on {host} ({purpose})"[:63]
