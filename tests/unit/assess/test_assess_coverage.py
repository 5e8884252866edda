"""Coverage: what counts as looking, and that a day without a row stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from assess_builders import actor, claim, document, karabakh

from trucewatch.assess.coverage import NO_AREA, PRESS, coverage
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage
from trucewatch.model.where import PlaceMention

PEACEKEEPERS = actor("Russia", "Russian Defence Ministry")
DAY = date(2020, 12, 13)
PAPER = document("doc-1", "text", DAY)


def observed(*claims: Claim, papers: tuple[Document, ...] = (PAPER,)) -> list[Coverage]:
    return [r for r in coverage(karabakh(), claims, papers) if r.observer != PRESS]


def holds(id: str = "s1", **more: Any) -> Claim:
    more.setdefault("speaker", PEACEKEEPERS)
    return claim(id, "compliance_statement", **more)


def test_a_peacekeepers_statement_that_it_holds_is_nothing_to_report() -> None:
    (found,) = observed(holds(when="2020-12-13", where=("the line of contact",)))
    assert (found.state, found.start, found.end, found.area) == ("nothing_to_report", DAY, DAY, "the line of contact")
    assert (found.claim_ids, found.document_ids) == (("s1",), ("doc-1",))


def test_without_a_day_it_counts_for_the_day_that_the_document_counts_from() -> None:
    paper = document("doc-1", "text", date(2020, 12, 14), dateline=DAY)
    (found,) = observed(holds(), papers=(paper,))
    assert (found.start, found.area) == (DAY, NO_AREA)


def test_without_any_day_there_is_no_row() -> None:
    assert observed(holds(), papers=(document("doc-1", "text"),)) == []


def test_the_standing_sentence_beside_an_act_of_the_same_days_is_watching() -> None:
    act = claim("a1", "unspecified_violation", speaker=PEACEKEEPERS, when="2020-12-13", where=("Hadrut district",))
    states = {(r.area, r.state) for r in observed(holds(when="2020-12-13"), act)}
    assert states == {(NO_AREA, "watching"), ("Hadrut district", "watching")}


def test_an_act_of_another_day_leaves_the_quiet_day_quiet() -> None:
    act = claim("a1", "unspecified_violation", speaker=PEACEKEEPERS, when="2020-12-11", where=("Hadrut district",))
    assert [(r.start.day, r.state) for r in observed(holds(when="2020-12-13"), act)] == [
        (11, "watching"),
        (13, "nothing_to_report"),
    ]


def test_nothing_recorded_is_nothing_to_report() -> None:
    none = claim("n1", "unspecified_violation", speaker=PEACEKEEPERS, polarity="denies", when="2020-12-16/2020-12-17")
    (found,) = observed(none)
    assert (found.state, found.start.day, found.end.day) == ("nothing_to_report", 16, 17)


@pytest.mark.parametrize(
    "other",
    [
        holds(speaker=actor("Azerbaijan"), when="2020-12-13"),
        holds(speaker=None, when="2020-12-13"),
        holds(modality="planned", when="2020-12-13"),
        claim("m1", "meeting", speaker=PEACEKEEPERS, when="2020-12-13"),
    ],
    ids=["a-party", "the-outlet", "planned", "a-meeting"],
)
def test_what_is_no_observation(other: Claim) -> None:
    assert observed(other) == []


def test_a_speaker_of_an_observing_kind_is_an_observer_without_being_listed() -> None:
    mission = actor("OSCE", "Some Mission", kind="monitoring_mission")
    assert [r.observer for r in observed(holds(speaker=mission, when="2020-12-13"))] == ["Some Mission"]


def test_observers_kept_away_make_it_partial() -> None:
    kept = claim(
        "r1",
        "monitor_restriction",
        speaker=actor("Armenia"),
        target=PEACEKEEPERS,
        when="2020-12-12",
        where=("Khtsaberd",),
    )
    (found,) = observed(kept)
    assert (found.observer, found.state, found.area) == ("Russian Defence Ministry", "partial", "Khtsaberd")
    assert "Armenia Defence Ministry" in found.means


def test_days_with_documents_are_partial_and_days_without_have_no_row() -> None:
    papers = (
        document("d1", "text", date(2020, 12, 12)),
        document("d2", "text", date(2020, 12, 14)),
        document("d3", "text", date(2020, 12, 14), republication_of="d1"),
        document("d4", "text"),
    )
    rows = coverage(karabakh(), (), papers)
    assert [(r.start.day, r.state, r.document_ids) for r in rows] == [
        (12, "partial", ("d1",)),
        (14, "partial", ("d2", "d3")),
    ]
    assert "1 of them reprinted" in rows[1].means


def test_nothing_gives_no_rows() -> None:
    assert coverage(karabakh(), (), ()) == ()


def test_the_region_that_a_text_names_around_a_district_is_not_the_area_watched() -> None:
    region = PlaceMention(name="Nagorno-Karabakh", kind="region")
    district = PlaceMention(name="Hadrut", kind="district")
    act = claim("a1", "unspecified_violation", speaker=PEACEKEEPERS, when="2020-12-11")
    (both,) = observed(msgspec.structs.replace(act, where=(region, district)))
    (wide,) = observed(msgspec.structs.replace(act, where=(region,)))
    assert (both.area, wide.area) == ("Hadrut", "Nagorno-Karabakh")
