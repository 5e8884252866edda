"""How a command ends: defects, interruptions, closed pipes, full disks."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from trucewatch.errors import (
    ConfigurationError,
    RecordError,
    StoreError,
    TrucewatchError,
    UsageError,
    WithheldError,
)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Makes the next command fail with an error."""

    def fail(error: BaseException) -> None:
        def boom(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("trucewatch.store.sqlite.open_store", boom)

    return fail


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WithheldError("a check failed"), 1),
        (UsageError("wrong word"), 2),
        (ConfigurationError("no model"), 2),
        (RecordError("bad record"), 2),
        (StoreError("locked"), 3),
        (TrucewatchError("odd"), 4),
        (ValueError("a bug"), 4),
        (MemoryError("none left"), 4),
        (RecursionError("too deep"), 4),
        (KeyboardInterrupt(), 130),
    ],
    ids=repr,
)
def test_every_error_has_its_exit_code_and_no_traceback(trucewatch, failing, error: BaseException, code: int) -> None:  # type: ignore[no-untyped-def]
    failing(error)
    told = trucewatch("issues")
    assert told.code == code
    assert told.out == ""
    assert told.err.strip()
    assert "Traceback" not in told.err


def test_an_error_says_what_where_and_what_to_try(trucewatch, failing) -> None:  # type: ignore[no-untyped-def]
    failing(StoreError("it is locked", where="a.sqlite", try_this="wait a little"))
    assert trucewatch("issues").err == "trucewatch: a.sqlite: it is locked\n  Try: wait a little\n"


def test_a_defect_says_how_to_report_it(trucewatch, failing) -> None:  # type: ignore[no-untyped-def]
    failing(ValueError("a bug"))
    told = trucewatch("issues")
    assert "defect of ours: ValueError: a bug" in told.err
    assert "--debug" in told.err


def test_a_traceback_comes_only_when_asked_for(trucewatch, failing, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    failing(ValueError("a bug"))
    assert "Traceback" in trucewatch("issues", "--debug").err
    monkeypatch.setenv("TRUCEWATCH_DEBUG", "1")
    assert "Traceback" in trucewatch("issues").err


def test_a_message_cannot_drive_the_terminal(trucewatch, failing) -> None:  # type: ignore[no-untyped-def]
    failing(UsageError("bad \x1b[2J input\x07", where="a\rb"))
    told = trucewatch("issues")
    assert "\x1b" not in told.err
    assert "\x07" not in told.err
    assert "\r" not in told.err


def test_a_reader_that_closes_the_pipe_is_no_error(small: Path) -> None:
    start = [sys.executable, "-c", "from trucewatch.cli.main import run; run()", "brief", "--store", str(small)]
    program = f"{shlex.join(start)} | head -c 10"  # the folder's name may hold a blank
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {program}"], capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(small: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        command = [sys.executable, "-c", "from trucewatch.cli.main import run; run()", "brief", "--store", str(small)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 3
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_escapes_and_no_failure(process, small: Path) -> None:  # type: ignore[no-untyped-def]
    command = [sys.executable, "-c", "from trucewatch.cli.main import run; run()", "brief", "--store", str(small)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)
    assert done.returncode == 0
    assert b"\\u201c" in done.stdout
