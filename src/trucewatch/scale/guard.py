"""A worker and the one who watches it: a death or a standstill costs one chunk's work, and at most the record to blame."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from trucewatch.errors import TrucewatchError
from trucewatch.scale.files import decoded, finished_chunks, work_folder
from trucewatch.scale.shape import Done, Failed, Outcome, Recipe, Task
from trucewatch.scale.slate import Slate
from trucewatch.scale.tables import done_path
from trucewatch.scale.worker import Answer, Order

_LOOK = 0.5  # seconds between two looks at a worker's slate
_START = 120.0  # seconds that a worker may take before its first record: it loads a language model
_STANDSTILL = 5  # so many times the limit by the clock end a worker that uses no processor
_TWICE = 2  # a record is set aside when it was being worked on at two deaths: one may be chance
MOST_DEATHS = 6  # deaths in one chunk that no record explains, before the shard is given up


def is_late(clock: float, cpu: float, allowed: float) -> bool:
    """True if a worker has stayed too long with a record: so many seconds of processor time, since a busy machine must not
    change what is read, or several times as many by the clock, since one that stands still uses none.
    """
    return cpu > allowed or clock > allowed * _STANDSTILL


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used; where the system does not say, none: then the clock alone decides."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Died(NamedTuple):
    """How a worker ended without an answer, and what it was working on."""

    how: str
    places: tuple[str, ...]


class Worker:
    """One worker process at a time, started when it is needed and again after a death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._slate: Slate | None = None

    def ask(self, order: Order, seconds: float, stopped: Callable[[], bool] = lambda: False) -> Answer | Died:
        """The answer to an order, or how the worker died of it. `seconds`: as much processor time as one record may take."""
        process, slate = self._ready()
        data = msgspec.msgpack.encode(order)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(len(data).to_bytes(8) + data)
            process.stdin.flush()
        except OSError:
            return self._dead()
        began, cpu, since = time.monotonic(), cpu_seconds(process.pid), 0.0
        while not select.select([process.stdout], [], [], _LOOK)[0]:
            written = slate.read()
            if written.since != since:  # it has gone on to another record
                began, cpu, since = time.monotonic(), cpu_seconds(process.pid), written.since
            allowed = seconds if since else seconds + _START
            late = is_late(time.monotonic() - began, cpu_seconds(process.pid) - cpu, allowed)
            if stopped() or late:
                return self._dead(None if stopped() else f"took longer than {seconds:g} seconds", written.places)
        head = process.stdout.read(8)
        body = process.stdout.read(int.from_bytes(head)) if len(head) == 8 else b""
        if not body:
            return self._dead()
        answer = msgspec.msgpack.decode(body, type=Answer)
        if answer.state == "again":
            self.close()
        return answer

    def close(self) -> None:
        """Nothing; no process is left."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for end in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    end.close()  # type: ignore[union-attr]
            process.wait()
        slate, self._slate = self._slate, None
        if slate is not None:
            slate.close()

    def _ready(self) -> tuple[subprocess.Popen[bytes], Slate]:
        if self._process is not None and self._process.poll() is None and self._slate is not None:
            self._slate.clear()
            return self._process, self._slate
        self.close()
        slate = self._slate = Slate()
        # arithmetic on one core a worker: several workers share the machine already
        env = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"} | dict(os.environ)
        process = self._process = subprocess.Popen(
            [sys.executable, "-m", "trucewatch.scale.worker", slate.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            process_group=0,  # a terminal's Ctrl-C is for the supervisor, who ends the worker
        )
        return process, slate

    def _dead(self, how: str | None = None, places: tuple[str, ...] = ()) -> Died:
        process, slate = self._process, self._slate
        assert process is not None
        assert slate is not None
        if how is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            code = process.poll()
            places = slate.read().places
            how = "was stopped" if code is None else _say_code(code)
        self.close()
        return Died(how, places)


def _say_code(code: int) -> str:
    if code >= 0:
        return f"ended its process with code {code}"
    with contextlib.suppress(ValueError):
        return f"ended its process by {signal.Signals(-code).name}"
    return f"ended its process by signal {-code}"


def run_shard(task: Task, worker: Worker, stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """The shard finished, or why not. A record that kills or holds up its worker twice is set aside and told in the rows;
    what was finished before a death stays.
    """
    skip: dict[str, str] = {}
    suspects: Counter[str] = Counter()
    alone, deaths, at = False, 0, 0
    while not stopped():
        answer = worker.ask(Order(task=task, skip=skip, alone=alone), task.limits.item_seconds, stopped)
        chunks, _ = finished_chunks(work_folder(task.folder, task.id))
        if isinstance(answer, Answer):
            if answer.state == "done":
                return finished(task.folder, task.id) or Failed(
                    id=task.id, reason="its files are missing", chunks=chunks
                )
            if answer.state == "again":
                alone = False
                continue
            stop = answer.state == "full"
            return Failed(id=task.id, reason=answer.reason, try_this=answer.try_this, chunks=chunks, stop=stop)
        if stopped():
            break
        if chunks > at:
            deaths, at = 0, chunks
            suspects.clear()
        deaths += 1
        suspects.update(answer.places)
        if alone and len(answer.places) == 1 and suspects[answer.places[0]] >= _TWICE:
            skip[answer.places[0]] = answer.how
            deaths = 0
        if deaths >= MOST_DEATHS:
            reason = f"its worker died {deaths} times without a record to blame; the last time it {answer.how}"
            return Failed(
                id=task.id, reason=reason, try_this="give the machine more memory, or report this", chunks=chunks
            )
        alone = True
    return Failed(id=task.id, reason="was stopped", try_this="run the same command again", stop=True)


def finished(folder: str, shard_id: str) -> Done | None:
    """The record of a finished shard; None while it is not."""
    path = done_path(folder, shard_id)
    return decoded(path, Done) if path.is_file() else None


class CallError(TrucewatchError):
    """A call could not be answered by any worker."""

    exit_code = 3


def run_call(recipe: Recipe, payload: bytes, worker: Worker, seconds: float, stopped: Callable[[], bool]) -> bytes:
    """What a function makes of a payload; tried again by a fresh worker after a death. Raises: CallError."""
    how = "was stopped"
    for _ in range(3):
        if stopped():
            break
        answer = worker.ask(Order(call=recipe, payload=payload), seconds, stopped)
        if isinstance(answer, Answer) and answer.state == "done":
            return answer.payload
        if isinstance(answer, Answer):
            raise CallError(answer.reason, where=recipe.make, try_this=answer.try_this)
        how = answer.how
    raise CallError(f"a worker {how}, three times", where=recipe.make, try_this="give the machine more memory")
