"""`trucewatch serve` in a process of its own, for tests that look at its pages from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "from trucewatch.cli.main import run; run()"


@contextmanager
def serving(folder: Path, store: Path, *more: str, first: str = "") -> Iterator[str]:
    """The address of a running `trucewatch serve`, with more options if any; `first`: Python that runs before it."""
    environment = {**os.environ, "TRUCEWATCH_GAZETTEER": str(folder / "overlay.sqlite"), "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-c", first + PROGRAM, "serve", "--store", str(store), "--port", "0", *more]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://\S+:\d+", said)
            assert found, said + process.stderr.read()
            yield found[0]
        finally:
            process.terminate()
