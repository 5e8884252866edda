"""Starting: help comes without loading anything heavy, and every command has its help."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main

from trucewatch import __version__
from trucewatch.cli.main import app

HEAVY = (
    "spacy", "thinc", "numpy", "trafilatura", "lxml", "jinja2", "pycountry", "rich", "datasketch", "feedparser",
    "py3langid", "rapidfuzz", "yaml", "sqlite3",
)  # fmt: skip
COMMANDS = sorted(getattr(typer.main.get_command(app), "commands", {}))


def test_help_of_every_command_loads_nothing_heavy() -> None:
    program = f"""
import sys
from trucewatch.cli.main import app
for words in {[["--help"], *([c, "--help"] for c in COMMANDS)]!r}:
    try:
        app(words)
    except SystemExit as stop:
        assert stop.code == 0, words
print("LOADED", sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "LOADED []"
    assert done.stderr == ""


def test_there_are_the_commands_that_were_promised() -> None:
    assert set(COMMANDS) >= {
        "read", "ingest", "incidents", "show", "agreement", "calendar", "brief", "judge", "why", "rebuild", "verify",
        "issues", "demo",
    }  # fmt: skip


def test_the_version_is_told(trucewatch) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("--version")
    assert (told.code, told.out) == (0, f"trucewatch {__version__}\n")


def test_without_words_the_help_is_shown(trucewatch) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch()
    assert "Usage" in told.out + told.err


@pytest.mark.parametrize(
    "words", [["no-such-command"], ["incidents", "--no-such-option"], ["show"], ["judge", "like", "a"]]
)
def test_a_wrong_command_line_is_usage(trucewatch, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch(*words)
    assert told.code == 2
    assert "Traceback" not in told.err
