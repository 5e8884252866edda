"""A run over many shards: what is planned, done, missing, and going on where it stopped."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from trucewatch.errors import StoreBusyError, UsageError
from trucewatch.scale.engines import Engine
from trucewatch.scale.files import decoded, finished_chunks, sha256_of, work_folder
from trucewatch.scale.guard import finished
from trucewatch.scale.shape import Done, Failed, Limits, Outcome, Recipe, Task
from trucewatch.scale.tables import need_arrow, table_path
from trucewatch.whole import drop_parts, write_whole

_PLAN = "run.json"


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shard of the plan. `name` is for people; `twin_of`: an earlier shard of the same bytes, so this one is not read."""

    id: str
    name: str
    size: int
    shard: msgspec.Raw
    twin_of: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a folder holds and how it is made. `made_by`: the program with all that decides the rows."""

    made_by: str
    recipe: Recipe
    limits: Limits
    shards: tuple[Planned, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one shard stands: `state` is done, part (some chunks), missing, failed or twin."""

    planned: Planned
    state: str
    items: int = 0
    chunks: int = 0
    done: Done | None = None
    reason: str | None = None
    try_this: str | None = None


Tell = Callable[[Outcome, int, int], None]


def plan_of(folder: Path) -> Plan:
    """The plan of a folder. Raises: UsageError when none lies there."""
    path = folder / _PLAN
    if not path.is_file():
        raise UsageError("holds no run", where=str(folder), try_this="trucewatch scale run ARCHIVE... --out DIR")
    return decoded(path, Plan)


def add_to_plan(folder: Path, wanted: Plan) -> Plan:
    """The plan of the folder with these shards added, kept there; shards that are known already stay one.

    Raises: UsageError when the folder was made with another program or other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _PLAN).is_file():
        if any(p for p in folder.iterdir() if p.name != ".lock"):
            raise UsageError("holds other files", where=str(folder), try_this="name an empty or a new folder")
        known: tuple[Planned, ...] = ()
    else:
        there = plan_of(folder)
        if there.made_by != wanted.made_by:
            told = f"was made by {there.made_by}, and this is {wanted.made_by}"
            raise UsageError(told, where=str(folder), try_this="another folder")
        if there.recipe != wanted.recipe or _cut(there.limits) != _cut(wanted.limits):
            raise UsageError(
                "was made with other settings",
                where=str(folder),
                try_this="the same settings again, or another folder",
            )
        known = there.shards
    ids = {(s.id, s.name) for s in known}
    first = {s.id for s in known}
    added = []
    for shard in wanted.shards:
        if (shard.id, shard.name) not in ids:
            twin = shard.id if shard.id in first else shard.twin_of
            added.append(msgspec.structs.replace(shard, twin_of=twin))
            first.add(shard.id)
    plan = msgspec.structs.replace(wanted, shards=(*known, *added))
    write_whole(folder / _PLAN, msgspec.json.encode(plan))
    return plan


def _cut(limits: Limits) -> tuple[int, int]:
    """What of the limits decides what lies in the files."""
    return limits.chunk_items, limits.chunk_bytes


@contextlib.contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Nobody else works on the folder meanwhile, and what a killed run left half written goes. Raises: StoreBusyError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreBusyError(
                "another run works on it", where=str(folder), try_this="wait for it, or stop it"
            ) from error
        drop_parts(folder)
        try:
            yield
        finally:
            drop_parts(folder)  # of a worker that outlived its killed run for a moment


def run_plan(folder: Path, plan: Plan, engine: Engine, tell: Tell) -> tuple[Outcome, ...]:
    """What became of the shards that were not finished, the largest begun first, so that no slot waits long at the end.

    `tell` hears each outcome with bytes done and in all. A shard that failed is tried again by the next run.
    """
    need_arrow()
    total = sum(s.size for s in plan.shards if s.twin_of is None)
    todo = [s for s in plan.shards if s.twin_of is None and finished(str(folder), s.id) is None]
    at = total - sum(s.size for s in todo)
    todo.sort(key=lambda s: (-s.size, s.id))
    sizes = {s.id: s.size for s in todo}
    outcomes: list[Outcome] = []
    where = str(folder.resolve())
    tasks = (Task(id=s.id, shard=bytes(s.shard), folder=where, recipe=plan.recipe, limits=plan.limits) for s in todo)
    with contextlib.closing(engine.work(tasks)) as found:  # type: ignore[type-var]
        for outcome in found:
            outcomes.append(outcome)
            at += sizes[outcome.id]
            note_failure(folder, outcome)
            tell(outcome, at, total)
            if isinstance(outcome, Failed) and outcome.stop:
                break
    return tuple(outcomes)


def note_failure(folder: Path, outcome: Outcome) -> None:
    """Nothing; why a shard failed is kept beside the others, and dropped once it is done or the run was stopped."""
    path = folder / "shards" / f"{outcome.id}.failed"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(outcome, Failed) and not outcome.stop:
            write_whole(path, msgspec.json.encode(outcome))
        else:
            path.unlink(missing_ok=True)


def standing(folder: Path, plan: Plan, *, verify: bool = False) -> Iterator[Standing]:
    """How each shard stands; `verify`: every finished file is read again and held against its digest."""
    where = str(folder)
    for shard in plan.shards:
        if shard.twin_of is not None:
            yield Standing(
                planned=shard, state="twin", reason=f"the same bytes as {_name(plan, shard.twin_of)}; not read twice"
            )
            continue
        done = finished(where, shard.id)
        if done is not None:
            fault = _fault(folder, done, verify)
            state = "failed" if fault else "done"
            hint = f"remove {where}/shards/{shard.id}.json and run again" if fault else None
            yield Standing(planned=shard, state=state, items=done.items, done=done, reason=fault, try_this=hint)
            continue
        chunks, _ = finished_chunks(work_folder(where, shard.id))
        note = folder / "shards" / f"{shard.id}.failed"
        failed = decoded(note, Failed) if note.is_file() else None
        state = "failed" if failed else "part" if chunks else "missing"
        yield Standing(
            planned=shard,
            state=state,
            chunks=chunks,
            reason=failed.reason if failed else None,
            try_this=failed.try_this if failed else None,
        )


def _name(plan: Plan, shard_id: str) -> str:
    return next((s.name for s in plan.shards if s.id == shard_id and s.twin_of is None), shard_id)


def _fault(folder: Path, done: Done, verify: bool) -> str | None:
    for table, file in done.tables.items():
        path = table_path(folder, table, done.id)
        if not path.is_file() or path.stat().st_size != file.size:
            return f"{path} is missing or cut"
        if verify and sha256_of(path) != file.sha256:
            return f"{path} is not what was written"
    return None


def finished_files(folder: Path, plan: Plan, table: str) -> list[Path]:
    """The files of one table, in the order of the shards' ids, whatever order they were read in."""
    ids = sorted({s.id for s in plan.shards if s.twin_of is None})
    return [table_path(folder, table, i) for i in ids if finished(str(folder), i) is not None]


class Rate:
    """How fast a run goes and how long it still takes, by bytes of the archive."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._first: int | None = None
        self.items = 0

    def left(self, done: int, total: int, size: int, items: int) -> tuple[float, float]:
        """Items a second so far, and seconds left; `size`: bytes of the shard that was just done."""
        if self._first is None:
            self._first = done - size
        self.items += items
        seconds = max(self._clock() - self._began, 1e-6)
        speed = max(done - self._first, 1) / seconds
        return self.items / seconds, (total - done) / speed
