"""Seven real reports of the same days, taken in together: what holds whatever the reader misses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asking import asked

GOLD = Path(__file__).resolve().parents[2] / "../shared/gold/dev"
FIELDS = ("title", "date", "text", "url", "language", "dateline")
pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the annotated reports are not beside the checkout")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the seven reports, known from their days of publication. For reading only."""
    from trucewatch.cli.main import app

    place = tmp_path_factory.mktemp("hadrut")
    lines = []
    for path in sorted(GOLD.glob("hd0[1-7].json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        lines.append(json.dumps({"id": gold["doc"], **{k: gold[k] for k in FIELDS if gold.get(k)}}))
    (place / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    words = ["ingest", str(place / "in.jsonl"), "--store", str(place / "s.sqlite"), "--received", "published"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return place / "s.sqlite"


@pytest.fixture
def rows(trucewatch: Any, store: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(trucewatch("incidents", "--store", store, "--format", "json").out)["rows"]
    return found


def test_the_days_stand_apart_and_no_incident_spans_two(rows: list[dict[str, Any]]) -> None:
    days = [r["when"] for r in rows if r["when"]]
    assert {"2020-11-26", "2020-12-08", "2020-12-11", "2020-12-13", "2021-01-13"} <= set(days)
    assert len(days) == len(set(days))


def test_the_undated_offensive_is_no_incident_of_the_eleventh(rows: list[dict[str, Any]]) -> None:
    """Told on 12 December without a day: perhaps the same, and not taken for it."""
    (eleventh,) = [r for r in rows if r["when"] == "2020-12-11"]
    offensive = [r for r in rows if r["when"] in (None, "2020-12-12") and "Khtsaberd" in " ".join(r["places"])]
    assert len(offensive) == 1
    assert offensive[0]["code"] != eleventh["code"]


def test_those_killed_fall_on_november_and_the_eighth_never_on_the_eleventh_to_thirteenth(
    rows: list[dict[str, Any]],
) -> None:
    late = [r for r in rows if r["when"] and "2020-12-09" <= r["when"] <= "2020-12-31"]
    assert late
    assert not [h for r in late for h in r["harm"] if "killed" in h]
    assert [h for r in rows if r["when"] == "2020-11-26" for h in r["harm"] if h.startswith("three killed")]


def test_four_servicemen_killed_fall_on_the_first_two_incidents_and_make_none_of_their_own(
    trucewatch: Any, store: Path, rows: list[dict[str, Any]]
) -> None:
    recalled: dict[str, set[str]] = {}
    for row in rows:
        shown = json.loads(trucewatch("show", row["code"], "--store", store, "--format", "json").out)
        for link in shown["incident"]["claims"]:
            if link["role"] == "recalls":
                recalled.setdefault(link["claim_id"], set()).add(row["when"])
    assert {"2020-11-26", "2020-12-08"} in recalled.values()
    killed = [h for r in rows for h in r["harm"] if "killed" in h]
    assert sorted(h.split()[0] for h in killed) == ["one", "three"]


def test_three_and_six_wounded_stand_side_by_side_and_are_never_added(
    trucewatch: Any, store: Path, rows: list[dict[str, Any]]
) -> None:
    wounded = [h for r in rows for h in r["harm"] if "wounded" in h]
    assert any(h.startswith("three wounded") for h in wounded)
    assert any(h.startswith("six wounded") for h in wounded)
    assert not [h for h in wounded if "nine" in h]
    sums = json.loads(trucewatch("brief", "--store", store, "--format", "json").out)
    tables = [t for s in sums["sections"] if s["id"] == "harm" for t in s["tables"] if t["caption"].startswith("Sums")]
    people = [row["counts"][0]["n"] for t in tables for row in t["rows"]]
    assert all(n <= 4 for n in people)


def test_on_the_twelfth_at_six_nothing_was_known_of_anyone_killed(trucewatch: Any, store: Path) -> None:
    then = ("--as-of", "2020-12-12T18:00+04:00", "--clock", "published")
    found = json.loads(trucewatch("incidents", "--store", store, "--format", "json", *then).out)
    assert not [h for r in found["rows"] for h in r["harm"] if "killed" in h]
    assert "unknown, not calm" in found["caveat"]
    assert "That is not calm" in trucewatch("brief", "--store", store, *then).out


def test_a_day_later_no_code_has_changed(trucewatch: Any, store: Path, rows: list[dict[str, Any]]) -> None:
    then = ("--as-of", "2020-12-14T18:00+04:00", "--clock", "published")
    found = json.loads(trucewatch("incidents", "--store", store, "--format", "json", *then).out)["rows"]
    known = {r["code"] for r in rows}
    assert {r["code"] for r in found} <= known
    assert not [r for r in found if r["when"] == "2021-01-13"]


# -- questions over the same reports ------------------------------------------------------------------------------
def test_four_servicemen_killed_all_by_their_own_sides_account(trucewatch: Any, store: Path) -> None:
    days = ("--from", "2020-11-26", "--to", "2020-12-13", "--side", "Azerbaijan", "--harm", "killed")
    answer = asked(trucewatch, store, "harm", *days)
    assert [(r["cells"]["by the account of"], r["cells"]["low"], r["cells"]["high"]) for r in answer["rows"]] == [
        ("Azerbaijan", 4, 4)
    ]
    assert (
        asked(trucewatch, store, "harm", "--from", "2020-12-11", "--to", "2020-12-12", "--harm", "killed")["rows"] == []
    )


def test_as_of_the_twelfth_at_six_none_is_known(trucewatch: Any, store: Path) -> None:
    then = ("--as-of", "2020-12-12T18:00+04:00", "--clock", "published", "--harm", "killed")
    answer = asked(trucewatch, store, "harm", *then)
    assert (answer["rows"], answer["number"]) == ([], None)
    assert answer["says"].startswith("None known")


def test_the_first_violation_depends_on_who_is_asked_and_when(trucewatch: Any, store: Path) -> None:
    rows = {r["cells"]["according to"]: r["cells"] for r in asked(trucewatch, store, "first-violation")["rows"]}
    assert (rows["Azerbaijan"]["first day told"], rows["Azerbaijan"]["known since"]) == ("2020-11-26", "2020-12-13")
    assert (rows["Russia"]["first day told"], rows["Russia"]["known since"]) == ("2020-12-11", "2020-12-12")


def test_one_sided_in_december_and_never_the_eleventh(trucewatch: Any, store: Path) -> None:
    found = asked(trucewatch, store, "one-sided", "--from", "2020-12-01", "--to", "2020-12-31")["rows"]
    days = {r["cells"]["when"] for r in found}
    assert "2020-12-13" in days
    assert not {"2020-11-26", "2020-12-11"} & days
