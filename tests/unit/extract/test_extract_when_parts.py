"""The parts of the when room on their own: bounds, calendar, zones, combining, contexts, histories, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trucewatch.errors import ConfigurationError
from trucewatch.extract.when import (
    NarrativeContext,
    TimeContext,
    advance,
    advance_narrative,
    bounds,
    combine,
    find_times,
    offset_for,
    resolve_time,
)
from trucewatch.extract.when.calendar import Stamp, of_day, parse_edtf, shift_month

REPORT = TimeContext(anchor=date(2021, 3, 10), anchor_source="dateline")


def when(text: str, context: TimeContext = REPORT) -> str | None:
    """EDTF of all the expressions of a clause together."""
    return combine(find_times(text), context).edtf


def read(text: str) -> list[str | None]:
    """EDTF of each expression of a history."""
    context, out = NarrativeContext(), []
    for mention in find_times(text):
        resolved = resolve_time(mention, context)
        out.append(resolved.edtf)
        context = advance_narrative(context, resolved)
    return out


# --- EDTF and bounds ---


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2021-03-05", "2021-03-05T00:00", "2021-03-06T00:00"),
        ("2021-03", "2021-03-01T00:00", "2021-04-01T00:00"),
        ("2020", "2020-01-01T00:00", "2021-01-01T00:00"),
        ("2020-24", "2020-12-01T00:00", "2021-03-01T00:00"),
        ("199X", "1990-01-01T00:00", "2000-01-01T00:00"),
        ("19XX", "1900-01-01T00:00", "2000-01-01T00:00"),
        ("2021-03-05/2021-03-07", "2021-03-05T00:00", "2021-03-08T00:00"),
        ("../2020-11", None, "2020-12-01T00:00"),
        ("2020-11-10/..", "2020-11-10T00:00", None),
        ("2021-03-05~", "2021-02-26T00:00", "2021-03-13T00:00"),
        ("-0498", None, None),
        ("not a date", None, None),
        ("2021-02-31", None, None),
        ("../..", None, None),
    ],
)
def test_bounds_of_a_date_in_utc(edtf: str, earliest: str | None, latest: str | None) -> None:
    said = bounds(edtf, utc_offset_minutes=0)
    assert [x and x.strftime("%Y-%m-%dT%H:%M") for x in said] == [earliest, latest]


def test_an_unknown_zone_widens_to_the_first_and_last_zone_of_the_world() -> None:
    assert bounds("2021-03-05") == (datetime(2021, 3, 4, 10, tzinfo=UTC), datetime(2021, 3, 6, 12, tzinfo=UTC))


def test_a_clock_range_past_midnight_ends_the_next_day() -> None:
    said = bounds("2021-03-05", clock=23 * 60, end_clock=60, utc_offset_minutes=0)
    assert said == (datetime(2021, 3, 5, 23, tzinfo=UTC), datetime(2021, 3, 6, 1, 1, tzinfo=UTC))


def test_a_part_of_the_day_does_not_narrow_a_month() -> None:
    assert bounds("2021-03", day_part="evening", utc_offset_minutes=0) == bounds("2021-03", utc_offset_minutes=0)


def test_the_last_days_of_the_calendar_do_not_fail() -> None:
    assert bounds("0001-01-01") == (None, datetime(1, 1, 2, 12, tzinfo=UTC))


def test_edtf_is_read_back_as_written() -> None:
    for text in ("2021-03-05", "2021-03", "2020", "2020-24", "199X", "19XX", "2021-02-24~"):
        ends = parse_edtf(text)
        assert ends is not None
        assert ends[0] is not None
        assert ends[0].edtf() == text


def test_months_shift_to_the_last_day_of_a_shorter_month() -> None:
    assert shift_month(date(2021, 3, 31), -1) == date(2021, 2, 28)


def test_the_stamp_before_keeps_its_precision() -> None:
    assert [s.before().edtf() for s in (of_day(date(2021, 3, 1)), Stamp(year=2021, month=1), Stamp(year=2021))] == [
        "2021-02-28",
        "2020-12",
        "2020",
    ]


# --- zones ---


def test_summer_time_changes_the_offset_of_a_place() -> None:
    assert (offset_for("Kyiv", date(2015, 2, 14)), offset_for("Kyiv", date(2015, 7, 14))) == (120, 180)


def test_places_are_found_without_regard_to_case() -> None:
    assert offset_for("YEREVAN", date(2020, 12, 11)) == 240
    assert offset_for("Nowhereville", date(2020, 12, 11)) is None
    assert offset_for(None, date(2020, 12, 11)) is None


def test_a_zone_told_twice_gives_the_offset_by_difference() -> None:
    resolved = combine(find_times("Today, at 1 a.m. [21:00 GMT]"), REPORT)
    assert resolved.detail.utc_offset_minutes == 240


# --- several expressions of one clause ---


def test_a_day_and_a_clock_apart_are_one_time() -> None:
    resolved = combine(find_times("On Monday the army, at 0930 hours, fired."), REPORT)
    assert (resolved.edtf, resolved.clock) == ("2021-03-08", 570)


def test_an_explicit_date_beats_a_relative_one() -> None:
    assert when("Over the past day the ministry, on 8 March 2021, counted seven.") == "2021-03-08"


def test_the_date_of_an_agreement_is_left_out_when_there_is_another() -> None:
    assert when("On Monday the November 10 agreement was broken.") == "2021-03-08"


def test_an_agreement_date_alone_counts() -> None:
    assert when("under the November 10 agreement") == "2020-11-10"


def test_a_length_beside_a_day_does_not_count() -> None:
    assert when("On Monday they fired for six hours.") == "2021-03-08"


def test_nothing_to_combine_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        combine([], REPORT)


def test_a_date_in_a_since_clause_opens_a_stretch_for_the_rest() -> None:
    (mention,) = find_times("Five died since the truce came into effect on October 10.")
    resolved = resolve_time(mention, REPORT)
    assert (resolved.edtf, resolved.opened_edtf) == ("2020-10-10", "2020-10-10/..")
    assert mention.opening_clause is not None


def test_a_date_after_a_comma_opens_nothing() -> None:
    (mention,) = find_times("They have signed since then, and on October 10 fired.")
    assert mention.opening_clause is None


# --- contexts ---


def test_the_day_resolved_becomes_the_day_last_named() -> None:
    context = REPORT
    for mention in find_times("On 18 February a post fell. The next day it was taken back."):
        resolved = resolve_time(mention, context)
        context = advance(context, resolved)
    assert context.last_day == date(2021, 2, 19)


def test_an_agreement_date_does_not_become_the_day_last_named() -> None:
    (mention,) = find_times("Under the November 10 agreement they must stay.")
    assert advance(REPORT, resolve_time(mention, REPORT)).last_day is None


def test_a_year_named_in_an_undated_text_serves_later_dates() -> None:
    context, out = TimeContext(), []
    for mention in find_times("In 2017 there were many. On July 21 a boy was killed."):
        resolved = resolve_time(mention, context)
        out.append(resolved.edtf)
        context = advance(context, resolved)
    assert out == ["2017", "2017-07-21"]


def test_what_a_value_was_counted_from_is_told() -> None:
    (relative,) = find_times("on Friday")
    (explicit,) = find_times("on 5 March 2021")
    assert resolve_time(relative, REPORT).detail.anchor_source == "dateline"
    assert resolve_time(explicit, REPORT).detail.anchor_source == "none"
    assert resolve_time(explicit, REPORT).detail.anchor is None


def test_the_publication_day_is_never_used_for_words_without_a_time() -> None:
    for text in ("recently", "for six weeks", "at 0930 hours", "daily"):
        (mention,) = find_times(text)
        assert resolve_time(mention, REPORT).edtf is None


# --- histories ---


def test_a_history_takes_the_year_from_the_date_last_named() -> None:
    assert read("In 1939 it began. In June the army left. On July 9 it returned.") == ["1939", "1939-06", "1939-07-09"]


def test_a_history_passes_into_the_next_year() -> None:
    assert read("On 3 December 1941 they landed. In January they marched.") == ["1941-12-03", "1942-01"]


def test_a_history_counts_days_from_the_date_last_named() -> None:
    assert read("On 30 April 1945 he died. Two days later it fell. The same year the trial began.") == [
        "1945-04-30",
        "1945-05-02",
        "1945",
    ]


def test_years_before_christ_are_astronomical() -> None:
    assert read("In 490 BC they landed.") == ["-0489"]


# --- refusals ---


def test_an_unknown_language_is_refused_with_what_to_try() -> None:
    with pytest.raises(ConfigurationError) as refused:
        find_times("x", "zz")
    assert "en" in str(refused.value)


def test_numbers_of_absurd_length_are_no_times() -> None:
    for text in ("9" * 5000 + " days ago", "9" * 5000 + ".5 pm", "9" * 400 + " BC", "in " + "1" * 5000):
        assert [m.kind for m in find_times(text) if m.kind not in ("relative",)] == []
        for mention in find_times(text):
            assert resolve_time(mention, REPORT).edtf is None
