"""What every engine of the store does: transactions, rows, reading in slices. SQL is written once, for all engines.

Values stand as `?`. Only what SQLite and PostgreSQL both speak is used (`ON CONFLICT`, `coalesce`, `TRUE`), and the few words of
SQLite's that `store/postgres/speak.py` can turn into the other's: `instr`, `json_extract`, `json_each`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec

from trucewatch.errors import StoreError

Row = tuple[Any, ...]
SLICE = 200  # rows fetched at a time: few enough to keep memory flat, many enough to hide the cost of a query


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
    """One connection in autocommit mode, on which every write goes through `transaction`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._depth = 0

    @property
    def path(self) -> str:
        """The file or address, for messages; never with a password."""
        return self._path

    def mark(self) -> object:
        """Equal to the last one as long as nothing has changed: others' commits, and rows changed through this connection."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file or server."""
        raise NotImplementedError

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """Nobody else takes in or derives meanwhile. Raises: StoreBusyError that names who does."""
        raise NotImplementedError

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read inside is of one moment, whatever others write meanwhile. Nothing may be written inside."""
        raise NotImplementedError

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All writes inside happen together or not at all; a transaction inside another joins it.

        `durable` True waits for the disk at the commit, so that it survives a power cut.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._begin(durable)
        self._depth = 1
        try:
            yield
            self._commit()
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth = 0

    def _begin(self, durable: bool) -> None:
        raise NotImplementedError

    def _commit(self) -> None:
        raise NotImplementedError

    def _roll_back(self) -> None:
        """Undo an open transaction; nothing where the engine has ended it already."""
        raise NotImplementedError

    def go_on_counting(self) -> None:
        """After rows came with their numbers, new rows get the numbers behind them."""

    def _one_after_another(self, table: str) -> None:
        """Until the transaction ends nobody else adds to this table: for what is read first and written then."""
        raise NotImplementedError

    def _run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Number of rows that a statement changed."""
        raise NotImplementedError

    def _run_many(self, sql: str, rows: Iterable[Row]) -> None:
        raise NotImplementedError

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        raise NotImplementedError

    def _each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows as they come, never all at once; nothing may be written before the last one."""
        raise NotImplementedError

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    def _by_keys(self, sql: str, keys: Sequence[str] | Sequence[int]) -> Iterator[Row]:
        """Rows of these keys, a slice of the keys at a time. Shape: `sql` holds `{keys}`."""
        for start in range(0, len(keys), SLICE):
            part = keys[start : start + SLICE]
            yield from self._all(sql.format(keys=",".join("?" * len(part))), part)

    def _sliced(self, keys_sql: str, values: Sequence[Any], rows_sql: str) -> Iterator[Row]:
        """Rows by key in the order of the keys, a slice at a time, so that writing between two rows does no harm.

        Shape: `keys_sql` gives one column; `rows_sql` holds `{keys}` and gives the key first.
        """
        keys = [key for (key,) in self._all(keys_sql, values)]
        for start in range(0, len(keys), SLICE):
            part = keys[start : start + SLICE]
            found = {row[0]: row for row in self._all(rows_sql.format(keys=",".join("?" * len(part))), part)}
            yield from (found[key] for key in part if key in found)
