"""More incidents than a page lists are answered by counts: each equals what its rows tell, and its link lists just those."""

from __future__ import annotations

from datetime import date

import pytest
from publish_world import small_store

from trucewatch.publish import in_short_many as many
from trucewatch.publish.in_short import Short, Telling
from trucewatch.publish.in_short_many import Counts, counts_of, in_short_many
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.situation import situation
from trucewatch.publish.view import View

TODAY = date(2021, 3, 9)


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


def short(counts: Counts, **settings: object) -> dict[str, Short]:
    made = in_short_many(counts, days={}, today=TODAY, deadlines=(), **settings)  # type: ignore[arg-type]
    return {s.id: s for s in made}


def words(answer: Short) -> str:
    return " ".join(t.text for t in answer.tellings)


def links(answer: Short) -> dict[str, str]:
    return {value: t.text for t in answer.tellings for _, added in t.narrow for _, value in added}


def test_counts_are_those_of_the_rows(view: View) -> None:
    rows = view.incidents().rows
    found = counts_of(view.records, IncidentFilter())
    assert found.total == len(rows) > 1
    assert found.one_sided == sum(r.one_sided for r in rows)
    assert found.undated == sum(r.when is None for r in rows)
    assert found.statuses.get("firm", 0) == sum(r.firm for r in rows)
    assert found.statuses.get("corroborated", 0) == sum(r.occurrence == "corroborated" for r in rows)
    assert found.voices is not None
    for side in {s for r in rows for s in r.told_by}:
        assert f"{side} of {sum(side in r.told_by for r in rows)}" in words(short(found)["who"])
    for text in {t for r in rows for t in r.other_side}:
        assert f"{text}: {sum(text in r.other_side for r in rows)}." in words(short(found)["denied"])


def test_each_link_lists_as_many_as_its_line_says(view: View) -> None:
    made = short(counts_of(view.records, IncidentFilter()))
    followed = 0
    for answer in made.values():
        for status, text in links(answer).items():
            wanted = IncidentFilter(one_sided=True) if status == "yes" else IncidentFilter(status=status)
            n = situation(view, wanted, skip=0, limit=0).listing.shown
            assert text.startswith(f"{n:,} of "), (status, text)
            followed += 1
    assert followed


def test_a_filter_for_a_status_is_not_traded_for_another(view: View) -> None:
    made = short(counts_of(view.records, IncidentFilter(status="reported")))
    assert set(links(made["what"])) == set()
    assert set(links(made["denied"])) == set()


def test_a_filter_is_counted_alone(view: View) -> None:
    rows = view.incidents(IncidentFilter(one_sided=True)).rows
    found = counts_of(view.records, IncidentFilter(one_sided=True))
    assert found.total == found.one_sided == len(rows)


def test_of_too_many_nobody_is_named_and_nothing_is_made_up(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MOST_ASKED", 1)
    found = counts_of(View(small_store()).records, IncidentFilter())
    assert found.voices is None
    made = short(found, sides=("North", "South"))
    assert "Told by" not in words(made["who"])
    assert {"North", "South"} <= set(links(made["who"]))
    assert f"{found.one_sided} of {found.total} told by one side alone." in words(made["who"])


def test_without_a_denial_nobody_denies() -> None:
    found = Counts(total=5, undated=0, one_sided=5, any_status=True, statuses={"firm": 5, "reported": 5}, voices=())
    made = short(found)
    assert words(made["denied"]) == "Nobody, in the documents at hand."
    assert words(made["open"]) == "No open question is on record; that is not to know all."


def test_the_fullest_day_is_named_only_where_it_is_one() -> None:
    found = Counts(total=5, undated=0, one_sided=0, any_status=True, statuses={"firm": 5}, voices=())
    one, other = date(2021, 3, 1), date(2021, 3, 2)

    def told(days: dict[date, int]) -> list[Telling]:
        made = in_short_many(found, days=days, today=TODAY, deadlines=())
        return [t for t in made[0].tellings if t.text == "Most on one day:"]

    assert told({one: 2, other: 2}) == []
    assert [t.days for t in told({one: 1, other: 4})] == [((other, 4),)]
