"""Where shards are worked on: slots of this machine, or of the machines that Ray holds together. One shape for both.

An engine only carries tasks to slots and outcomes back. In each slot stands a supervisor with a worker process of its own
(`guard.py`), so that deaths, limits and set-aside records are the same wherever it runs.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from trucewatch.errors import ConfigurationError
from trucewatch.scale.guard import Worker, run_call, run_shard
from trucewatch.scale.shape import Failed, Outcome, Recipe, Task

OBJECT_STORE_BYTES = 100 << 20  # only task descriptions and outcomes pass through it
_CALL_SECONDS = 3_600.0
_GOING = 3  # tasks handed to Ray at a time for each slot, so that a long plan is not held by it


class Engine(Protocol):
    """Tasks to outcomes in any order, and calls to answers in theirs."""

    slots: int

    def work(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """One outcome for each task, as they come."""
        ...

    def call(self, recipe: Recipe, payloads: Iterable[bytes]) -> Iterator[bytes]:
        """What a function makes of each payload, in their order; a few are held at a time. Raises: TrucewatchError."""
        ...

    def close(self) -> None:
        """Nothing; no worker is left."""
        ...


class Local:
    """Slots of this machine: a thread each, which only waits for its worker process."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._workers = [Worker() for _ in range(slots)]
        self._stopped = threading.Event()

    def work(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        def one(task: Task, worker: Worker) -> Outcome:
            try:
                return run_shard(task, worker, self._stopped.is_set)
            except Exception as error:  # noqa: BLE001 - a door: the other shards go on
                return Failed(id=task.id, reason=f"{type(error).__name__}: {error}", try_this="report this as a defect")

        for _, outcome in self._spread(tasks, one):
            yield outcome

    def call(self, recipe: Recipe, payloads: Iterable[bytes]) -> Iterator[bytes]:
        def one(payload: bytes, worker: Worker) -> bytes | Exception:
            try:
                return run_call(recipe, payload, worker, _CALL_SECONDS, self._stopped.is_set)
            except Exception as error:  # noqa: BLE001 - raised by the one who asked
                return error

        yield from _in_order(self._spread(payloads, one))

    def close(self) -> None:
        self._stopped.set()
        for worker in self._workers:
            worker.close()

    def _spread(self, given: Iterable[Any], one: Callable[[Any, Worker], Any]) -> Iterator[tuple[int, Any]]:
        """Number and answer of each thing given, as they come. What is asked for is taken only when a slot is near."""
        todo: queue.Queue[tuple[int, Any] | None] = queue.Queue(self.slots)
        done: queue.Queue[tuple[int, Any]] = queue.Queue()

        def serve(worker: Worker) -> None:
            while (job := todo.get()) is not None:
                done.put((job[0], one(job[1], worker)))

        threads = [threading.Thread(target=serve, args=(w,), daemon=True) for w in self._workers]
        for thread in threads:
            thread.start()
        going = 0
        try:
            for number, thing in enumerate(given):
                while going >= 2 * self.slots:
                    yield done.get()
                    going -= 1
                todo.put((number, thing))
                going += 1
            while going:
                yield done.get()
                going -= 1
        except BaseException:
            self._stopped.set()
            raise
        finally:
            while not todo.empty():
                todo.get_nowait()
            for _ in threads:
                todo.put(None)
            for thread in threads:
                thread.join()


class OnRay:
    """Slots of a Ray cluster, or of a Ray of this machine alone when no address is given.

    The folder of the run and the archives must lie where every machine finds them under the same path.
    """

    def __init__(self, slots: int, address: str | None = None) -> None:
        self._ray = ray = need_ray(alone=address is None)
        self.slots = slots
        options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
        if address is None:
            options |= {"num_cpus": slots, "object_store_memory": OBJECT_STORE_BYTES, "include_dashboard": False}
        else:
            options["address"] = address
        ray.init(**options)
        # a task whose machine or worker dies is begun again elsewhere and goes on behind its finished chunks
        self._shard = ray.remote(num_cpus=1, max_retries=4)(_ray_shard)
        self._call = ray.remote(num_cpus=1, max_retries=4)(_ray_call)

    def work(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        names: dict[Any, str] = {}
        for reference, task in self._spread(tasks, self._shard.remote, names):
            try:
                yield self._ray.get(reference)
            except self._ray.exceptions.RayError as error:
                reason = f"Ray gave up: {str(error).splitlines()[0]}"
                yield Failed(id=task.id, reason=reason, try_this="run the same command again")

    def call(self, recipe: Recipe, payloads: Iterable[bytes]) -> Iterator[bytes]:
        waiting: list[Any] = []
        for payload in payloads:
            waiting.append(self._call.remote(recipe, payload))
            if len(waiting) >= _GOING * self.slots:
                yield self._ray.get(waiting.pop(0))
        for reference in waiting:
            yield self._ray.get(reference)

    def close(self) -> None:
        self._ray.shutdown()

    def _spread(
        self, given: Iterable[Any], send: Callable[[Any], Any], names: dict[Any, Any]
    ) -> Iterator[tuple[Any, Any]]:
        for thing in given:
            while len(names) >= _GOING * self.slots:
                yield self._next(names)
            names[send(thing)] = thing
        while names:
            yield self._next(names)

    def _next(self, names: dict[Any, Any]) -> tuple[Any, Any]:
        ready, _ = self._ray.wait(list(names), num_returns=1)
        return ready[0], names.pop(ready[0])


_here: Worker | None = None


def _ray_worker() -> Worker:
    global _here  # one a process: Ray keeps its processes from task to task, and so their workers
    _here = _here or Worker()
    return _here


def _ray_shard(task: Task) -> Outcome:
    return run_shard(task, _ray_worker())


def _ray_call(recipe: Recipe, payload: bytes) -> bytes:
    return run_call(recipe, payload, _ray_worker(), _CALL_SECONDS, lambda: False)


def need_ray(*, alone: bool) -> Any:
    """Ray, told to send nothing home; `alone`: and to listen on this machine only. Raises: ConfigurationError where it is
    missing."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if alone:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # Ray's name for "serve other machines", on any system
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise ConfigurationError(
            "the engine ray is not installed", try_this="pip install 'trucewatch[scale]', or --engine local"
        ) from error
    return ray


def _in_order(found: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    """Answers by their numbers. Raises: what an answer is, if it is an error."""
    early: dict[int, Any] = {}
    wanted = 0
    for number, answer in found:
        early[number] = answer
        while wanted in early:
            answer = early.pop(wanted)
            if isinstance(answer, Exception):
                raise answer
            yield answer
            wanted += 1


def engine_of(name: str, slots: int, address: str | None = None) -> Engine:
    """An engine by its name. Raises: ConfigurationError."""
    if name == "local":
        return Local(slots)
    if name == "ray":
        return OnRay(slots, address)
    raise ConfigurationError(f"there is no engine {name!r}", try_this="local or ray")


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
