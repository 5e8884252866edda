"""What this room asks of the work that it spreads, and what it hands back: plain records, nothing of the matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

ColumnType = Literal["text", "number", "real", "flag"]
Rows = Mapping[str, Sequence[tuple[Any, ...]]]
Begin = Callable[[Sequence[str]], None]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a shard on its way. `at`: its place, unique in the shard and lasting; `weight` in bytes."""

    at: str
    value: Any
    weight: int


class Stage(Protocol):
    """The work on one shard, made once a process (a language model is loaded then). Pure: rows follow from the items alone.

    `tables`: the columns of each table by name and type, the same for every shard.
    """

    @property
    def tables(self) -> Mapping[str, Mapping[str, ColumnType]]: ...

    def items(self, shard: bytes, after: str | None) -> Iterator[Item]:
        """The records of a shard in their order; `after`: only those behind this place. Raises: OSError, TrucewatchError."""
        ...

    def rows(self, items: Sequence[Item], skip: Mapping[str, str], begin: Begin, *, alone: bool) -> Rows:
        """The rows of some items, by table.

        `skip`: places that are set aside without being touched, with the reason. `begin` is called with the places of
        the items that are about to be worked on: if the process dies or stands still, they are the suspects. `alone`:
        work on one item at a time, so that the suspect is one.
        """
        ...


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a stage is made in any process on any machine: `module:function` and the settings that it is called with."""

    make: str
    settings: dict[str, Any] = {}


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bounds. `chunk_items`, `chunk_bytes`: after these a chunk is closed and written; they decide what the chunks hold,
    and so belong to a run. `item_seconds`: how much processor time one item may take. `worker_mib`: a worker that has
    grown beyond is replaced between two chunks."""

    chunk_items: int = 500
    chunk_bytes: int = 8_000_000
    item_seconds: float = 120.0
    worker_mib: int = 1_100


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shard to work on. `shard` is the stage's own description of it."""

    id: str
    shard: bytes
    folder: str
    recipe: Recipe
    limits: Limits


class TableFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One finished file of a table."""

    rows: int
    size: int
    sha256: str


class Done(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finished shard: what lies where, and how many items came to what."""

    id: str
    items: int
    tables: dict[str, TableFile]


class Failed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shard that could not be finished, and why. `stop`: no other shard would fare better (the disk is full)."""

    id: str
    reason: str
    try_this: str | None = None
    chunks: int = 0
    stop: bool = False


Outcome = Done | Failed
