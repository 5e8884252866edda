"""The weekly form, and what an earlier report said otherwise, over the bundled demonstration texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

THEN, NOW = "2020-12-13T18:00+04:00", "2020-12-14T18:00+04:00"


def brief(trucewatch: Any, store: Path, *words: str) -> dict[str, Any]:
    told = trucewatch("brief", "--store", store, "--clock", "published", "--format", "json", *words)
    assert told.code == 0, told.err
    found: dict[str, Any] = json.loads(told.out)
    return found


def section(report: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [s for s in report["sections"] if s["id"] == name]
    assert isinstance(found, dict)
    return found


def words_of(sentences: list[dict[str, Any]]) -> list[str]:
    return ["".join(p["text"] for p in s["parts"]) for s in sentences]


def test_a_week_stands_beside_the_week_before_with_the_days_watched(trucewatch: Any, demo: Path) -> None:
    report = brief(trucewatch, demo, "--weekly", "--as-of", "2020-12-14T18:00+04:00")
    assert report["title"].startswith("Weekly ceasefire report")
    week = section(report, "week")
    assert "8 December 2020 to 14 December 2020; the week before is 1 December 2020" in words_of(week["sentences"])[0]
    rows = {r["cells"][0][0]["text"]: [c["n"] for c in r["counts"]] for r in week["tables"][0]["rows"]}
    assert rows["Hadrut"][0] == 2
    assert all(watched <= 7 for _, watched, _, before in rows.values() for watched in (watched, before))
    later = section(brief(trucewatch, demo, "--weekly", "--as-of", "2020-12-19T18:00+04:00"), "week")
    moved = {r["cells"][0][0]["text"]: [c["n"] for c in r["counts"]] for r in later["tables"][0]["rows"]}
    assert moved["Hadrut"][2] == 2


def test_a_week_without_an_incident_is_not_calm(trucewatch: Any, demo: Path) -> None:
    report = brief(trucewatch, demo, "--weekly", "--as-of", "2021-03-01T00:00Z")
    assert "That is not calm" in words_of(section(report, "week")["sentences"])[0]


def test_the_daily_form_has_no_week(trucewatch: Any, demo: Path) -> None:
    assert "week" not in {s["id"] for s in brief(trucewatch, demo)["sections"]}


def test_what_the_earlier_report_said_otherwise_is_told_with_why(trucewatch: Any, demo: Path) -> None:
    told = words_of(section(brief(trucewatch, demo, "--as-of", NOW, "--previous", THEN), "corrections")["sentences"])
    assert "changes" in told[0]
    harm = [t for t in told if ", harm: was " in t]
    assert len(harm) == 1
    assert "three wounded" in harm[0].split(", is ")[0]
    assert "six wounded" in harm[0].split(", is ")[1]
    assert "new account in" in harm[0]


def test_an_earlier_report_that_said_the_same_has_no_correction(trucewatch: Any, demo: Path) -> None:
    told = words_of(section(brief(trucewatch, demo, "--as-of", NOW, "--previous", NOW), "corrections")["sentences"])
    assert told == ["Held against the report as of 14 December 2020, 18:00 (UTC+04:00): 0 changes."]


def test_both_forms_give_the_same_bytes_twice(trucewatch: Any, demo: Path) -> None:
    words = (
        "brief",
        "--store",
        demo,
        "--weekly",
        "--as-of",
        NOW,
        "--clock",
        "published",
        "--previous",
        THEN,
        "--format",
        "html",
    )
    assert trucewatch(*words).out == trucewatch(*words).out


def test_a_week_with_a_first_day_of_ones_own_is_refused(trucewatch: Any, demo: Path) -> None:
    told = trucewatch("brief", "--store", demo, "--weekly", "--since", "2020-12-01")
    assert told.code == 2
    assert "--weekly or --since" in told.err
