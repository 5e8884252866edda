"""What holds of time expressions whatever the text and the day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.extract.when import TimeContext, bounds, find_times, resolve_time
from trucewatch.extract.when.calendar import parse_edtf

WORDS = (
    *(
        "on",
        "in",
        "at",
        "since",
        "until",
        "from",
        "to",
        "the",
        "of",
        "and",
        "between",
        "over",
        "last",
        "next",
        "past",
        "early",
    ),
    *(
        "Friday",
        "Saturday",
        "March",
        "May",
        "December",
        "mid-May",
        "evening",
        "overnight",
        "late",
        "today",
        "yesterday",
        "GMT",
    ),
    *(
        "1",
        "9",
        "11",
        "31",
        "24",
        "2020",
        "1939",
        "0930",
        "15:30",
        "pm",
        "am",
        "hours",
        "hour",
        "day",
        "days",
        "week",
        "ago",
    ),
    *(
        "11th",
        "1990s",
        "2021-03-05",
        "05.03.2021",
        "3/4/2020",
        "two",
        "several",
        "later",
        "'s",
        ",",
        ".",
        "-",
        "(",
        ")",
        "\n\n",
    ),
    *("ceasefire", "agreement", "troops", "fell", "Zürich", "the end of", "499 BC", "summer", "past 24 hours", "Jan."),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
EXPLICIT = st.sampled_from(
    ["On 5 March 2021", "on December 11, 2020", "In January 2019", "from 9 to 11 March 2020", "since 2016"]
)
RELATIVE = st.sampled_from(
    [
        "on Friday",
        "yesterday",
        "over the past 24 hours",
        "overnight",
        "last week",
        "on 20 November",
        "in May",
        "two days ago",
    ]
)


@given(TEXTS)
@settings(max_examples=150)
def test_spans_give_back_the_words_in_order_and_never_overlap(text: str) -> None:
    floor = 0
    for mention in find_times(text):
        assert mention.span.words(text) == mention.text
        assert mention.span.start >= floor
        assert mention.span.covers(mention.core)
        floor = mention.span.end


@given(st.text(max_size=80))
def test_any_text_at_all_is_read(text: str) -> None:
    for mention in find_times(text):
        assert mention.span.words(text) == mention.text


@given(TEXTS, TEXTS)
def test_paragraphs_are_read_alone(one: str, two: str) -> None:
    apart = [m.text for m in find_times(one)] + [m.text for m in find_times(two)]
    assert [m.text for m in find_times(f"{one}\n\n{two}")] == apart


@given(TEXTS, DAYS, st.booleans())
@settings(max_examples=150)
def test_what_is_resolved_can_be_read_back_and_is_in_order(text: str, day: date, future: bool) -> None:
    context = TimeContext(anchor=day, anchor_source="published", future=future)
    for mention in find_times(text):
        resolved = resolve_time(mention, context)
        if resolved.edtf is not None:
            assert parse_edtf(resolved.edtf) is not None
            earliest, latest = resolved.detail.earliest, resolved.detail.latest
            assert earliest is None or latest is None or earliest < latest
        assert resolved.detail.rule


@given(EXPLICIT, DAYS, st.integers(1, 30))
def test_a_reprint_does_not_move_an_explicit_date(words: str, day: date, later: int) -> None:
    (mention,) = find_times(words)
    first = resolve_time(mention, TimeContext(anchor=day, anchor_source="published"))
    second = resolve_time(mention, TimeContext(anchor=day + timedelta(days=later), anchor_source="published"))
    assert first.edtf == second.edtf


@given(RELATIVE)
def test_a_relative_time_is_unknown_without_a_day(words: str) -> None:
    (mention,) = find_times(words)
    assert resolve_time(mention, TimeContext()).edtf is None


@given(DAYS)
def test_a_past_weekday_lies_within_a_week_before(day: date) -> None:
    (mention,) = find_times("on Friday")
    start = resolve_time(mention, TimeContext(anchor=day, anchor_source="published")).start
    assert start is not None
    told = start.first_day()
    assert told is not None
    assert 0 <= (day - told).days <= 6
    assert told.weekday() == 4


@given(DAYS, st.integers(-12 * 60, 14 * 60), st.sampled_from([None, "morning", "evening", "night", "overnight"]))
def test_a_known_zone_never_lies_outside_the_bounds_of_an_unknown_one(day: date, offset: int, part: str | None) -> None:
    wide = bounds(day.isoformat(), day_part=part)  # type: ignore[arg-type]
    narrow = bounds(day.isoformat(), day_part=part, utc_offset_minutes=offset)  # type: ignore[arg-type]
    assert wide[0] is not None
    assert wide[1] is not None
    assert narrow[0] is not None
    assert narrow[1] is not None
    assert wide[0] <= narrow[0] < narrow[1] <= wide[1]
