"""A whole store from one place to another, whatever their engines: every row as it stands, compared before it counts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import islice

import msgspec

from trucewatch.errors import StoreError
from trucewatch.model.document import Document
from trucewatch.store.engine import Row
from trucewatch.store.index import fill_ground
from trucewatch.store.migrate import migrations
from trucewatch.store.tables import StoreTables

OnTable = Callable[[str, int], None]
OWN = frozenset(("document_numbers",))  # of SQLite's index of words, which fills it itself
_AT_ONCE = 500
_MADE = re.compile(r"^(CREATE|DROP) TABLE (?:IF EXISTS )?(\w+)", re.MULTILINE)
_DOCUMENTS = msgspec.json.Decoder(Document)


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied: rows by table, and one digest over them that is the same in both places."""

    rows: dict[str, int]
    digest: str


class _Sum:
    """Rows counted and summed up, in whatever order they come."""

    def __init__(self) -> None:
        self.rows = self.total = 0

    def add(self, row: Row) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")) % (1 << 256)


def tables() -> tuple[str, ...]:
    """Every table that holds rows of a store, parents before children."""
    found: dict[str, None] = {}
    for _, text in migrations():
        for act, name in _MADE.findall(text):
            if act == "DROP":
                found.pop(name, None)
            elif name not in OWN:
                found[name] = None
    return tuple(found)


def copy_store(source: StoreTables, target: StoreTables, on_table: OnTable | None = None) -> Copied:
    """Every row of `source` in an empty `target`, in one transaction that is given up when anything arrives otherwise.

    Neither may be taken into or derived meanwhile; what people judge in `source` meanwhile is not copied. Cost: linear in all
    rows, each read twice.
    Raises: StoreError when `target` is not empty, or a row cannot be kept there as it is.
    """
    if source.path == target.path:
        raise StoreError("a store cannot be copied onto itself", where=target.path, try_this="name another place")
    tell = on_table or (lambda table, rows: None)
    with source.writing("copy"), target.writing("copy"), source.snapshot(), target.transaction():
        _check_empty(target)
        sums: dict[str, _Sum] = {}
        for table in tables():
            sums[table] = _copy_table(source, target, table)
            tell(table, sums[table].rows)
        fill_ground(target)
        target.go_on_counting()
        for table, wanted in sums.items():
            _compare(target, table, wanted)
    digest = hashlib.sha256(repr([(t, s.rows, s.total) for t, s in sums.items()]).encode()).hexdigest()
    return Copied(rows={t: s.rows for t, s in sums.items()}, digest=digest)


def _check_empty(target: StoreTables) -> None:
    held = [t for t in tables() if target._one(f"SELECT 1 FROM {t} LIMIT 1")]
    if held:
        raise StoreError(
            f"there is something in this store already ({', '.join(held[:3])}{' …' if len(held) > 3 else ''})",
            where=target.path,
            try_this="name an empty place: a new file, or a new database",
        )


def _copy_table(source: StoreTables, target: StoreTables, table: str) -> _Sum:
    total = _Sum()
    rows = source._each(f"SELECT * FROM {table}")
    while part := list(islice(rows, _AT_ONCE)):
        for row in part:
            total.add(row)
        target._run_many(f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})", part)
        if table == "documents":
            target._put_words(_documents(target, part))
    return total


def _documents(target: StoreTables, rows: list[Row]) -> Iterator[Document]:
    keys = tuple(row[0] for row in rows)
    every = "SELECT data FROM documents WHERE id IN ({keys})"
    yield from (_DOCUMENTS.decode(data) for (data,) in target._by_keys(every, keys))


def _compare(target: StoreTables, table: str, wanted: _Sum) -> None:
    there = _Sum()
    for row in target._each(f"SELECT * FROM {table}"):
        there.add(row)
    if (there.rows, there.total) != (wanted.rows, wanted.total):
        raise StoreError(
            f"the rows of {table} did not arrive as they were, so nothing was copied",
            where=target.path,
            try_this="run `trucewatch verify` on the store that was to be copied, and report this",
        )
