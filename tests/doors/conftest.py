"""The doors: commands run as a user would, over a small store built by hand and over one built from texts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "publish"))
PROGRAM = "from trucewatch.cli.main import run; run()"


class Outcome:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Outcome]


@pytest.fixture
def trucewatch(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process."""
    for name in ("TRUCEWATCH_STORE", "TRUCEWATCH_DEBUG", "TRUCEWATCH_BY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object, stdin: bytes | None = None) -> Outcome:
        from trucewatch.cli.main import app

        result = CliRunner().invoke(app, [str(w) for w in words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs a command in a process of its own, where pipes and signals are real."""

    def run(*words: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", PROGRAM, *(str(w) for w in words)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
        environment["TRUCEWATCH_GAZETTEER"] = "none"  # what lies in the cache folder of a machine is no part of a test
        return subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment, **options)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the small world of the publish tests. For reading only."""
    from publish_world import small_store

    path = tmp_path_factory.mktemp("small") / "small.sqlite"
    small_store(path).close()
    return path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that the demonstration leaves. For reading only."""
    from trucewatch.cli.main import app

    folder = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(app, ["demo", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder / "demo.sqlite"


@pytest.fixture(params=["file", "database"])
def store(request: pytest.FixtureRequest, demo: Path, tmp_path: Path) -> Path | str:
    """A copy of the demonstration's store to write to, in a file and in a team's database."""
    if request.param == "database":
        return str(request.getfixturevalue("postgres").holding(demo))
    return Path(shutil.copy(demo, tmp_path / "s.sqlite"))


@pytest.fixture(scope="session", params=["file", "database"])
def demo_anywhere(request: pytest.FixtureRequest, demo: Path) -> Path | str:
    """The same store in its file, and in a database. For reading only."""
    return demo if request.param == "file" else str(request.getfixturevalue("postgres").holding(demo))
