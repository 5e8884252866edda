"""The demonstration from reports to the daily report, held to what its manifest says must come out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.model.incident import HarmFigure, Incident
from trucewatch.publish.rows import DeadlineRow
from trucewatch.publish.view import View
from trucewatch.store.shape import Store
from trucewatch.store.sqlite import open_store

PROGRAM = "from trucewatch.cli.main import run; run()"
MANIFEST: dict[str, Any] = yaml.safe_load(files("trucewatch.data").joinpath("demo/manifest.yml").read_text("utf-8"))
EXPECTED: list[dict[str, Any]] = MANIFEST["incidents"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The folder that `trucewatch demo` wrote, and what it printed."""
    out = tmp_path_factory.mktemp("demo")
    words = [sys.executable, "-c", PROGRAM, "demo", "--out", str(out)]
    return out, subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def store(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> Iterator[Store]:
    """The store that the demonstration filled."""
    opened = open_store(ran[0] / "demo.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def incidents(store: Store) -> tuple[Incident, ...]:
    """What came out."""
    return store.reconciliation().incidents


def is_expected(incident: Incident, wanted: dict[str, Any]) -> bool:
    """Whether an incident is the one meant: its day, and a word of its place."""
    named = " ".join(p.name for p in (*incident.places, *incident.within)).lower()
    return incident.when == str(wanted["day"]) and any(word.lower() in named for word in wanted["places"])


def the_one(incidents: tuple[Incident, ...], wanted: dict[str, Any]) -> Incident:
    """The one firm incident that is meant."""
    found = [i for i in incidents if i.firm and is_expected(i, wanted)]
    assert len(found) == 1, f"{wanted['name']}: {[i.title for i in found]}"
    return found[0]


def told(figures: tuple[HarmFigure, ...], kind: str) -> set[tuple[str, int | None]]:
    """Who and how many, as the speakers give them."""
    return {("civilian" if f.civilian else str(f.side), f.low) for f in figures if f.kind == kind}


def test_it_ends_well_and_writes_what_it_says(ran: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = ran
    assert done.returncode == 0, done.stderr
    for name in ("brief.md", "brief.html", "incidents.csv", "demo.sqlite"):
        assert (out / name).stat().st_size > 0
        assert name in done.stdout


def test_every_report_is_taken_in_once(store: Store) -> None:
    assert len(list(store.documents())) == MANIFEST["documents"]


def test_reprint_and_short_copy_are_joined_to_the_agency_report(store: Store) -> None:
    documents = {Path(d.location or "").name: d for d in store.documents()}
    original = documents["05-agency-report.html"]
    for name in ("06-agency-reprint.html", "07-agency-short.txt"):
        copy = documents[name]
        assert original.id in (copy.republication_of, copy.near_duplicate_of), name


@pytest.mark.parametrize("wanted", EXPECTED, ids=lambda w: w["name"])
def test_each_happening_is_one_incident(incidents: tuple[Incident, ...], wanted: dict[str, Any]) -> None:
    incident = the_one(incidents, wanted)
    if "initiator" in wanted:
        assert wanted["initiator"] in incident.accused
    if "occurrence" in wanted:
        assert incident.occurrence == wanted["occurrence"]
    if wanted.get("denied_by"):
        assert set(wanted["denied_by"]) <= set(incident.denied_by)
        assert "disputed" in incident.occurrence_flags


@pytest.mark.parametrize("wanted", EXPECTED, ids=lambda w: w["name"])
def test_each_happening_is_told_by_those_who_told_it(
    store: Store, incidents: tuple[Incident, ...], wanted: dict[str, Any]
) -> None:
    claims = [store.claim(link.claim_id) for link in the_one(incidents, wanted).claims if link.role != "denies"]
    sides = {c.speaker.side for c in claims if c is not None and c.speaker is not None}
    assert set(wanted["told_by"]) <= sides


@pytest.mark.parametrize("kind", ["killed", "wounded"])
@pytest.mark.parametrize("wanted", EXPECTED, ids=lambda w: w["name"])
def test_harm_is_what_the_speakers_say_and_nothing_is_added_up(
    incidents: tuple[Incident, ...], wanted: dict[str, Any], kind: str
) -> None:
    expected = {(side, n) for side, n in wanted.get(kind, ())}
    assert told(the_one(incidents, wanted).harm, kind) == expected


def test_nothing_else_is_a_firm_incident(incidents: tuple[Incident, ...]) -> None:
    others = [i for i in incidents if i.firm and not any(is_expected(i, w) for w in EXPECTED)]
    assert [(i.title, i.when) for i in others] == []


def test_the_attack_on_unnamed_villages_is_a_candidate_without_a_day(incidents: tuple[Incident, ...]) -> None:
    candidates = [i for i in incidents if not i.firm and i.when is None and "Azerbaijan" in i.accused]
    assert candidates, [(i.title, i.when) for i in incidents if not i.firm]


def test_the_four_since_november_are_told_as_a_total_and_are_no_days_harm(
    store: Store, incidents: tuple[Incident, ...]
) -> None:
    assert all(f.low != 4 for i in incidents for f in i.harm)
    totals = {c.id for c in store.claims() if any(h.kind == "killed" and h.low == 4 for h in c.harm)}
    assert totals
    recalling = [i for i in incidents for link in i.claims if link.claim_id in totals]
    assert all(str(i.when) <= "2020-12-08" for i in recalling), "a total falls on the days it counts, if on any"


def test_handovers_on_their_days_leave_no_deadline_missed(store: Store) -> None:
    rows: tuple[DeadlineRow, ...] = View(store).deadlines().rows
    for wanted in MANIFEST["handovers"]:
        row = next(r for r in rows if wanted["district"] in r.title)
        assert row.state == "met", (row.title, row.state, row.reason)
        assert row.claim_ids


def test_a_second_run_over_the_same_folder_changes_nothing(
    ran: tuple[Path, subprocess.CompletedProcess[str]], store: Store
) -> None:
    before = store.derived_digest()
    words = [sys.executable, "-c", PROGRAM, "demo", "--out", str(ran[0])]
    assert subprocess.run(words, capture_output=True, check=False, timeout=300).returncode == 0
    assert store.derived_digest() == before
    assert len(list(store.documents())) == MANIFEST["documents"]
