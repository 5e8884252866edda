"""Skimming an archive, as work for any engine: every record sifted, the relevant texts written, the others counted.

Nothing is parsed and no language model is loaded, so that ten million articles are a matter of hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trucewatch import __version__
from trucewatch.archive.look import done_share
from trucewatch.archive.open import check_tables
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Position, Record, SetAside, Skipped
from trucewatch.archive.shard import Shard
from trucewatch.archive.shards import shards
from trucewatch.archive.sieve import Row, Sifted, sift
from trucewatch.extract.relevance import filter_digest
from trucewatch.flow.archive_stage import ArchiveStage, planned, warm_up
from trucewatch.ingest.options import IngestOptions
from trucewatch.scale.files import read_chunk, work_folder
from trucewatch.scale.guard import finished
from trucewatch.scale.run import Plan, Planned, finished_files
from trucewatch.scale.shape import Begin, ColumnType, Item, Limits, Recipe, Rows
from trucewatch.scale.tables import rows_in
from trucewatch.whole import whole_file, write_whole

_ROW = tuple(name for name in Row.__struct_fields__ if name != "origin")
RELEVANT: Mapping[str, ColumnType] = {
    "shard": "text", "record": "text", **dict.fromkeys(_ROW, "text"), "origin": "text",
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, ColumnType]] = {
    "relevant": RELEVANT,
    "manifest": {
        "shard": "text", "record": "text", "outcome": "text", "code": "text", "reason": "text", "url": "text",
        "texts": "number",
    },
}  # fmt: skip


class SkimSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What decides the rows beside the archive's bytes."""

    archive: ArchiveOptions = ArchiveOptions()
    source: str | None = None


def plan_skim(paths: Sequence[str], settings: SkimSettings, limits: Limits) -> Plan:
    """The plan of skimming archives. Raises: UsageError for a path that is not there, or a table without texts."""
    found = shards(paths, settings.archive)
    check_tables(found, settings.archive)
    recipe = Recipe(make=f"{__name__}:make", settings={"settings": msgspec.to_builtins(settings)})
    made_by = f"trucewatch {__version__}, relevance filter {filter_digest()}"
    return Plan(made_by=made_by, recipe=recipe, limits=limits, shards=planned(found))


def make(settings: dict[str, Any]) -> Skim:
    """The stage, once it has looked at a page, so that what is loaded at the first use is no record's fault."""
    stage = Skim(msgspec.convert(settings, SkimSettings))
    warm_up(stage)
    return stage


class Skim(ArchiveStage):
    """Records to rows (`scale.shape.Stage`)."""

    tables = TABLES

    def __init__(self, settings: SkimSettings) -> None:
        super().__init__(settings.archive)
        self._settings = settings

    def rows(self, items: Sequence[Item], skip: Mapping[str, str], begin: Begin, *, alone: bool) -> Rows:
        """The rows of some records: one in the manifest for each, one for each relevant text."""
        relevant: list[tuple[Any, ...]] = []
        manifest: list[tuple[Any, ...]] = []
        for item in items:
            begin((item.at,))
            found = item.value
            if item.at in skip:
                reason = f"while it was looked at the process {skip[item.at]}"
                found = SetAside(archive=found.archive, position=found.position, code="worker_died", reason=reason)
            elif isinstance(found, Record):
                found = self._sifted(found)
            if isinstance(found, Sifted):
                relevant += [(self.shard, item.at, *_cells(row)) for row in found.rows]
                manifest.append((self.shard, item.at, "read", None, None, item.value.url, len(found.rows)))
            else:
                outcome = "skipped" if isinstance(found, Skipped) else "set_aside"
                url = found.url or item.value.url
                manifest.append((self.shard, item.at, outcome, found.code, found.reason, url, 0))
        return {"relevant": relevant, "manifest": manifest}

    def _sifted(self, record: Record) -> Sifted | Skipped | SetAside:
        try:
            sifted = sift(record, IngestOptions(source=self._settings.source))
            if isinstance(sifted, Sifted):
                for row in sifted.rows:
                    msgspec.json.encode(row)  # half a character (a lone surrogate) can be held but not written
        except Exception as error:  # noqa: BLE001 - a door: one hostile page must not stop the shard
            reason = f"looking at it failed with {type(error).__name__}: {str(error)[:200]}"
            return SetAside(archive=record.archive, position=record.position, code="reading_failed", reason=reason)
        return sifted


