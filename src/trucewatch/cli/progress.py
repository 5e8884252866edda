"""Progress bars on standard error, and only where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, int, int], None]
STEPS = {
    "ingest": "Taking in",
    "read": "Reading",
    "reconcile": "Joining accounts",
    "places": "Placing names",
    "assess": "Holding against the terms",
    "write": "Writing",
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

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(STEPS.get(step, step), total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield tell
