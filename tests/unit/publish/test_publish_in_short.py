"""The five answers of a page repeat its rows: nothing denied is left out, nobody is said to deny who does not."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from publish_world import small_store

from trucewatch.model.finding import NO_AREA, Coverage
from trucewatch.publish.in_short import MOST_NAMED, TOLD_EACH, Short, due_next, in_short
from trucewatch.publish.rows import DeadlineRow, IncidentFilter, IncidentRow
from trucewatch.publish.view import View
from trucewatch.publish.watched import DayWatch, day_states

TODAY = date(2021, 3, 9)
STANCES = (("South denies", "North is silent"), ("South is silent",), ("North acknowledges acting",), ())


@pytest.fixture(scope="module")
def rows() -> tuple[IncidentRow, ...]:
    made = View(small_store()).incidents().rows
    assert made
    asked = ("Who began it?", "What does North say?")
    told = (made * 5)[:9]
    return tuple(
        msgspec.structs.replace(r, code=f"TT-2021-{n:04}", open_questions=asked[: n % 3], other_side=STANCES[n % 4])
        for n, r in enumerate(told)
    )


def short(rows: tuple[IncidentRow, ...], **settings: object) -> dict[str, Short]:
    made = in_short(rows, wanted=IncidentFilter(), today=TODAY, deadlines=(), **settings)  # type: ignore[arg-type]
    return {s.id: s for s in made}


def words(answer: Short) -> str:
    return " ".join(t.text for t in answer.tellings)


def test_one_incident_is_told_with_its_rows_own_words(rows: tuple[IncidentRow, ...]) -> None:
    for row in rows:
        told = short((row,))
        assert all(p in words(told["what"]) for p in row.places)
        assert all(h[1:] in words(told["what"]) for h in row.harm)  # a sentence begins with a capital
        assert all(side in words(told["who"]) for side in row.told_by)
        assert all(text in words(told["denied"]) for text in row.other_side)
        assert all(q in words(told["open"]) for q in row.open_questions)
        denied = any(text.endswith(" denies") for text in row.other_side)
        assert ("Nobody, in the documents at hand." in words(told["denied"])) == (not denied)
    assert {len(row.open_questions) for row in rows} == {0, 1, 2}


def test_many_incidents_are_summed_up_and_each_denial_leads_to_its_incident(rows: tuple[IncidentRow, ...]) -> None:
    assert len(rows) > TOLD_EACH
    told = short(rows)
    denials = {(text, r.code) for r in rows for text in r.other_side if text.endswith(" denies")}
    lines = {(t.text.rstrip(":"), code) for t in told["denied"].tellings for code, _ in t.codes}
    assert len(denials) == 3
    assert denials <= lines
    assert told["denied"].tellings[0].text == "South denies:"
    assert all(len(t.codes) <= MOST_NAMED for s in told.values() for t in s.tellings)
    assert all(t.more == 0 or len(t.codes) == MOST_NAMED for s in told.values() for t in s.tellings)


def test_nothing_on_record_is_not_calm() -> None:
    told = short(())
    assert "not calm" in words(told["what"])
    assert "documents at hand" in words(told["denied"])
    assert words(told["open"])


def deadline(day: date, state: str) -> DeadlineRow:
    return DeadlineRow(
        id="d-1",
        agreement="a",
        provision="p",
        title=f"Something by {day}",
        due=day,
        first_due=day,
        days_left=None,
        state=state,
        reason="",
        claim_ids=(),
    )


def test_next_is_the_first_date_ahead_and_a_date_that_passed_without_word_is_said() -> None:
    late, soon, later = date(2021, 3, 1), date(2021, 3, 10), date(2021, 4, 1)
    told = due_next([deadline(late, "unknown"), deadline(soon, "not_due"), deadline(later, "not_due")], TODAY)
    assert told[0].text == "10 March 2021 (in 1 day): Something by 2021-03-10."
    assert told[1].text.startswith("Passed on 1 March 2021, unknown")
    assert [t.page for t in told] == ["", "/agreement"]
    assert "reported met" in due_next([deadline(late, "met")], TODAY)[0].text
    assert "No due date" in due_next([], TODAY)[0].text


def test_days_that_nobody_is_known_to_have_watched_are_counted() -> None:
    known = {date(2021, 3, 1): "watching", date(2021, 3, 2): "partial", date(2021, 3, 3): "blind"}
    seen = DayWatch(first=date(2021, 3, 1), last=date(2021, 3, 5), known=known)
    assert (seen.days, seen.unknown, seen.partly) == (5, 3, 1)
    told = words(short((), seen=seen)["open"])
    assert "on 3 of 5 days nobody is known to have looked" in told
    one = DayWatch(first=date(2021, 3, 5), last=date(2021, 3, 5), known=known)
    assert "unknown, not calm" in words(short((), seen=one)["open"])


def coverage(first: int, last: int, state: str, area: str = "Lendora") -> Coverage:
    return Coverage(
        id=f"v-{first}-{state}",
        observer="the mission",
        area=area,
        start=date(2021, 3, first),
        end=date(2021, 3, last),
        state=state,  # type: ignore[arg-type]
        means="",
    )


def test_the_best_that_is_known_of_a_day_is_its_state() -> None:
    found = [
        coverage(1, 9, "partial"),
        coverage(3, 4, "watching"),
        coverage(4, 6, "blind"),
        coverage(6, 6, "nothing_to_report"),
    ]
    known = day_states(found, date(2021, 3, 2), date(2021, 3, 7))
    assert [(d.day, s) for d, s in sorted(known.items())] == [
        (2, "partial"),
        (3, "watching"),
        (4, "watching"),
        (5, "partial"),
        (6, "nothing_to_report"),
        (7, "partial"),
    ]


def test_an_observer_that_names_no_area_makes_a_day_partly_known_at_most() -> None:
    from trucewatch.publish.watched import days_watched

    records = View(small_store()).records
    records.__dict__["coverage"] = (coverage(1, 2, "watching", NO_AREA), coverage(2, 2, "watching", "Lendora district"))
    anywhere = days_watched(records, date(2021, 3, 1), date(2021, 3, 3))
    assert [anywhere.state(date(2021, 3, n)) for n in (1, 2, 3)] == ["partly", "watched", "unknown"]
    there = days_watched(records, date(2021, 3, 1), date(2021, 3, 3), "lendora")
    assert [there.state(date(2021, 3, n)) for n in (1, 2, 3)] == ["unknown", "watched", "unknown"]
