"""The process that does the work: `python -m trucewatch.scale.worker SLATE`; orders come on standard input, answers go out.

It ends at once when its supervisor is gone, whatever it is doing.
"""

from __future__ import annotations

import errno
import importlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from trucewatch.errors import TrucewatchError
from trucewatch.scale.files import Chunk, finished_chunks, work_folder, write_chunk
from trucewatch.scale.shape import Item, Limits, Recipe, Stage, Task
from trucewatch.scale.slate import Slate
from trucewatch.scale.tables import finish_shard

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CUT = "\N{INFORMATION SEPARATOR ONE}"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is asked: a shard (`task`), or one call of a function (`call`, with `payload`).

    `skip`: places to set aside, with reasons. `alone`: the chunk that is next is worked item by item.
    """

    task: Task | None = None
    call: Recipe | None = None
    payload: bytes = b""
    skip: dict[str, str] = {}
    alone: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How it went. `state` "again": the worker ends, as it has grown large; another is to go on."""

    state: str
    reason: str = ""
    try_this: str | None = None
    payload: bytes = b""


def main() -> None:
    """Nothing; answers orders until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever sends one to us alone: the supervisor decides
    slate = Slate(sys.argv[1])
    orders = _orders(sys.stdin.buffer)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    made: dict[bytes, Any] = {}
    while (order := orders.get()) is not None:
        answer = _answer(order, slate, made)
        slate.clear()
        data = msgspec.msgpack.encode(answer)
        out.write(len(data).to_bytes(8) + data)
        out.flush()
        if answer.state == "again":
            return


def _orders(source: BinaryIO) -> queue.Queue[Order | None]:
    """Orders as they come, read by a thread of its own, so that the end of the supervisor is seen at any time."""
    orders: queue.Queue[Order | None] = queue.Queue()

    def read() -> None:
        while (head := source.read(8)) and len(head) == 8:
            orders.put(msgspec.msgpack.decode(source.read(int.from_bytes(head)), type=Order))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return orders


def _answer(order: Order, slate: Slate, made: dict[bytes, Any]) -> Answer:
    try:
        if order.call is not None:
            slate.write(("call",))
            return Answer(state="done", payload=_made(order.call, made)(order.payload))
        if order.task is None:
            return Answer(state="failed", reason="an order without a task")
        grown = _work(order.task, _made(order.task.recipe, made), order, slate)
        return Answer(state="again" if grown else "done")
    except OSError as error:
        full = error.errno in _FULL
        reason = f"the output cannot be written: {error.strerror}" if full else f"cannot be read: {error}"
        hint = "make room and run the same command again" if full else "check that the archive is there and readable"
        return Answer(state="full" if full else "failed", reason=reason, try_this=hint)
    except TrucewatchError as error:
        return Answer(state="failed", reason=error.what, try_this=error.try_this)
    except Exception as error:  # noqa: BLE001 - a door: the supervisor tells what stands in the way of this shard
        return Answer(state="failed", reason=f"{type(error).__name__}: {error}", try_this="report this as a defect")


def _made(recipe: Recipe, made: dict[bytes, Any]) -> Any:
    """What a recipe makes, once a process. Raises: TrucewatchError."""
    key = msgspec.json.encode(recipe)
    if key not in made:
        module, _, name = recipe.make.partition(":")
        made[key] = getattr(importlib.import_module(module), name)(**recipe.settings)
    return made[key]


def _work(task: Task, stage: Stage, order: Order, slate: Slate) -> bool:
    """True if the shard is not finished because this worker has grown too large; each chunk is written as it is done."""
    folder = work_folder(task.folder, task.id)
    number, last = finished_chunks(folder)
    if last is not None and last.end:
        finish_shard(task, stage.tables, number)
        return False
    after = last.last if last is not None else None
    alone = order.alone
    for items, end in chunks(_told(stage.items(task.shard, after), slate, after), task.limits):
        rows = stage.rows(items, order.skip, slate.write, alone=alone)
        slate.clear()
        place = items[-1].at if items else after
        held = {table: [list(row) for row in found] for table, found in rows.items()}
        write_chunk(folder, number, Chunk(items=len(items), last=place, end=end, rows=held))
        number, after, alone = number + 1, place, False
        if not end and _resident_mib() > task.limits.worker_mib:
            return True
    finish_shard(task, stage.tables, number)
    return False


def _told(items: Iterator[Item], slate: Slate, after: str | None) -> Iterator[Item]:
    """The items, each behind a note that the one after the last is being fetched (which names nobody)."""
    slate.write(())
    for item in items:
        slate.clear()
        yield item
        slate.write(())


def chunks(items: Iterator[Item], limits: Limits) -> Iterator[tuple[list[Item], bool]]:
    """Items in chunks, with True for the last one, which is empty for an empty shard. What a chunk holds follows from the
    items alone."""
    held: list[Item] = []
    weight = 0
    for item in items:
        if held and (len(held) >= limits.chunk_items or weight + item.weight > limits.chunk_bytes):
            yield held, False
            held, weight = [], 0
        held.append(item)
        weight += item.weight
    yield held, True


def _resident_mib() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0  # no such file on this system: then workers are not replaced
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


if __name__ == "__main__":
    main()
