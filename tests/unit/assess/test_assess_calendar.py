"""Due dates: every state, the rule behind it, and that silence is never evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from assess_builders import actor, claim, karabakh

from trucewatch.assess.calendar import deadlines
from trucewatch.assess.packs import bundled_packs
from trucewatch.model.claim import Claim
from trucewatch.model.finding import Deadline
from trucewatch.model.span import Span

BAKU = actor("Azerbaijan")
YEREVAN = actor("Armenia")


def row(provision: str, as_of: date, *claims: Claim, **more: Any) -> Deadline:
    return next(d for d in deadlines(karabakh(), claims, as_of, **more) if d.provision_id == provision)


def handover(when: str | None, where: str = "Aghdam district", **more: Any) -> Claim:
    more.setdefault("speaker", BAKU)
    return claim(more.pop("id", "h1"), "withdrawal", when=when, where=(where,), **more)


def held(when: str | None, where: str = "Aghdam district", **more: Any) -> Claim:
    more.setdefault("speaker", BAKU)
    return claim(more.pop("id", "l1"), "late_withdrawal", when=when, where=(where,), **more)


def test_only_dated_provisions_stand_in_the_calendar_in_order_of_date() -> None:
    rows = deadlines(karabakh(), (), date(2020, 12, 12))
    assert [(d.provision_id, d.due) for d in rows] == [
        ("nk2020-2", date(2020, 11, 20)),
        ("nk2020-6a", date(2020, 11, 25)),
        ("nk2020-6b", date(2020, 12, 1)),
        ("nk2020-6d", date(2023, 11, 10)),
    ]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2020, 11, 5), "not_due"),
        (date(2020, 11, 6), "due"),
        (date(2020, 11, 20), "due"),
        (date(2020, 11, 21), "unknown"),
        (date(2030, 1, 1), "unknown"),
    ],
)
def test_without_any_report_a_date_is_first_ahead_then_near_then_unknown(as_of: date, state: str) -> None:
    found = row("nk2020-2", as_of)
    assert (found.state, found.claim_ids) == (state, ())


def test_unknown_says_that_no_document_tells() -> None:
    assert "no document at hand tells" in row("nk2020-2", date(2020, 12, 1)).reason


def test_an_extension_counts_from_the_day_it_was_announced() -> None:
    told = {day: row("nk2020-6a", date(2020, 11, day)) for day in (14, 15, 25, 26)}
    assert [(d.state, d.due.day) for d in told.values()] == [
        ("due", 15),
        ("extended", 25),
        ("extended", 25),
        ("unknown", 25),
    ]
    assert all(d.first_due == date(2020, 11, 15) for d in told.values())
    assert "briefing" in told[15].reason


def test_done_on_the_date_is_met_and_names_who_says_so() -> None:
    found = row("nk2020-2", date(2020, 12, 1), handover("2020-11-20"))
    assert (found.state, found.claim_ids) == ("met", ("h1",))
    assert "Azerbaijan Defence Ministry" in found.reason


def test_done_by_the_date_put_off_is_met_and_the_first_date_is_told() -> None:
    found = row("nk2020-6a", date(2020, 12, 1), handover("2020-11-25", "Kelbajar"))
    assert found.state == "met"
    assert "First due 15 November 2020" in found.reason


def test_done_after_the_date_is_late() -> None:
    assert row("nk2020-2", date(2020, 12, 1), handover("2020-11-22")).state == "late"


def test_done_in_a_month_that_holds_the_date_cannot_be_told_in_time() -> None:
    found = row("nk2020-2", date(2020, 12, 1), handover("2020-11"))
    assert (found.state, found.claim_ids) == ("unknown", ("h1",))


def test_done_on_an_untold_day_is_met_if_it_was_published_in_time() -> None:
    early = {"doc-1": date(2020, 11, 20)}
    late = {"doc-1": date(2020, 12, 2)}
    assert row("nk2020-2", date(2020, 12, 5), handover(None), published=early).state == "met"
    assert row("nk2020-2", date(2020, 12, 5), handover(None), published=late).state == "unknown"


def test_a_part_of_the_district_is_partly() -> None:
    part = claim(
        "p1", "withdrawal", speaker=BAKU, when="2020-11-19", where=("Some Hamlet",), within=("Aghdam district",)
    )
    found = row("nk2020-2", date(2020, 12, 1), part)
    assert (found.state, found.claim_ids) == ("partly", ("p1",))
    assert "Some Hamlet" in found.reason


def test_left_undone_after_the_date_is_not_met_only_if_somebody_says_so() -> None:
    assert row("nk2020-2", date(2020, 11, 30), held("2020-11-23")).state == "not_met"
    assert row("nk2020-2", date(2020, 11, 30), held("2020-11-18")).state == "unknown"
    assert row("nk2020-2", date(2020, 11, 30), held(None)).state == "unknown"


def test_said_to_be_done_and_said_not_to_be_done_is_disputed() -> None:
    done = handover("2020-11-20", speaker=YEREVAN)
    for against in (held("2020-11-23"), handover("2020-11-20", id="l1", polarity="denies")):
        found = row("nk2020-2", date(2020, 11, 30), done, against)
        assert (found.state, set(found.claim_ids)) == ("disputed", {"h1", "l1"})


@pytest.mark.parametrize(
    "other",
    [
        handover("2020-11-20", modality="planned"),
        handover("2020-11-20", modality="hypothetical"),
        handover("1993-07-23", modality="historical"),
        handover(None, modality="historical"),
        handover("2020-11-20", where="Kalbajar"),
        handover("2020-12-30"),
        handover("2020-11-20", initiator=actor("Russia", "Russian peacekeepers")),
        claim("m1", "meeting", speaker=BAKU, when="2020-11-20", where=("Aghdam district",)),
    ],
    ids=["planned", "hypothetical", "decades-ago", "background-undated", "elsewhere", "ahead", "others", "other-act"],
)
def test_what_does_not_meet_a_date(other: Claim) -> None:
    assert row("nk2020-2", date(2020, 12, 1), other).state == "unknown"


def test_background_told_with_its_day_meets_a_date() -> None:
    assert row("nk2020-2", date(2020, 12, 13), handover("2020-11-20", modality="historical")).state == "met"


def test_the_order_of_claims_changes_no_state() -> None:
    claims = (handover("2020-11-20"), held("2020-11-23"), handover("2020-11-24", id="h2"))
    assert row("nk2020-2", date(2020, 12, 1), *claims).state == row("nk2020-2", date(2020, 12, 1), *claims[::-1]).state


def _told(id: str, words: str, **more: Any) -> tuple[Claim, str]:
    """A release in Gaza told in some words, and the text that holds them."""
    made = claim(id, "release", actor("Israel"), when="2025-10-13", where=("Gaza",), document_id=f"d-{id}", **more)
    return msgspec.structs.replace(made, spans=(Span(0, len(words)),)), words


@pytest.mark.parametrize(
    ("told", "state", "part"),
    [
        (["seven living hostages were handed over"], "partly", "7 of 20 living hostages"),
        (["twenty hostages were handed over"], "met", ""),
        (["the hostages were handed over"], "met", ""),
        (["seven of the 20 hostages were handed over"], "partly", "7 of 20 living hostages"),
        (["the last of the 20 hostages were handed over"], "met", ""),
        (
            ["seven hostages were handed over", "the other 13 hostages were handed over"],
            "partly",
            "13 of 20 living hostages",
        ),
    ],
)
def test_fewer_than_the_terms_name_is_a_part_and_texts_are_not_added(told: list[str], state: str, part: str) -> None:
    pack = next(a for a in bundled_packs() if a.id == "gaza-2025")
    made = [_told(f"c{i}", words) for i, words in enumerate(told)]
    texts = {c.document_id: words for c, words in made}
    rows = deadlines(pack, [c for c, _ in made], date(2025, 10, 20), texts=texts)
    (row,) = [r for r in rows if r.provision_id == "gz2025-5a"]
    assert row.state == state
    assert part in row.reason


def test_numbers_of_one_speaker_in_one_text_make_up_the_whole() -> None:
    pack = next(a for a in bundled_packs() if a.id == "gaza-2025")
    words = "seven hostages came first, then 13 hostages"
    made = claim("a", "release", actor("Israel"), when="2025-10-13", where=("Gaza",), document_id="d")
    first = msgspec.structs.replace(made, spans=(Span(0, 20),))
    then = msgspec.structs.replace(made, id="b", spans=(Span(27, len(words)),))
    rows = deadlines(pack, (first, then), date(2025, 10, 20), texts={"d": words})
    assert next(r for r in rows if r.provision_id == "gz2025-5a").state == "met"
