"""The parts under the pages: marked text, bars of days, settings in an address."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import UsageError
from trucewatch.publish.watched import DayWatch
from trucewatch.store.summary_rows import DayCount
from trucewatch.web.draw import _say_dates
from trucewatch.web.marked import cut_text
from trucewatch.web.query import read_query
from trucewatch.web.timeline import MOST_BARS, make_timeline

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.integers(1, 6)), max_size=8)


@given(st.text(max_size=30), SPANS)
def test_pieces_make_up_the_text_and_cover_just_the_spans(text: str, spans: list[tuple[int, int, int]]) -> None:
    pieces = cut_text(text, spans)
    assert "".join(p.text for p in pieces) == text
    at = 0
    for piece in pieces:
        for i in range(at, at + len(piece.text)):
            assert set(piece.claims) == {n for s, e, n in spans if s <= i < e}
        at += len(piece.text)
    shown = {n for p in pieces for n in p.claims}
    starts = [n for p in pieces for n in p.starts]
    assert sorted(starts) == sorted(shown)


def row(day: str | None, *, firm: bool = True) -> DayCount:
    return DayCount(
        first=date.fromisoformat(day) if day else None, statuses=("firm" if firm else "candidate",), one_sided=0, n=1
    )


def watch(last: str, known: dict[str, str], first: str = "2021-03-01") -> DayWatch:
    days = {date.fromisoformat(day): state for day, state in known.items()}
    return DayWatch(first=date.fromisoformat(first), last=date.fromisoformat(last), known=days)


def test_the_days_asked_for_are_chosen_and_the_others_stay() -> None:
    told = make_timeline(
        [row("2021-03-01"), row("2021-03-03")], watch("2021-03-05", {}), date(2021, 3, 2), date(2021, 3, 3)
    )
    assert [b.chosen for b in told.bars] == [False, True, True, False, False]
    assert [t.day for t in told.ticks] == [1, 2, 3, 4, 5]


def test_bars_count_by_first_day_and_say_where_nothing_is_known() -> None:
    told = make_timeline(
        [row("2021-03-01"), row("2021-03-01", firm=False), row("2021-03-03"), row(None)],
        watch("2021-03-04", {"2021-03-01": "watching", "2021-03-03": "partial", "2021-03-04": "nothing_to_report"}),
    )
    assert [(b.first.day, b.firm, b.candidates, b.seen) for b in told.bars] == [
        (1, 1, 1, "watched"),
        (2, 0, 0, "unknown"),
        (3, 1, 0, "partly"),
        (4, 0, 0, "watched"),
    ]
    assert all(b.chosen for b in told.bars)
    assert (told.undated, told.highest, told.days_each) == (1, 2, 1)


@pytest.mark.parametrize("last", ["2021-12-31", "2031-01-01", "2500-01-01"])
def test_long_spans_are_taken_together_and_lose_nothing(last: str) -> None:
    told = make_timeline([row("2021-01-01"), row(last)], watch(last, {"2021-01-02": "watching"}, "2021-01-01"))
    assert len(told.bars) <= MOST_BARS + 1
    assert sum(b.firm for b in told.bars) == 2
    assert told.bars[-1].last == date.fromisoformat(last)
    assert {b.seen for b in told.bars} == {"partly", "unknown"}  # one day of several was watched; a grey one is no calm


def test_no_dated_incident_no_bars() -> None:
    assert make_timeline([row(None)], None).bars == ()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"place": "Lendora", "side": "North", "from": "2021-03-01", "to": "2021-03-09", "one_sided": "yes"},
        {"as_of": "2021-03-09T18:00+04:00", "act": "shelling", "status": "disputed", "text": "two men"},
    ],
)
def test_an_address_says_the_settings_it_was_read_from(asked: dict[str, str]) -> None:
    query = read_query(asked)
    assert query.settings() == asked
    assert msgspec.structs.asdict(read_query(query.settings())) == msgspec.structs.asdict(query)


def test_a_link_changes_one_setting_and_keeps_the_others() -> None:
    query = read_query({"place": "Ağ dərə", "side": "North"})
    assert query.link("/", side=None) == "/?place=A%C4%9F+d%C9%99r%C9%99"
    assert read_query({}).link("/") == "/"


@pytest.mark.parametrize(
    "asked", [{"from": "soon"}, {"as_of": "2021-03-09T18:00"}, {"as_of": "x"}, {"start_at": "²"}, {"side": "x" * 201}]
)
def test_a_setting_without_meaning_is_refused_with_what_to_try(asked: dict[str, str]) -> None:
    with pytest.raises(UsageError) as told:
        read_query(asked)
    assert told.value.try_this


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("2020-12-11", "11 December 2020"),
        ("2020-12-11~", "about 11 December 2020"),
        ("2020-12-11/2020-12-12", "11 December 2020 to 12 December 2020"),
        ("2020-12/..", "since December 2020"),
        ("16 days (NK-2020-0004, 2020-12-12)", "16 days (NK-2020-0004, 12 December 2020)"),
        ("2020", "2020"),
        ("NK-2020-0003", "NK-2020-0003"),
        ("c-2020-12-11-1", "c-2020-12-11-1"),
    ],
)
def test_days_of_an_answer_are_said_in_words_and_codes_stay(told: str, said: str) -> None:
    assert _say_dates(told) == said
