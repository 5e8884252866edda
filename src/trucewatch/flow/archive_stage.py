"""What every kind of work on archives shares: shards as parts of a plan, records as items, and a page to warm up on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from trucewatch.archive.open import records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Position, Record
from trucewatch.archive.shard import Shard
from trucewatch.ingest.media import HTML
from trucewatch.scale.run import Planned
from trucewatch.scale.shape import Item, Stage

_SMALL = 200  # bytes that a record weighs which brings nothing to work on
_PAGE = b"<html><body><article><p>Troops shelled the village on Monday.</p></article></body></html>"


def planned(found: Sequence[Shard]) -> tuple[Planned, ...]:
    """Shards as a plan holds them."""
    return tuple(
        Planned(id=s.id, name=s.name, size=s.size, shard=msgspec.Raw(msgspec.json.encode(s)), twin_of=s.twin_of)
        for s in found
    )


class ArchiveStage:
    """Half of a stage (`scale.shape.Stage`): the records of a shard. `shard`: the id of the one that is worked on."""

    def __init__(self, options: ArchiveOptions) -> None:
        self._options = options
        self.shard = ""

    def items(self, shard: bytes, after: str | None) -> Iterator[Item]:
        """The records of a shard, with those that are skipped or set aside."""
        told = msgspec.json.decode(shard, type=Shard)
        self.shard = told.id
        behind = Position.from_text(after) if after is not None else None
        for found in records(told, self._options, after=behind):
            weight = found.size if isinstance(found, Record) else _SMALL
            yield Item(at=str(found.position), value=found, weight=weight)


def warm_up(stage: Stage) -> None:
    """Nothing; the stage has worked on a page, so that what is loaded at the first use is no record's fault."""
    record = Record(archive="", position=Position(0), media_type=HTML, data=_PAGE)
    stage.rows([Item(at="0", value=record, weight=0)], {}, lambda _: None, alone=False)
