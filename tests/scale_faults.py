"""A stage for tests of runs: the real one around a reader without a language model that dies, hangs or dawdles when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.archive.shards import shards
from trucewatch.flow.archive_reading import ReadArchive, ReadSettings
from trucewatch.flow.archive_stage import planned, warm_up
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.span import Span
from trucewatch.scale.engines import Engine, Local
from trucewatch.scale.run import Plan, add_to_plan, finished_files, run_plan
from trucewatch.scale.shape import Limits, Outcome, Recipe
from trucewatch.scale.tables import rows_in

TESTS = Path(__file__).resolve().parent
SOURCE = TESTS.parent / "src"
SMALL = Limits(chunk_items=5, item_seconds=3)


class FaultyReader:
    """A claim a sentence; its words decide what else happens."""

    version = "faulty@1"
    parties: tuple[str, ...] = ()

    def __init__(self, dawdle: float) -> None:
        self._dawdle = dawdle

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
        for document in documents:
            body = document.body
            if "EXIT" in body:
                os._exit(7)
            if "SEGFAULT" in body:
                os.kill(os.getpid(), signal.SIGSEGV)
            if "HANG" in body:
                while True:
                    body.count("a")
            if "RAISE" in body:
                raise ValueError("words that nobody can read")
            time.sleep(self._dawdle)
            yield (
                document,
                (Claim(id=f"{document.id}-1", document_id=document.id, spans=(Span(0, 9),), acts=("shelling",)),),
            )


def make(dawdle: float = 0.0) -> ReadArchive:
    """The stage."""
    stage = ReadArchive(FaultyReader(dawdle), ReadSettings())
    warm_up(stage)
    return stage


def double(**_: Any) -> Any:
    """A function for calls: its payload twice; dies of one payload."""

    def answer(payload: bytes) -> bytes:
        if payload == b"EXIT":
            os._exit(7)
        if payload == b"RAISE":
            raise ValueError("no")
        return payload * 2

    return answer


def line(number: int, more: str = "") -> dict[str, str]:
    """A record that the filter lets through."""
    return {
        "text": f"Troops shelled the village number {number} and wounded two soldiers. {more}",
        "url": f"https://n.example/{number}",
    }


def write_lines(path: Path, records: Sequence[dict[str, str]]) -> Path:
    """Records as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def plan_for(paths: Sequence[Path], *, dawdle: float = 0.0, limits: Limits = SMALL) -> Plan:
    """A plan with the faulty reader."""
    recipe = Recipe(make="scale_faults:make", settings={"dawdle": dawdle})
    return Plan(made_by="faulty@1", recipe=recipe, limits=limits, shards=planned(shards(paths)))


def run(folder: Path, plan: Plan, engine: Engine | None = None, workers: int = 2) -> tuple[Outcome, ...]:
    """The run, to its end."""
    carrier = engine or Local(workers)
    try:
        return run_plan(folder, add_to_plan(folder, plan), carrier, lambda *_: None)
    finally:
        if engine is None:
            carrier.close()


def run_apart(folder: Path, plan: Plan, before: str = "", *, stderr: bool = False) -> subprocess.Popen[str]:
    """The run in a process of its own, which prints what failed; `before`: a line of Python that it runs first."""
    plan_file = folder.parent / f"{folder.name}.plan"
    plan_file.write_bytes(msgspec.json.encode(plan))
    script = (
        f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(SOURCE)!r}]\n{before}\n"
        "from pathlib import Path; import msgspec, scale_faults\nfrom trucewatch.scale.run import Plan\n"
        f"plan = msgspec.json.decode(Path({str(plan_file)!r}).read_bytes(), type=Plan)\n"
        f"for o in scale_faults.run(Path({str(folder)!r}), plan): print(o)\n"
    )
    command = [sys.executable, "-c", script]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if stderr else None,
        text=True,
        env=environment(),
        start_new_session=True,  # a terminal interrupts the whole group: so may a test
        preexec_fn=hears_interruptions,
    )


def hears_interruptions() -> None:
    """In a new process: what a shell runs in the background is told to ignore them, and hands that on to all it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def environment() -> dict[str, str]:
    """Where workers find this module and the program."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(SOURCE)])}


def held(folder: Path) -> dict[str, bytes]:
    """Every finished file by its name, without the lock."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in (".lock", "run.json")
    }


def rows(folder: Path, plan: Plan, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of a table."""
    return list(rows_in(finished_files(folder, plan, table), columns))


def children_of(pid: int) -> list[int]:
    """The processes right below one."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = list(Path(f"/proc/{pid}/task").iterdir()) if path.exists() else []
    return [int(w) for task in found for w in (task / "children").read_text().split()]


def wait_for(found: Any, seconds: float = 60.0) -> Any:
    """What `found()` gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not come")
