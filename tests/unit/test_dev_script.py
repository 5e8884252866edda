"""The set-up script: it refuses clearly, installs once, and runs every check."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from scripts import load_script

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path) -> ModuleType:
    """The script as a module that believes to stand in an empty project."""
    module = load_script(ROOT / "dev.py")
    module.ROOT = tmp_path
    module.VENV = tmp_path / ".venv"
    module.PYTHON = tmp_path / ".venv" / "bin" / "python"
    module.REQUIREMENTS = tmp_path / "requirements"
    module.REQUIREMENTS.mkdir()
    (module.REQUIREMENTS / "run.txt").write_text("one==1 --hash=sha256:00\n")
    if module.EXTRA_MODEL:
        (module.REQUIREMENTS / module.EXTRA_MODEL).write_text("model==1 --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return module


def test_an_unknown_command_shows_the_help_and_fails(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["frobnicate"]) == 2
    assert "dev.py demo" in capsys.readouterr().out


def test_no_command_shows_the_help(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0
    assert "dev.py test" in capsys.readouterr().out


def test_an_old_python_alone_is_refused_with_what_to_try(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        dev.main(["demo"])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "this is Python 3.9" in said
    assert "python3.11" in said


def test_an_old_python_hands_over_to_a_newer_one(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def leave(program: str, words: list[str]) -> None:
        started.append(words)
        raise SystemExit(0)  # execv does not come back

    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.sys, "argv", ["dev.py", "demo"])
    monkeypatch.setattr(dev.shutil, "which", lambda name: "/opt/py/" + name if name == "python3.12" else None)
    monkeypatch.setattr(dev.os, "execv", leave)
    with pytest.raises(SystemExit):
        dev.main(["demo"])
    assert started == [["/opt/py/python3.12", "dev.py", "demo"]]


def test_a_second_run_installs_nothing_until_a_lock_file_changes(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[tuple[str, ...]] = []
    dev.VENV.mkdir()
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "pip", lambda *words: installed.append(words))
    dev.set_up("run.txt")
    assert any("--require-hashes" in words for words in installed)
    installed.clear()
    dev.set_up("run.txt")
    assert installed == []
    (dev.REQUIREMENTS / "run.txt").write_text("one==2 --hash=sha256:11\n")
    dev.set_up("run.txt")
    assert installed != []


def test_a_failed_installation_stops_and_leaves_no_stamp(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.VENV.mkdir()
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "run", lambda words: 1)
    with pytest.raises(SystemExit) as stopped:
        dev.set_up("run.txt")
    assert stopped.value.code == 2
    assert "Without a network" in capsys.readouterr().err
    assert list(dev.VENV.iterdir()) == []


def test_a_broken_environment_is_made_anew(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.write_text("not a program")
    assert not dev.venv_works()
    made: list[list[str]] = []
    monkeypatch.setattr(dev.subprocess, "call", lambda words, **_: made.append([str(w) for w in words]) or 0)
    dev.make_venv()
    assert made == [[sys.executable, "-m", "venv", str(dev.VENV)]]
    assert not dev.PYTHON.exists()


def test_all_checks_run_even_when_one_finds_fault(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def fail_on_mypy(words: list[str]) -> int:
        ran.append(str(words[2]))
        return 1 if "mypy" in words else 0

    monkeypatch.setattr(dev, "run", fail_on_mypy)
    assert dev.run_checks(["-k", "dates"]) == 1
    assert len(ran) == len(dev.CHECKS)
    assert ran[-1] == "pytest"
    monkeypatch.setattr(dev, "run", lambda words: 0)
    assert dev.run_checks([]) == 0
