"""Terms at the door: a pack begun, checked and compared; which one a report is held against, and by whose word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[1] / "cases"
SOUND = (CASES / "sound_pack.yml").read_text(encoding="utf-8")
NEW = ("--title", "Truce of the Long Valley", "--party", "North", "--party", "South", "--place", "Long Valley")
REPORT = (
    "Southern troops shelled Aville on Friday, the North's army said. "
    "The army of the South denied that it had shelled Aville.\n"
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "pack.yml"
    path.write_text(SOUND, encoding="utf-8")
    return path


def test_a_new_pack_is_sound_and_its_cases_hold(trucewatch: Any, tmp_path: Path) -> None:
    path = tmp_path / "my.yml"
    made = trucewatch("agreement", "new", path, *NEW, "--signed", "2030-05-01")
    assert made.code == 0, made.err
    told = trucewatch("agreement", "check", path)
    assert told.code == 0, told.err
    assert "3 of 3 worked cases hold" in told.out
    again = trucewatch("agreement", "new", path, *NEW, "--signed", "2030-05-01")
    assert again.code == 2
    assert "nothing was written" in again.err


@pytest.mark.parametrize("name", ['South: "x"', "- [a]", "# no comment", "{a: b}", "no", "2030", "Ä' \\n"])
def test_a_name_that_looks_like_yaml_stays_a_name(trucewatch: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / "my.yml"
    words = ("--title", name, "--party", name, "--place", name, "--signed", "2030-05-01")
    made = trucewatch("agreement", "new", path, *words)
    assert made.code == 0, made.err
    rows = json.loads(trucewatch("agreement", "show", path, "--format", "json").out)["rows"]
    assert rows[0]["obligors"] == [" ".join(name.split())]


@pytest.mark.parametrize("missing", ["--title", "--party", "--place", "--signed"])
def test_a_new_pack_without_what_it_needs_says_how(trucewatch: Any, tmp_path: Path, missing: str) -> None:
    words = ["--title", "T", "--party", "A", "--place", "P", "--signed", "2030-05-01"]
    at = words.index(missing)
    told = trucewatch("agreement", "new", tmp_path / "my.yml", *words[:at], *words[at + 2 :])
    assert told.code == 2
    assert "agreement new my.yml" in told.err
    assert not list(tmp_path.iterdir())


def test_every_fault_is_told_with_file_line_and_what_to_do(trucewatch: Any, pack: Path) -> None:
    pack.write_text(
        SOUND.replace("zone: strip", "zone: stripe").replace("[shelling, small", "[shellin, small"), "utf-8"
    )
    told = trucewatch("agreement", "check", pack)
    assert told.code == 2
    lines = pack.read_text(encoding="utf-8").splitlines()
    for word, hint in (("stripe", "did you mean `strip`?"), ("shellin,", "did you mean `shelling`?")):
        line = next(i for i, text in enumerate(lines, 1) if word in text)
        assert f"{pack}:{line}" in told.err
        assert hint in told.err


def test_a_worked_case_that_does_not_hold_is_a_fault_with_its_line(trucewatch: Any, pack: Path) -> None:
    text = SOUND.replace("expect: apparent_breach", "expect: consistent", 1)
    pack.write_text(text, encoding="utf-8")
    told = trucewatch("agreement", "check", pack)
    assert told.code == 2
    line = next(i for i, t in enumerate(text.splitlines(), 1) if "case: A side is accused of shelling" in t)
    assert f"{pack}:{line}" in told.err
    assert "gives apparent_breach, and the case expects consistent" in told.err


def test_a_provision_without_all_kinds_of_case_gets_advice_and_stays_sound(trucewatch: Any, pack: Path) -> None:
    told = trucewatch("agreement", "check", pack)
    assert told.code == 0
    assert "advice: provision ex-1 has no case that does not break it" in told.err


def test_those_that_come_along_are_sound_and_their_cases_hold(trucewatch: Any) -> None:
    told = trucewatch("agreement", "check")
    assert told.code == 0, told.err
    assert "nagorno-karabakh-2020" in told.out


def test_two_states_of_a_pack_are_compared_field_by_field(trucewatch: Any, pack: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.yml"
    text = SOUND.replace("due: 2030-06-15", "due: 2030-06-16").replace(
        "acts: [shelling, small_arms_fire]", "acts: [shelling]"
    )
    later.write_text(text, encoding="utf-8")
    rows = json.loads(trucewatch("agreement", "diff", pack, later, "--format", "json").out)["rows"]
    assert [(r["where"], r["kind"], r["before"], r["after"]) for r in rows] == [
        ("provisions[ex-1].acts", "removed", "small_arms_fire", None),
        ("provisions[ex-2].due", "changed", "2030-06-15", "2030-06-16"),
    ]
    same = json.loads(trucewatch("agreement", "diff", pack, pack, "--format", "json").out)
    assert same["rows"] == []


@pytest.mark.parametrize(
    "words", [("diff", "one"), ("diff", "none", "other"), ("show", "none.yml"), ("check", "none.yml")]
)
def test_what_is_not_there_is_usage(trucewatch: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    told = trucewatch("agreement", *words, "--store", tmp_path / "none.sqlite")
    assert told.code == 2
    assert "Try:" in told.err


# -- which agreement ----------------------------------------------------------------------------------------------
@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def detail(trucewatch: Any, store: Path) -> dict[str, Any]:
    rows = json.loads(trucewatch("incidents", "--store", store, "--format", "json").out)["rows"]
    found: dict[str, Any] = json.loads(trucewatch("show", rows[0]["code"], "--store", store, "--format", "json").out)
    return found


def test_a_pack_of_ones_own_is_picked_by_content_and_says_why(trucewatch: Any, report: Path, pack: Path) -> None:
    store = report.with_name("s.sqlite")
    words = ("--store", store, "--published", "2030-05-12", "--agreement", pack)
    assert trucewatch("ingest", report, *words).code == 0
    found = detail(trucewatch, store)
    assert found["agreement"] == "example-2030"
    assert "Aville" in found["agreement_reason"]
    shown = trucewatch("show", found["row"]["code"], "--store", store).out
    assert "Example truce of 1 May 2030: the text names Aville" in " ".join(shown.split())


def test_without_any_pack_the_report_reads_on_and_says_so(trucewatch: Any, report: Path) -> None:
    store = report.with_name("s.sqlite")
    assert trucewatch("ingest", report, "--store", store, "--published", "2030-05-12", "--agreement", "none").code == 0
    assert detail(trucewatch, store)["agreement"] is None
    assert trucewatch("ingest", report, "--store", store).code == 0
    assert detail(trucewatch, store)["agreement"] is None, "a store keeps to what it was begun with"
    told = trucewatch("brief", "--store", store)
    assert told.code == 0, told.err
    assert "No agreement is held in this store" in told.out


def test_a_person_may_name_the_agreement_or_none(trucewatch: Any, report: Path, pack: Path) -> None:
    store = report.with_name("s.sqlite")
    words = ("--store", store, "--published", "2030-05-12", "--agreement", pack)
    assert trucewatch("ingest", report, *words).code == 0
    code = detail(trucewatch, store)["row"]["code"]
    said = ("--by", "Ada", "--reason", "another war", "--store", store)
    wrong = trucewatch("judge", "assess", code, "--field", "agreement", "--value", '"elsewhere"', *said)
    assert wrong.code == 2
    assert "example-2030" in wrong.err
    assert trucewatch("judge", "assess", code, "--field", "agreement", "--value", '"none"', *said).code == 0
    found = detail(trucewatch, store)
    assert (found["agreement"], found["findings"]) == (None, [])
    assert "Ada says so" in found["agreement_reason"]


def test_an_agreement_that_nobody_knows_is_usage(trucewatch: Any, report: Path) -> None:
    told = trucewatch("ingest", report, "--store", report.with_name("s.sqlite"), "--agreement", "nowhere")
    assert told.code == 2
    assert "nagorno-karabakh-2020" in told.err
