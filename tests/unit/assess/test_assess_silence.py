"""Followed sources that fall silent: their coverage becomes unknown, and nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from assess_builders import document, karabakh

from trucewatch.assess.assess import assess
from trucewatch.assess.silence import heard_last, silences
from trucewatch.model.document import Document, Source

HEARD = datetime(2020, 12, 10, 9, 30, tzinfo=UTC)
NOW = datetime(2020, 12, 14, 9, 0, tzinfo=UTC)


def paper(at: datetime = HEARD, source: str = "Border Paper", **more: Any) -> Document:
    words = "Shelling near Hadrut, Nagorno-Karabakh."
    return document(f"d-{at:%d%H}-{source}", words, at.date(), source=source, received_at=at, **more)


def followed(**more: Any) -> Source:
    fields = {"id": "paper", "name": "Border Paper", "silent_after_hours": 72, "followed": True} | more
    return Source(**fields)


def test_a_source_silent_for_longer_than_its_card_allows_is_unknown_from_the_day_after_its_last_text() -> None:
    (row,) = silences(karabakh(), (followed(),), heard_last((paper(), paper(HEARD - timedelta(days=3))), NOW), NOW)
    assert (row.observer, row.state) == ("Border Paper", "unknown")
    assert (row.start, row.end) == (date(2020, 12, 11), date(2020, 12, 14))
    assert row.means == "nothing has come in since 2020-12-10 09:30 UTC"
    assert (row.claim_ids, row.document_ids) == ((), ())


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (followed(silent_after_hours=96), "it may be silent for longer"),
        (followed(followed=False), "nobody follows it any more"),
        (followed(theatres=("another-theatre",)), "it does not cover this theatre"),
        (followed(silent_after_hours=None), "it has no card that says how long"),
        (followed(name="Other Paper", followed_since=NOW - timedelta(hours=1)), "it is followed since an hour"),
    ],
)
def test_otherwise_there_is_no_row(source: Source, why: str) -> None:
    assert silences(karabakh(), (source,), heard_last((paper(),), NOW), NOW) == (), why


def test_a_source_that_was_never_heard_is_unknown_since_it_was_followed() -> None:
    source = followed(followed_since=NOW - timedelta(days=5), name="The Other Paper")
    (row,) = silences(karabakh(), (source,), heard_last((paper(),), NOW), NOW)
    assert (row.start, row.means) == (
        date(2020, 12, 10),
        "nothing at all has come in since it was first followed on 2020-12-09 09:00 UTC",
    )


def test_what_came_in_later_than_the_time_asked_about_breaks_no_silence() -> None:
    (row,) = silences(karabakh(), (followed(),), heard_last((paper(), paper(NOW + timedelta(hours=1))), NOW), NOW)
    assert row.start == date(2020, 12, 11)


def test_the_row_stands_beside_what_others_tell_and_makes_none_of_their_days_unknown() -> None:
    papers = (paper(), paper(NOW - timedelta(days=1), source="Other Paper"))
    with_it, without = (assess((), (), papers, (karabakh(),), (), NOW, sources=s).coverage for s in ((followed(),), ()))
    assert [c for c in with_it if c.state != "unknown"] == list(without)
    assert [c.observer for c in with_it if c.state == "unknown"] == ["Border Paper"]
