"""The types that our scripts name in their comments hold, by the checker of TypeScript."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "build/frontend-tests/typescript/tsc.js"
PROJECT = ROOT / "tests/browser/tsconfig.json"
STATIC = ROOT / "src/trucewatch/web/static"
NODE = shutil.which("node")


def check(project: Path) -> subprocess.CompletedProcess[str]:
    words = [str(NODE), str(CHECKER), "--project", str(project)]
    return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)


def test_every_script_of_ours_is_checked() -> None:
    named = {Path(name).name for name in json.loads(PROJECT.read_text(encoding="utf-8"))["files"]}
    assert {p.name for p in STATIC.glob("*.*js")} <= named


@pytest.mark.skipif(NODE is None or not CHECKER.is_file(), reason="no node, or python3 frontend.py --tests did not run")
def test_the_types_of_our_scripts_hold_and_a_wrong_one_is_found(tmp_path: Path) -> None:
    done = check(PROJECT)
    assert (done.returncode, done.stdout) == (0, "")
    (tmp_path / "wrong.mjs").write_text("/** @param {number} n */\nexport const twice = (n) => n * 2;\ntwice('a');\n")
    settings = json.loads(PROJECT.read_text(encoding="utf-8"))
    (tmp_path / "tsconfig.json").write_text(json.dumps({**settings, "files": ["wrong.mjs"]}))
    wrong = check(tmp_path / "tsconfig.json")
    assert wrong.returncode != 0
    assert "TS2345" in wrong.stdout
