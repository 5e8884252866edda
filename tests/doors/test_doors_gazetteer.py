"""`trucewatch gazetteer`: build, say, ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def built(tmp_path: Path, trucewatch: Callable[..., object]) -> Path:
    rows = tmp_path / "rows.tsv"
    rows.write_text("1\t\tKamen\tP\tAA\tN\t\t10\t10\t900\tКамен\n", encoding="utf-8")
    out = tmp_path / "places.sqlite"
    done = trucewatch("gazetteer", "build", rows, "--only", "--out", out)
    assert done.code == 0, done.err  # type: ignore[attr-defined]
    return out


def test_a_gazetteer_is_built_described_and_asked(built: Path, trucewatch: Callable[..., object]) -> None:
    told = trucewatch("gazetteer", "info", "--gazetteer", built, "--format", "json")
    licences = {s["id"]: s["licence"] for s in json.loads(told.out)}  # type: ignore[attr-defined]
    assert "table:rows.tsv" in licences
    assert all(licences.values())
    found = trucewatch("gazetteer", "find", "Камен", "--gazetteer", built, "--format", "jsonl", "--limit", "1")
    row = json.loads(found.out)  # type: ignore[attr-defined]
    assert (row["id"], row["lat"], row["kind"]) == ("gn:1", 10.0, "settlement")
    assert row["licence"]


def test_a_name_that_is_not_there_is_told(built: Path, trucewatch: Callable[..., object]) -> None:
    answer = trucewatch("gazetteer", "find", "Zzyzxburg", "--gazetteer", built)
    assert "No place is found" in answer.out  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("find", "Kamen", "--near", "ninety"), "no point"),
        (("find", "Kamen", "--near", "95,10"), "no globe"),
        (("build", "absent.tsv", "--out", "x.sqlite"), "no such file"),
        (("build", "--only"), "leaves nothing"),
    ],
)
def test_wrong_words_end_with_code_2(
    built: Path, trucewatch: Callable[..., object], words: tuple[str, ...], says: str
) -> None:
    more = ("--gazetteer", built) if words[0] == "find" else ()
    answer = trucewatch("gazetteer", *words, *more)
    assert answer.code == 2  # type: ignore[attr-defined]
    assert says in answer.err  # type: ignore[attr-defined]
