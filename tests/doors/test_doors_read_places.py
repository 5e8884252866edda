"""`read` with a gazetteer: claims carry points, every name its answer with reasons or its question; without one, names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gazetteer_files import table_file

ROWS = [
    "1;Vellar;A1;AA;V;;10;10;0;",
    "2;Sennik;P;AA;V;;10.1;10.1;4000;",
    "3;Ostrel;P;AA;V;;10.2;10;900;",
    "4;Ostrel;P;BB;W;;44;44;950;",
]
TEXT = (
    "PORT OLEM, March 2. Troops shelled the village of Sennik in Vellar region on Monday, the Northern Defence Ministry "
    "said. On Sunday mortar fire hit Ostrel, the ministry said."
)


def read(trucewatch: Any, folder: Path, *words: str) -> Any:
    """What `read` prints of a text that lies in a folder."""
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    told = trucewatch("read", folder / "a.txt", "--published", "2021-03-02", *words)
    assert told.code == 0, told.err
    return told


@pytest.fixture
def gazetteer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    monkeypatch.setenv("TRUCEWATCH_GAZETTEER", str(table_file(folder, ROWS).path))


@pytest.mark.usefixtures("gazetteer")
def test_a_place_that_is_clear_has_point_radius_id_and_reasons(trucewatch: Any, tmp_path: Path) -> None:
    result = json.loads(read(trucewatch, tmp_path, "--format", "jsonl").out)
    assert set(result) == {"doc", "claims", "places"}
    mention = next(m for c in result["claims"] for m in c["where"] if m["name"] == "Sennik")
    assert (mention["lat"], mention["lon"], mention["place_id"]) == (10.1, 10.1, "gn:2")
    assert mention["radius_m"] >= 1000
    told = next(p for p in result["places"] if p["name"] == "Sennik")
    assert (told["kind"], told["stands_for"]["ref"]) == ("settlement", "gn:2")
    assert told["stands_for"]["precision"] == "exact"
    assert told["stands_for"]["source"]
    assert told["stands_for"]["reasons"]


@pytest.mark.usefixtures("gazetteer")
def test_a_place_that_may_be_several_is_a_question_that_its_mention_points_to(trucewatch: Any, tmp_path: Path) -> None:
    text = "Mortar fire hit Ostrel on Monday, the Northern Defence Ministry said."
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    out = trucewatch("read", tmp_path / "b.txt", "--published", "2021-03-02", "--format", "jsonl").out
    result = json.loads(out)
    mention = next(m for c in result["claims"] for m in c["where"])
    (told,) = result["places"]
    assert mention["lat"] is None
    assert mention["method"] == f"question:{told['id']}"
    assert told["stands_for"]["question"]
    assert {c["ref"] for c in told["stands_for"]["candidates"]} == {"gn:3", "gn:4"}


@pytest.mark.usefixtures("gazetteer")
def test_a_text_is_placed_alike_alone_and_among_others(trucewatch: Any, tmp_path: Path) -> None:
    alone = json.loads(read(trucewatch, tmp_path, "--format", "json").out)
    folder = tmp_path / "both"
    folder.mkdir()
    other = "Shells fell near Ostrel and in Sennik on Tuesday, the Northern Defence Ministry said."
    (folder / "0.txt").write_text(other, encoding="utf-8")
    read(trucewatch, folder)
    both = json.loads(trucewatch("read", folder, "--published", "2021-03-02", "--format", "json").out)
    assert both[1]["places"] == alone[0]["places"]


@pytest.mark.usefixtures("gazetteer")
def test_people_are_shown_what_the_names_stand_for(trucewatch: Any, tmp_path: Path) -> None:
    out = read(trucewatch, tmp_path).out
    assert "Place: Sennik: Sennik AA, settlement; 10.1000 10.1000" in " ".join(out.split())


def test_without_a_gazetteer_names_stay_names_and_no_places_are_told(trucewatch: Any, tmp_path: Path) -> None:
    told = read(trucewatch, tmp_path, "--format", "jsonl")
    result = json.loads(told.out)
    assert set(result) == {"doc", "claims"}
    assert {m["lat"] for c in result["claims"] for m in c["where"]} == {None}
    assert told.err == ""


def test_a_gazetteer_that_was_never_built_is_told_of_once(
    trucewatch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRUCEWATCH_GAZETTEER")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = read(trucewatch, tmp_path, "--format", "jsonl")
    assert "no gazetteer was built" in told.err
    assert not (tmp_path / "cache").exists()
