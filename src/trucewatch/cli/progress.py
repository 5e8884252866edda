"""Progress bars on standard error, and only where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

Tell = Callable[[str, int, int], None]
STEPS = {
    "ingest": "Taking in",
    "read": "Reading",
    "reconcile": "Joining accounts",
    "places": "Placing names",
    "assess": "Holding against the terms",
    "write": "Writing",
    "files: claims": "Writing claims",
    "files: incidents": "Writing incidents",
}


@contextmanager
def progress(*, show: bool = True) -> Iterator[Tell]:
    """A function that shows the step, how much is done and of how much (0: not known); silent without a terminal.

    `show` False keeps it silent: where results are printed onto the same screen meanwhile.
    """
    if not show or not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    began: dict[str, float] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(STEPS.get(step, step), total=total or None, rate="")
                began[step] = time.monotonic()
            seconds = time.monotonic() - began[step]
            rate = f"{done / seconds:,.0f}/s" if seconds > 1 else ""
            bars.update(tasks[step], completed=done, total=total or None, rate=rate)

        yield tell


class TellBytes(NamedTuple):
    """What shows how many bytes and records are done; `shown` False where nobody looks."""

    shown: bool
    tell: Callable[[int, int], None]

    def __call__(self, size: int, records: int) -> None:
        self.tell(size, records)


@contextmanager
def archive_progress(total: int) -> Iterator[TellBytes]:
    """A function that shows how far the reading of archives is, how fast it goes and how long it will take."""
    if not sys.stderr.isatty():
        yield TellBytes(False, lambda size, records: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    began = time.monotonic()
    columns = (
        TextColumn("Skimming"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[records]:,} records, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=60) as bars:
        task = bars.add_task("", total=total, records=0, rate=0.0)
        before: list[int] = []

        def tell(size: int, records: int) -> None:
            if not before:
                before.append(records)  # what an earlier run had done is no speed of this one
            rate = (records - before[0]) / max(time.monotonic() - began, 0.1)
            bars.update(task, completed=size, records=records, rate=rate)

        yield TellBytes(True, tell)
