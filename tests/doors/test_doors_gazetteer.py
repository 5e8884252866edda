"""`trucewatch gazetteer`: build, say, ask."""

from __future__ import annotations

import json
import lzma
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


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("cut.tsv.xz", lzma.compress(b"1\t\tKamen\tP\tAA\tN\t\t10\t10\t9\tx\n" * 5000)[:90], "not a whole xz file"),
        ("none.tsv.xz", b"garbage", "not a whole xz file"),
        ("commas.tsv", b"a,b,c\n", "none of its 1 rows can be read"),
        ("bytes.tsv", b"\xff\xfe\x00\x01", "none of its 1 rows can be read"),
        ("empty.tsv", b"", "no rows"),
        ("map.yml", b"a: b\n", "row 1"),
        ("broken.yml", b"- {id: [\n", "not YAML"),
        ("dump.zip", b"no zip", "not a source"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused_with_its_name_and_no_file_is_left(
    tmp_path: Path, trucewatch: Callable[..., object], name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    told = trucewatch("gazetteer", "build", tmp_path / name, "--only", "--out", tmp_path / "out.sqlite")
    assert told.code == 2  # type: ignore[attr-defined]
    assert says in told.err  # type: ignore[attr-defined]
    assert name in told.err  # type: ignore[attr-defined]
    assert not (tmp_path / "out.sqlite").exists()


def test_figures_that_are_no_numbers_are_set_aside(tmp_path: Path, trucewatch: Callable[..., object]) -> None:
    rows = "1\t\tNowhere\tP\tAA\tN\t\tnan\tinf\t9\t\n2\t\tKamen\tP\tAA\tN\t\t10\t10\tinf\t\n"
    (tmp_path / "rows.tsv").write_text(rows, encoding="utf-8")
    told = trucewatch("gazetteer", "build", tmp_path / "rows.tsv", "--only", "--out", tmp_path / "out.sqlite")
    assert told.code == 0, told.err  # type: ignore[attr-defined]
    assert "1 table:rows.tsv: unreadable" in told.out  # type: ignore[attr-defined]
