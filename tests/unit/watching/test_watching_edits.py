"""Texts that their publishers change later: both forms are kept, the later one speaks, and the change is told."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

import trucewatch.flow.watch as flow_watch
from loopback import Reply, Site, conditional, feed, serve_site
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.watch import Watcher
from trucewatch.publish.brief import BriefOptions
from trucewatch.publish.compose import compose_brief
from trucewatch.publish.edits import edit_rows
from trucewatch.publish.records import Records
from trucewatch.publish.sentence import plain
from trucewatch.publish.view import View
from trucewatch.watching.card import Links
from trucewatch.watching.clock import MovedClock
from trucewatch.watching.state import State
from watched import START, source, watching

PAGES = {"form": "pages", "links": Links(match="/a/")}
REST = "The road to the village was closed for the night, officials said, and buses went round by the hills."


def page(claim: str, extra: str = "", rest: str = REST) -> bytes:
    words = f"<p>{claim}</p><p>{rest}</p><p>{extra}</p>"
    return (
        f"<html><head><title>Shelling near Dolna</title></head><body><article>{words}</article></body></html>".encode()
    )


THREE, FIVE = "@claim North shelling 2026-03-01 Dolna 3", "@claim North shelling 2026-03-01 Dolna 5"


@pytest.fixture
def site():
    with serve_site() as running:
        running.put("/news", Reply(body=b'<a href="/a/1">1</a>'))
        yield running


def go_on(watcher: Watcher, clock: MovedClock, hours: float) -> None:
    end = clock.now() + timedelta(hours=hours)
    while clock.now() < end:
        clock.at = min(end, max(watcher.next_due(), clock.now() + timedelta(seconds=1)))
        watcher.round(at_once=True)


def told(watcher: Watcher) -> list[tuple[str, int | None]]:
    """Code and count of every claim that stands in an incident."""
    claims = {c.id: c for c in watcher.store.claims()}
    found = watcher.store.reconciliation().incidents
    return [(i.code, claims[x.claim_id].count) for i in found for x in i.claims]


def test_an_article_that_is_changed_keeps_its_incident_and_says_it_once(tmp_path: Path, site: Site) -> None:
    site.routes["/a/1"] = conditional(page(THREE), '"1"')
    clock = MovedClock(START)
    with watching(tmp_path, source("m", f"{site.address}/news", **PAGES), clock=clock) as w:
        go_on(w, clock, 5)
        ((code, count),) = told(w)
        assert count == 3
        site.routes["/a/1"] = conditional(page(FIVE), '"2"')
        go_on(w, clock, 80)
        assert told(w) == [(code, 5)]
        assert len(list(w.store.documents())) == 2
        assert len(list(w.store.captures())) == 2
        (row,) = edit_rows(Records(w.store))
        assert (row.changes, row.stands) == (((THREE, FIVE),), True)
        early = store_as_of(w.store, START + timedelta(hours=5), stages=w.stages)
        assert [c.count for c in early.claims()] == [3]  # what was said then is still what was said then
        early.close()
    asked = [h.get("if-none-match") for p, h in site.asked if p == "/a/1"]
    assert asked == [None, '"1"', '"1"', '"2"', '"2"']  # after 1, 6, 24 and 72 hours, and never again


def test_the_report_tells_of_the_change(tmp_path: Path, site: Site) -> None:
    site.put("/a/1", Reply(body=page(THREE)), Reply(body=page(FIVE, rest=f"{REST} It opened again in the morning.")))
    clock = MovedClock(START)
    with watching(tmp_path, source("m", f"{site.address}/news", **PAGES), clock=clock) as w:
        go_on(w, clock, 2)
        brief = compose_brief(View(w.store), BriefOptions(as_of=clock.now(), version="0"))
        (said,) = [plain(s.parts) for s in next(x for x in brief.sections if x.id == "corrections").sentences]
    assert said.startswith("Changed by its publisher, The Border Paper, “Shelling near Dolna”, seen on 1 March 2026")
    assert f"was “{THREE}”, is “{FIVE}”; added “It opened again in the morning.”. The later form stands." in said


def test_a_text_that_is_set_back_speaks_again(tmp_path: Path, site: Site) -> None:
    site.put("/a/1", *(Reply(body=page(words)) for words in (THREE, FIVE, THREE)))
    clock = MovedClock(START)
    with watching(tmp_path, source("m", f"{site.address}/news", **PAGES), clock=clock) as w:
        go_on(w, clock, 0.5)
        ((code, _),) = told(w)
        go_on(w, clock, 4)
        assert told(w) == [(code, 5)]
        go_on(w, clock, 70)
        assert told(w) == [(code, 3)]
        assert [r.stands for r in edit_rows(Records(w.store))] == [True, False]


def test_what_changes_round_the_text_is_no_edit(tmp_path: Path, site: Site) -> None:
    bodies = [page(THREE).replace(b"<body>", b"<body><!-- " + str(n).encode() + b" visitors -->") for n in range(5)]
    site.put("/a/1", *(Reply(body=b) for b in bodies))
    clock = MovedClock(START)
    with watching(tmp_path, source("m", f"{site.address}/news", **PAGES), clock=clock) as w:
        go_on(w, clock, 100)
        assert len(list(w.store.documents())) == 1
        assert edit_rows(Records(w.store)) == ()
        assert site.count("/a/1") == 5
        assert (
            len(list(w.state.responses("role = 'article' AND state = 'parsed'"))) == 5
        )  # every answer is kept and read


def test_another_report_at_a_lasting_address_takes_nothing_back(tmp_path: Path, site: Site) -> None:
    first = ("today", "Sun, 01 Mar 2026 05:00:00 +0000", f"{THREE}\n{REST}")
    second = (
        "today",
        "Mon, 02 Mar 2026 05:00:00 +0000",
        "@claim South shooting 2026-03-02 Gorna\nA quiet evening after that.",
    )
    site.put("/feed", Reply(body=feed([first])), Reply(body=feed([second])))
    clock = MovedClock(START)
    with watching(tmp_path, source("f", f"{site.address}/feed"), clock=clock) as w:
        go_on(w, clock, 2)
        assert len(told(w)) == 2
        assert edit_rows(Records(w.store)) == ()


def test_an_entry_of_a_feed_that_is_changed_is_an_edit_too(tmp_path: Path, site: Site) -> None:
    day = "Sun, 01 Mar 2026 05:00:00 +0000"
    site.put("/feed", Reply(body=feed([("one", day, THREE)])), Reply(body=feed([("one", day, FIVE)])))
    clock = MovedClock(START)
    with watching(tmp_path, source("f", f"{site.address}/feed"), clock=clock) as w:
        go_on(w, clock, 2)
        assert [count for _, count in told(w)] == [5]


def test_entries_that_share_one_address_are_each_a_report(tmp_path: Path, site: Site) -> None:
    day = "Sun, 01 Mar 2026 05:00:00 +0000"
    entries = [("same", day, THREE), ("same", day, "@claim South shooting 2026-03-01 Gorna")]
    site.put("/feed", Reply(body=feed(entries)))
    clock = MovedClock(START)
    with watching(tmp_path, source("f", f"{site.address}/feed"), clock=clock) as w:
        go_on(w, clock, 3)
        assert len(told(w)) == 2


def test_an_edit_that_a_kill_interrupted_is_settled_at_the_next_start(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/a/1", Reply(body=page(THREE)), Reply(body=page(FIVE)))
    clock = MovedClock(START)
    card = source("m", f"{site.address}/news", **PAGES)
    with watching(tmp_path, card, clock=clock) as w:
        go_on(w, clock, 0.5)
    real, calls, deadly = flow_watch.derive, list[int](), [0]

    def dies(*words: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == deadly[0]:
            raise KeyboardInterrupt
        return real(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(flow_watch, "derive", dies)
    for number in (1, 2):
        calls.clear()
        deadly[0] = number
        with watching(tmp_path, card, clock=clock) as w:
            clock.sleep(3600)
            with pytest.raises(KeyboardInterrupt):
                w.round(at_once=True)
    deadly[0] = 0
    with watching(tmp_path, card, clock=clock) as w:
        w.round(at_once=True)
        assert [count for _, count in told(w)] == [5]
        assert len(edit_rows(Records(w.store))) == 1


def test_a_memory_of_the_first_version_is_brought_up_to_date(tmp_path: Path, site: Site) -> None:
    site.put("/a/1", Reply(body=page(THREE)))
    clock = MovedClock(START)
    card = source("m", f"{site.address}/news", **PAGES)
    with watching(tmp_path, card, clock=clock) as w:
        w.round(at_once=True)
    place = tmp_path / "w.sqlite.watch" / "state.sqlite"
    with sqlite3.connect(place) as db:  # as the first version wrote it
        for statement in (
            "DROP INDEX response_url",
            "CREATE INDEX response_bytes ON response (source, url, sha256)",
            "DROP INDEX wanted_again",
            *(f"ALTER TABLE wanted DROP COLUMN {c}" for c in ("fetched", "looks", "etag", "modified")),
            *(f"ALTER TABLE item DROP COLUMN {c}" for c in ("documents", "current")),
            "PRAGMA user_version = 1",
        ):
            db.execute(statement)
    db.close()
    with watching(tmp_path, card, clock=clock) as w:
        go_on(w, clock, 2)
        assert len(told(w)) == 1
    again = State(place)
    assert again.versions("m", f"{site.address}/a/1")[0].current
    again.close()