def _cells(row: Row) -> tuple[str | None, ...]:
    origin = msgspec.json.encode(row.origin).decode() if row.origin else None
    return (*(getattr(row, name) for name in _ROW), origin)


# -- what a folder holds ------------------------------------------------------------------------------------------
class ShardCount(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the manifest for people: what became of the records of one shard. `read` + `skipped` + `set_aside` are all
    `records`; `texts`: relevant texts written."""

    shard: str
    name: str
    size: int
    state: str
    records: int = 0
    read: int = 0
    texts: int = 0
    skipped: dict[str, int] = {}
    set_aside: dict[str, int] = {}
    twin_of: str | None = None


def count_shards(folder: Path, plan: Plan) -> tuple[ShardCount, ...]:
    """One for each shard of the plan, in its order."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    texts: Counter[str] = Counter()
    columns = ("shard", "outcome", "code", "texts")
    for shard, outcome, code, n in rows_in(finished_files(folder, plan, "manifest"), columns):
        counts.setdefault(shard, Counter())[outcome, code or ""] += 1
        texts[shard] += n
    return tuple(_count(folder, p, counts.get(p.id, Counter()), texts[p.id]) for p in plan.shards)


def _count(folder: Path, shard: Planned, found: Counter[tuple[str, str]], texts: int) -> ShardCount:
    plain = ShardCount(shard=shard.id, name=shard.name, size=shard.size, state="twin", twin_of=shard.twin_of)
    if shard.twin_of is not None:
        return plain
    done = finished(str(folder), shard.id) is not None
    kinds = {kind: {c: n for (o, c), n in sorted(found.items()) if o == kind} for kind in ("skipped", "set_aside")}
    return msgspec.structs.replace(
        plain,
        state="done" if done else "missing",
        records=sum(found.values()),
        read=found["read", ""],
        texts=texts,
        skipped=kinds["skipped"],
        set_aside=kinds["set_aside"],
    )


def write_manifest(folder: Path, counts: Sequence[ShardCount]) -> Path:
    """Where the manifest lies: one JSON object a line for each shard."""
    path = folder / "manifest.jsonl"
    write_whole(path, b"".join(msgspec.json.encode(c) + b"\n" for c in counts))
    return path


def write_jsonl(folder: Path, plan: Plan) -> Path:
    """Where all relevant texts lie as JSONL, in the order of the plan, whole or not there."""
    path = folder / "relevant.jsonl"
    order = {p.id: n for n, p in reversed(list(enumerate(plan.shards)))}
    files = sorted(finished_files(folder, plan, "relevant"), key=lambda f: order[f.stem])
    with whole_file(path) as out:
        for cells in rows_in(files, (*_ROW, "origin")):
            row = {k: v for k, v in zip((*_ROW, "origin"), cells, strict=True) if v is not None}
            if "origin" in row:
                row["origin"] = msgspec.Raw(row["origin"].encode())
            out.write(msgspec.json.encode(row) + b"\n")
    return path


class Far(msgspec.Struct, frozen=True):
    """How far a run is: bytes of archives, and records."""

    bytes: int
    records: int


def how_far(folder: Path, plan: Plan) -> Far:
    """How far a run is, also within shards; to be asked about once a second."""
    size = items = 0
    for one in plan.shards:
        if one.twin_of is not None:
            continue
        done = finished(str(folder), one.id)
        if done is not None:
            size, items = size + one.size, items + done.items
            continue
        work = work_folder(str(folder), one.id)
        if not work.is_dir():
            continue
        chunks, last = _last_chunk(work)
        items += chunks * plan.limits.chunk_items
        share = done_share(msgspec.json.decode(one.shard, type=Shard), Position.from_text(last)) if last else None
        size += int(one.size * (share or 0))
    return Far(size, items)


def _last_chunk(work: Path) -> tuple[int, str | None]:
    """How many chunks lie there, and the place of the last record; only the last one is opened."""

    names = sorted(work.glob("*.chunk"))
    if not names:
        return 0, None
    chunk = read_chunk(work, int(names[-1].stem))
    return len(names), chunk.last if chunk else None
