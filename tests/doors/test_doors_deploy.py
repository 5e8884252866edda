"""The unit and the container file under deploy/: sound by systemd's own check, and made of what there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "trucewatch.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


def understands(words: list[str]) -> bool:
    return CliRunner().invoke(app, [*words, "--help"]).exit_code == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text()
    program = re.search(r"^ExecStart=(\S+)", text, re.MULTILINE)
    assert program is not None
    here = text.replace(program[1], sys.executable).replace("User=trucewatch", "User=root")
    (tmp_path / UNIT.name).write_text(here)
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / UNIT.name], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (done.returncode, told) == (0, []), done.stderr
    (tmp_path / UNIT.name).write_text(here.replace("ProtectSystem", "ProtectSytem"))
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / UNIT.name], capture_output=True, text=True)
    assert "ProtectSytem" in done.stderr  # the check finds what is wrong


def test_the_unit_starts_a_command_that_there_is() -> None:
    (command,) = re.findall(r"^ExecStart=\S+/trucewatch (.+)$", UNIT.read_text(), re.MULTILINE)
    assert understands(command.split())


def steps() -> list[tuple[str, str]]:
    lines = CONTAINER.read_text().replace("\\\n", " ").splitlines()
    return [(a, b) for line in lines if line and not line.startswith("#") for a, _, b in [line.partition(" ")]]


def test_the_container_file_copies_and_installs_what_there_is() -> None:
    copied = [name for step, rest in steps() if step == "COPY" for name in rest.split()[:-1]]
    assert copied
    assert [n for n in copied if not (ROOT / n).exists()] == []
    files = re.findall(r"-r (\S+)", CONTAINER.read_text())
    assert sorted(files) == ["requirements/model.txt", "requirements/run.txt"]
    needed = re.findall(
        r'^(?:readme|license-files) = .*?"([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert set(needed) <= set(copied)


def test_the_container_watches_as_a_user_who_may_write_its_data() -> None:
    told = dict(steps())
    assert (told["USER"], told["WORKDIR"], told["VOLUME"]) == ("watch", "/data", "/data")
    assert any(step == "RUN" and "--owner=watch /data" in rest for step, rest in steps())
    assert json.loads(told["ENTRYPOINT"]) == ["trucewatch"]
    assert understands(json.loads(told["CMD"]))
