"""What a command and every process that it starts cost: seconds by the clock, CPU seconds, most memory at one time.

Processes that leave their parent (a cluster's daemons) are counted as well: the measuring process takes orphans in. It looks
ten times a second: memory is the sum of proportional shares (what several processes share counts once), and the CPU seconds of
a process are those last seen, so that its last tenth may be missing. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_SUBREAPER = 36  # prctl's PR_SET_CHILD_SUBREAPER


class Cost(NamedTuple):
    """Units: seconds, seconds of all processors, MiB; `memory`: KiB at each look."""

    seconds: float
    cpu: float
    peak_mib: float
    output: str
    code: int
    memory: tuple[int, ...] = ()


def cost_of(command: list[str], env: dict[str, str] | None = None) -> Cost:
    """The cost of a command with all that it started; what is still running when it ends is ended and counted."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    began = time.perf_counter()
    watch = _Watch()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    watch.start()
    output, _ = child.communicate()
    seconds = time.perf_counter() - began
    watch.look()
    watch.done.set()
    watch.join()
    for pid in descendants(os.getpid()):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return Cost(
        seconds, sum(watch.cpu.values()), max(watch.memory) / 1024, output, child.returncode, tuple(watch.memory)
    )


def descendants(pid: int) -> list[int]:
    """Ids of all processes below one, as they are now."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


class _Watch(threading.Thread):
    """Looks at everything below this process until `done`."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.memory: list[int] = []
        self.cpu: dict[tuple[int, str], float] = {}
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.1):
            self.look()

    def look(self) -> None:
        """Notes what every process has used by now."""
        pids = descendants(os.getpid())
        for pid in pids:
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                self.cpu[pid, fields[19]] = (int(fields[11]) + int(fields[12])) / _TICKS
        self.memory.append(sum(_share_kib(pid) for pid in pids))


def _share_kib(pid: int) -> int:
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("Pss:")))
    return 0


if __name__ == "__main__":
    cost = cost_of(sys.argv[1:])
    print(cost.output, end="")
    print(f"{cost.seconds:.2f} s, CPU {cost.cpu:.2f} s, peak {cost.peak_mib:.0f} MiB, exit code {cost.code}")
