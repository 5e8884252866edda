"""Where the book of accounts is kept: a small file beside a store's file, or the database that a team's store is in."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from trucewatch.errors import StoreError
from trucewatch.store.beside import at_once

if TYPE_CHECKING:
    from trucewatch.store.postgres.store import PostgresStore

APPLICATION_ID = 0x54575541  # "TWUA": tells our books from other SQLite files
_NONE_YET = ("there are no accounts yet", "trucewatch account add NAME --role admin")


class TakenError(Exception):
    """Something of that name is there already."""


class Keeping(Protocol):
    """Rows and changes, each change on the disk when it returns. Values stand as `?`. For one thread at a time."""

    def rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]: ...
    def change(self, query: str, values: tuple[object, ...]) -> int:
        """How many rows changed. Raises: TakenError where a row of that name is there."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """All changes inside happen together or not at all."""
        ...

    def go_on_counting(self) -> None:
        """After rows came with their numbers, new rows get the numbers behind them."""
        ...

    def close(self) -> None: ...


def tables() -> str:
    """The SQL that makes the tables."""
    return files("trucewatch.web.accounts").joinpath("accounts.sql").read_text(encoding="utf-8")


class FileKeeping:
    """A file of its own, so that a copy of the store carries no password."""

    def __init__(self, path: Path, *, create: bool) -> None:
        """Raises: StoreError when there is no book (and `create` is False), or the file is none of ours."""
        if not create and not path.exists():
            raise StoreError(_NONE_YET[0], where=str(path), try_this=_NONE_YET[1])
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
            self._prepare(path)
        except sqlite3.Error as error:
            raise StoreError(f"the accounts cannot be opened: {error}", where=str(path)) from error
        path.chmod(0o600)

    def _prepare(self, path: Path) -> None:
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (made,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and made:
            raise StoreError("this file holds no accounts of ours", where=str(path))
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        if not made:
            self._db.executescript(f"BEGIN; {tables()} PRAGMA application_id={APPLICATION_ID}; COMMIT;")

    def rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return [tuple(row) for row in self._db.execute(query, values)]

    def change(self, query: str, values: tuple[object, ...]) -> int:
        """How many rows changed."""
        try:
            return self._db.execute(query, values).rowcount
        except sqlite3.IntegrityError as error:
            raise TakenError(str(error)) from error

    def together(self) -> AbstractContextManager[None]:
        """One transaction of the file."""
        return at_once(self._db)

    def go_on_counting(self) -> None:
        """Nothing: the file counts on behind its highest number by itself."""

    def close(self) -> None:
        """Closes the file."""
        self._db.close()


class DatabaseKeeping:
    """Tables beside the store's, over a connection of their own. They are made with the first account."""

    def __init__(self, address: str, *, create: bool) -> None:
        """Raises: StoreError when the database cannot be opened, or holds no accounts (and `create` is False)."""
        from trucewatch.store.opening import open_store

        self._store: PostgresStore = open_store(address, create=create)  # type: ignore[assignment]
        try:
            self._prepare(create=create)
        except BaseException:
            self._store.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        from trucewatch.store.migrate import statements
        from trucewatch.store.postgres.speak import speak_schema

        if self._store.has_table("account"):
            return
        if not create:
            raise StoreError(_NONE_YET[0], where=self._store.path, try_this=_NONE_YET[1])
        with self._store.transaction():
            self._store.one_maker_at_a_time()
            if not self._store.has_table("account"):  # nobody came first while this one waited
                for statement in statements(tables()):
                    self._store.script(speak_schema(statement))

    def rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._store._all(query, values)

    def change(self, query: str, values: tuple[object, ...]) -> int:
        """How many rows changed."""
        from psycopg.errors import UniqueViolation

        try:
            return self._store._run(query, values)
        except StoreError as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise TakenError(error.what) from error
            raise

    def together(self) -> AbstractContextManager[None]:
        """One transaction of the database."""
        return self._store.transaction()

    def go_on_counting(self) -> None:
        """The numbers of the record of writes go on."""
        self._store.go_on_counting()

    def close(self) -> None:
        """Ends the connection."""
        self._store.close()
