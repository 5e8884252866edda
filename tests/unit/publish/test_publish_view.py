"""The view: rows with their counts and caveats, filters, and all versions of one incident side by side."""

from __future__ import annotations

from datetime import date

import pytest
from publish_world import TEXTS, small_store

from trucewatch.errors import UsageError
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.view import NO_COVERAGE, View

FIRST, SECOND = "TT-2021-0001", "TT-2021-0002"


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


def codes(view: View, **wanted: object) -> list[str]:
    return [r.code for r in view.incidents(IncidentFilter(**wanted)).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [FIRST, SECOND]),
        ({"place": "alder"}, [FIRST]),
        ({"place": "ÁLDER dist"}, [FIRST]),
        ({"place": "Nowhere"}, []),
        ({"side": "south"}, [FIRST, SECOND]),
        ({"side": "Mission"}, [FIRST]),
        ({"status": "corroborated"}, [FIRST]),
        ({"status": "disputed"}, [FIRST]),
        ({"status": "candidate"}, [SECOND]),
        ({"status": "apparent-breach"}, [FIRST]),
        ({"start": date(2021, 3, 5), "end": date(2021, 3, 5)}, [FIRST]),
        ({"start": date(2021, 3, 6)}, []),
        ({"one_sided": True}, [SECOND]),
        ({"act": "shelling"}, [SECOND]),
        ({"text": "friday evening"}, [FIRST]),
        ({"side": "north", "one_sided": True}, []),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(view: View, wanted: dict[str, object], found: list[str]) -> None:
    assert codes(view, **wanted) == found


def test_a_listing_says_how_many_of_how_many_and_under_which_filter(view: View) -> None:
    listing = view.incidents(IncidentFilter(start=date(2021, 3, 1), place="Alder"))
    assert (listing.shown, listing.total, listing.unit) == (1, 2, "incidents")
    assert listing.filter == {"start": "2021-03-01", "place": "Alder"}
    assert NO_COVERAGE in listing.caveat


def test_incidents_without_a_date_are_counted_when_days_are_asked_for(view: View) -> None:
    assert "1 without a date" in view.incidents(IncidentFilter(end=date(2021, 3, 31))).caveat


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "proven"},
        {"act": "bombing"},
        {"start": date(2021, 3, 2), "end": date(2021, 3, 1)},
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused_with_what_to_try(view: View, wanted: dict[str, object]) -> None:
    with pytest.raises(UsageError) as refused:
        view.incidents(IncidentFilter(**wanted))  # type: ignore[arg-type]
    assert refused.value.try_this


def test_the_row_says_who_tells_it_and_what_the_accused_side_does(view: View) -> None:
    row = view.incidents(IncidentFilter(place="Alder")).rows[0]
    assert row.told_by == ("Mission", "North")
    assert row.other_side == ("South denies",)
    assert not row.one_sided
    assert row.documents == 3


def test_accounts_stand_side_by_side_with_exact_words(view: View) -> None:
    detail = view.incident("tt-2021-0001")
    assert [a.by for a in detail.accounts] == ["Mission", "North", "South"]
    for account in detail.accounts:
        for claim in account.claims:
            for quote in claim.quotes:
                assert quote.text == quote.span.words(TEXTS[quote.document_id])
    stance = next(s for s in detail.slots if s.name == "stance")
    assert stance.values == ("tells it", "tells it", "denies it")
    when = next(s for s in detail.slots if s.name == "when")
    assert when.state == "agreed"


def test_a_denial_fills_no_slot_but_its_stance(view: View) -> None:
    detail = view.incident(FIRST)
    south = [a.by for a in detail.accounts].index("South")
    assert all(s.values[south] is None for s in detail.slots if s.name != "stance")


def test_an_unknown_code_is_refused(view: View) -> None:
    with pytest.raises(UsageError, match="no incident XX-1"):
        view.incident("XX-1")


def test_provisions_count_their_findings(view: View) -> None:
    rows = {r.id: r for r in view.agreement().rows}
    assert rows["tt-1"].findings == {"apparent_breach": 1}
    assert rows["tt-2"].findings == {}


def test_due_dates_count_the_days_left(view: View) -> None:
    assert [(r.id, r.days_left) for r in view.deadlines().rows] == [("dl1", 5)]


def test_sources_and_issues_are_counted(view: View) -> None:
    assert {r.source: r.documents for r in view.sources().rows}["Birch Wire"] == 1
    assert [r.reason for r in view.issues("ingest").rows] == ["no words in it"]
    assert view.issues("extract").total == 1


def test_claims_can_be_asked_for_by_side_and_document(view: View) -> None:
    assert [r.id for r in view.claims(side="Mission").rows] == ["c2"]
    assert {r.id for r in view.claims(document_id="d4").rows} == {"c4", "c5", "c6"}


def test_to_tell_and_to_own_up_are_no_dispute_and_a_denial_is() -> None:
    from trucewatch.publish.accounts import _stance_state
    from trucewatch.publish.rows import Account, ClaimRow

    def account(*roles: str) -> Account:
        empty = dict.fromkeys(ClaimRow.__struct_fields__, ())
        rows = tuple(ClaimRow(**{**empty, "role": role}) for role in roles)  # type: ignore[arg-type]
        return Account(by="x", side=None, origins=(), claims=rows)

    assert _stance_state((account("tells"), account("tells", "acknowledges")), ("a", "b")) == "compatible"
    assert _stance_state((account("tells"), account("denies")), ("a", "b")) == "differ"
    assert _stance_state((account("tells"), account("tells")), ("a", "a")) == "agreed"
