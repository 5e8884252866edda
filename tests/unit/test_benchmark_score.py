"""The score command hands the reader no annotation, and names what changed between two outcomes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scripts import load_benchmark


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The command as a module."""
    return load_benchmark("score_gold")


def test_only_the_text_and_its_metadata_are_handed_over(
    bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    record = {
        "doc": "x1",
        "title": "A report",
        "date": "2021-01-02",
        "dateline": None,
        "url": "https://outlet.example/1",
        "language": "en",
        "text": "Both sides kept quiet.",
        "conflict": "somewhere",
        "actors": [{"id": "a1"}],
        "claims": [{"id": "x1-1"}],
    }
    (gold / "x1.json").write_text(json.dumps(record), encoding="utf-8")
    seen: dict[str, Any] = {}

    def fake_run(words: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen["input"] = json.loads((Path(words[words.index("read") + 1]) / "x1.json").read_text(encoding="utf-8"))
        options["stdout"].write('{"doc": "x1", "claims": []}\n')
        options["stdout"].flush()
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(bench.subprocess, "run", fake_run)
    said = bench.predict(gold, tmp_path, "")
    assert said is not None
    assert set(seen["input"]) == {"id", "title", "date", "text", "url", "language"}
    assert seen["input"]["id"] == "x1"


def test_a_reader_that_fails_gives_no_figures(
    bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    monkeypatch.setattr(bench.subprocess, "run", lambda words, **_: subprocess.CompletedProcess(words, 2))
    assert bench.predict(gold, tmp_path, "") is None


def test_what_was_gained_and_lost_is_named(bench: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "strict_f1": 0.1}
    kept = {"found": True, "strict": True, "wrong": [], "quote": "kept"}
    old = {
        "figures": figures,
        "claims": {"x-1": kept, "x-2": {**kept, "quote": "went"}, "x-3": {**kept, "found": False, "strict": False}},
        "extra": ["x shelling: gone"],
    }
    new = {
        "figures": {**figures, "f1": 0.6},
        "claims": {
            "x-1": kept,
            "x-2": {"found": False, "strict": False, "wrong": [], "quote": "went"},
            "x-3": {"found": True, "strict": False, "wrong": ["when"], "quote": "came"},
        },
        "extra": ["x meeting: new"],
    }
    bench.compare(old, new)
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines()]
    assert ["LOST", "x-2:", "'went'"] in lines
    assert ["FOUND", "x-3:", "'came'"] in lines
    assert ["WRONG", "NOW", "x-2:", "'went'"] in lines
    assert not any("x-1" in line for line in said.splitlines())
    assert "0.500 -> 0.600" in said
    assert any(line[:2] == ["EXTRA", "GONE"] for line in lines)
    assert ["EXTRA", "x", "meeting:", "new"] in lines
