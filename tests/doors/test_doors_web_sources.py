"""The page of sources says how each followed source does: seen, late, silent, too few, not readable."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from loopback import Reply, feed, serve_site
from trucewatch.watching.clock import MovedClock
from trucewatch.web.app import make_app
from watched import START, source, watching

if TYPE_CHECKING:
    from conftest import Run

NEWS = [("a", "Sun, 01 Mar 2026 05:00:00 +0000", "@claim North shelling 2026-03-01 Dolna")]


def page_of(store: Path, address: str = "/sources") -> str:
    with TestClient(make_app(store)) as client:
        said = client.get(address).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said))


def test_followed_sources_stand_on_their_page_with_their_alarms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import trucewatch.web.pages as pages

    with serve_site() as site:
        site.put("/feed", Reply(body=feed(NEWS)))
        clock = MovedClock(START)
        papers = (source("paper", f"{site.address}/feed", silent_after_hours=5, items_a_day=(2, 9)),)
        with watching(tmp_path, *papers, source("gone", f"{site.address}/none"), clock=clock) as watcher:
            watcher.round()
            place = Path(watcher.store.path)
        later = clock.now().replace(year=START.year + 1)

    class Late:
        @staticmethod
        def now(zone: object) -> object:
            return later

    monkeypatch.setattr(pages, "datetime", Late)
    said = page_of(place)
    assert "2 of 2 sources with an alarm" in said
    assert "The Border Paper paper silent nothing new since 2026-03-01" in said
    assert "plausible: 2 to 9" in said
    assert "its silence is never calm" in said


def test_a_store_for_which_nothing_is_watched_says_so(tmp_path: Path) -> None:
    with serve_site() as site:
        site.put("/feed", Reply(body=feed(NEWS)))
        with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=MovedClock(START)) as watcher:
            watcher.round()
            place = Path(watcher.store.path)
    alone = tmp_path / "alone.sqlite"
    alone.write_bytes(place.read_bytes())
    assert "No source is followed for this store" in page_of(alone)


def test_an_earlier_time_shows_the_alarms_of_then_and_no_health_of_now(tmp_path: Path, trucewatch: Run) -> None:
    with serve_site() as site:
        site.put("/feed", Reply(body=feed(NEWS)))
        clock = MovedClock(START)
        papers = (source("paper", f"{site.address}/feed", silent_after_hours=5, items_a_day=(2, 9)),)
        with watching(tmp_path, *papers, clock=clock) as watcher:
            watcher.round()
            place, early = Path(watcher.store.path), clock.now()
    assert trucewatch("rebuild", "--store", place).code == 0  # by the reader that an earlier time is read by
    for moment, words in ((early, "No alarm stood then"), (early + timedelta(days=2), "1 alarm stood then")):
        said = page_of(place, f"/sources?as_of={moment.isoformat().replace('+', '%2B')}")
        assert words in said
        assert "kept as they are now, not as they were" in said
        assert "plausible" not in said
