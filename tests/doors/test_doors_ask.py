"""Questions at the door, over the bundled demonstration texts: answers, forms, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from asking import asked

EVENING = "2020-12-12T18:00+04:00"


def test_four_killed_all_by_one_sides_account_and_none_on_the_eleventh_and_twelfth(trucewatch: Any, demo: Path) -> None:
    days = ("--from", "2020-11-26", "--to", "2020-12-13", "--side", "Azerbaijan", "--harm", "killed")
    answer = asked(trucewatch, demo, "harm", *days)
    assert answer["number"] == 4
    assert answer["unit"] == "people"
    (row,) = answer["rows"]
    assert row["cells"]["by the account of"] == "Azerbaijan"
    assert row["cells"]["whose account"] == "own side"
    assert len(row["records"]) == 2
    clash = asked(trucewatch, demo, "harm", "--from", "2020-12-11", "--to", "2020-12-12", "--harm", "killed")
    assert clash["rows"] == []


def test_on_the_twelfth_at_six_none_was_known(trucewatch: Any, demo: Path) -> None:
    then = ("--as-of", EVENING, "--clock", "published", "--harm", "killed")
    assert asked(trucewatch, demo, "harm", *then)["says"].startswith("None known")
    answer = asked(trucewatch, demo, "said-then", "--since", EVENING, "--clock", "published")
    assert "nobody known to be killed" in answer["says"]


def test_the_total_is_explained_by_two_incidents_with_nothing_left_over(trucewatch: Any, demo: Path) -> None:
    (row,) = asked(trucewatch, demo, "cumulative")["rows"]
    assert row["cells"]["figure"] == "four"
    assert row["cells"]["left over"] == 0
    assert len(row["records"]) == 2


def test_one_sided_in_hadrut_in_december(trucewatch: Any, demo: Path) -> None:
    words = ("--from", "2020-12-01", "--to", "2020-12-31")
    found = {r["cells"]["when"]: r["cells"] for r in asked(trucewatch, demo, "one-sided", *words)["rows"]}
    assert set(found) == {"2020-12-08", "2020-12-13", "2020-12-27"}
    assert "Armenia is silent in the documents at hand" in found["2020-12-08"]["others"]
    near = asked(trucewatch, demo, "one-sided", "--place", "hadrut", *words)
    assert "2020-11-26" not in {r["cells"]["when"] for r in near["rows"]}
    assert not {"2020-12-11", "2020-12-12"} & {r["cells"]["when"] for r in near["rows"]}


def test_sixteen_days_since_the_last_corroborated_use_of_force(trucewatch: Any, demo: Path) -> None:
    answer = asked(trucewatch, demo, "days-since", "--as-of", "2020-12-28T18:00+04:00", "--clock", "published")
    assert answer["number"] == 16


def test_the_first_violation_has_an_answer_for_each_speaker(trucewatch: Any, demo: Path) -> None:
    rows = {r["cells"]["according to"]: r["cells"] for r in asked(trucewatch, demo, "first-violation")["rows"]}
    assert rows["Azerbaijan"]["first day told"] == "2020-11-26"
    assert rows["Azerbaijan"]["known since"] == "2020-12-13"
    assert rows["Russia"]["first day told"] == "2020-12-11"
    assert rows["Russia"]["known since"] == "2020-12-12"


def test_both_versions_stand_with_their_words(trucewatch: Any, demo: Path) -> None:
    alone = [r["cells"] for r in asked(trucewatch, demo, "one-sided")["rows"]]
    (denied,) = [c["incident"] for c in alone if any("denies" in o for o in c["others"])]
    answer = asked(trucewatch, demo, "versions", "--incident", denied)
    stances = {r["cells"]["account"]: r["cells"]["stance"] for r in answer["rows"]}
    assert stances == {"Armenia": "denies it", "Azerbaijan": "tells it", "Karabakh": "denies it"}
    assert all(r["cells"]["words"] for r in answer["rows"])


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_the_same_rows_in_every_form(trucewatch: Any, demo: Path, form: str) -> None:
    told = trucewatch("ask", "lag", "--store", demo, "--format", form)
    assert told.code == 0, told.err
    if form == "csv":
        assert {"source", "claims", "records"} <= set(next(iter(csv.DictReader(told.out.splitlines()))))
    elif form == "jsonl":
        assert all("source" in json.loads(line) for line in told.out.splitlines())
    else:
        assert "Ararat Courier" in told.out


def test_the_list_names_every_question_and_what_it_needs(trucewatch: Any) -> None:
    from trucewatch.publish.questions import QUESTIONS

    told = trucewatch("ask", "--list").out
    assert all(name in told for name in QUESTIONS)
    assert "--since" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("harms",), "one of harm"),
        (("changes",), "compares two times"),
        (("versions",), "one incident"),
        (("harm", "--harm", "hurt"), "one of killed"),
        (("days-since", "--act", "shooting"), "no act"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(
    trucewatch: Any, demo: Path, words: tuple[str, ...], said: str
) -> None:
    told = trucewatch("ask", *words, "--store", demo)
    assert told.code == 2
    assert said in told.err


def test_the_documents_that_report_one_thing_are_gathered_with_the_two_least_alike(trucewatch: Any, demo: Path) -> None:
    rows = [r["cells"] for r in asked(trucewatch, demo, "stories")["rows"]]
    assert [r["documents"] for r in rows] == sorted((r["documents"] for r in rows), reverse=True)
    assert rows[0]["documents"] >= 3
    assert rows[0]["incidents"]
    assert " and " in rows[0]["least alike"]
