"""How sources do: alarms raised and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from loopback import Reply, Site, feed, serve_site
from trucewatch.alerts.rules import parse_rules
from trucewatch.flow.alerting import would_send
from trucewatch.flow.followed import past_alarms
from trucewatch.flow.watch import Watcher
from trucewatch.watching.card import Links
from trucewatch.watching.clock import MovedClock
from watched import START, source, watching


@pytest.fixture
def site():
    with serve_site() as running:
        yield running


def entry(name: str, at: datetime) -> tuple[str, str, str]:
    return name, at.strftime("%a, %d %b %Y %H:%M:%S +0000"), f"@claim North shelling 2026-03-01 {name}"


def codes(watcher: Watcher) -> list[str]:
    return [i.code for i in watcher.store.issues() if i.code.startswith("source_")]


def test_a_source_that_falls_silent_raises_an_alarm_and_takes_it_back_when_it_speaks(
    tmp_path: Path, site: Site
) -> None:
    site.put("/feed", Reply(body=feed([entry("A", START)])))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed", silent_after_hours=24), clock=clock) as watcher:
        assert watcher.round(at_once=True).alarms == ()
        clock.sleep(25 * 3600)
        done = watcher.round(at_once=True)
        assert [(h.condition, h.alarm) for h in done.alarms] == [("silent", True)]
        assert "2026-03-01 06:00" in done.alarms[0].why
        assert codes(watcher) == ["source_silent"]
        clock.sleep(3600)
        watcher.round()
        assert codes(watcher) == ["source_silent"]  # one, not one a round
        site.put("/feed", Reply(body=feed([entry("A", START), entry("B", clock.now())])))
        clock.sleep(3600)
        assert watcher.round().alarms == ()
        assert codes(watcher) == []


def test_lag_and_counts_are_those_of_the_last_days(tmp_path: Path, site: Site) -> None:
    clock = MovedClock(START)
    entries: list[tuple[str, str, str]] = []
    with watching(tmp_path, source("paper", f"{site.address}/feed", items_a_day=(2, 3)), clock=clock) as watcher:
        for day in range(5):
            numbers = range(2 if day < 3 else 5)
            entries += [entry(f"E{day}-{n}", clock.now() - timedelta(minutes=10 * (n + 1))) for n in numbers]
            site.put("/feed", Reply(body=feed(entries)))
            watcher.round()
            clock.sleep(24 * 3600)
        watcher.round()
        (health,) = watcher.health()
        assert health.items_a_day == (2, 2, 5, 5)
        assert (health.condition, health.alarm) == ("too_many", False)
        assert health.lag_minutes == 20
        assert health.lag_minutes_p95 == 50


def test_a_changed_layout_is_an_alarm_until_the_page_is_understood(tmp_path: Path, site: Site) -> None:
    site.put("/news", Reply(body=b'<a href="/story/1">1</a>'), Reply(body=b'<a href="/a/1">1</a>'))
    clock = MovedClock(START)
    with watching(
        tmp_path, source("m", f"{site.address}/news", form="pages", links=Links(match="/a/")), clock=clock
    ) as w:
        assert [h.condition for h in w.round().alarms] == ["layout_changed"]
        assert codes(w) == ["source_layout_changed"]
        clock.sleep(3600)
        assert w.round().alarms == ()
        assert codes(w) == []


def test_three_failures_in_a_row_are_an_alarm(tmp_path: Path, site: Site) -> None:
    site.put("/feed", Reply(status=500))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        conditions = []
        for _ in range(4):
            conditions.append([h.condition for h in watcher.round().alarms])
            clock.at = watcher.next_due()
    assert conditions == [[], [], ["failing"], ["failing"]]


def test_a_silent_source_makes_its_coverage_unknown_in_the_store_until_it_speaks(tmp_path: Path, site: Site) -> None:
    from trucewatch.assess.assess import assess
    from trucewatch.assess.packs import bundled_packs

    def told(name: str, at: datetime) -> tuple[str, str, str]:
        first, second, words = entry(name, at)
        return first, second, f"{words}\nAzerbaijan said Armenian forces shelled Hadrut in Nagorno-Karabakh. {name}"

    site.put("/feed", Reply(body=feed([told("A", START)])))
    clock = MovedClock(START)

    def unknown(watcher: Watcher) -> list[tuple[str, str, str]]:
        rows = [c for c in watcher.store.coverage() if c.state == "unknown"]
        return [(c.observer, c.start.isoformat(), c.end.isoformat()) for c in rows]

    with watching(tmp_path, source("paper", f"{site.address}/feed", silent_after_hours=24), clock=clock) as watcher:
        watcher.stages = msgspec.structs.replace(watcher.stages, assess=assess)
        for pack in bundled_packs():
            watcher.store.put_agreement(pack)
        watcher.round(at_once=True)
        assert unknown(watcher) == []
        clock.sleep(49 * 3600)
        assert watcher.round(at_once=True).derived is not None  # nothing came in, and yet it is derived
        assert unknown(watcher) == [("The Border Paper", "2026-03-02", "2026-03-03")]
        clock.sleep(3600)
        assert watcher.round(at_once=True).derived is None  # once, not each round
        site.put("/feed", Reply(body=feed([told("A", START), told("B", clock.now())])))
        clock.sleep(3600)
        watcher.round(at_once=True)
        assert unknown(watcher) == []


def test_the_questions_name_a_source_that_is_silent(tmp_path: Path, site: Site) -> None:
    from trucewatch.publish.questions.coverage import _alarms

    site.put("/feed", Reply(body=feed([entry("A", START)])))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed", silent_after_hours=1), clock=clock) as watcher:
        watcher.round(at_once=True)
        clock.sleep(2 * 3600)
        watcher.round()

        class Asked:
            class records:  # noqa: N801
                store = watcher.store

        (note,) = _alarms(Asked())  # type: ignore[arg-type]
        assert "The Border Paper: nothing new since 2026-03-01 06:00 UTC" in note


def test_the_alarms_of_the_past_are_those_that_were_raised(tmp_path: Path, site: Site) -> None:
    """Failing, then well, then a changed layout, then silent: told again from the log, hour by hour."""
    down, news = Reply(status=302, headers=(("Location", "/gone"),)), Reply(body=feed([entry("A", START)]))
    site.put("/gone", Reply(status=500))
    changed = Reply(body=b"<html><p>Our new page</p></html>")
    clock = MovedClock(START)
    raised: dict[datetime, list[str]] = {}
    paper = source("paper", f"{site.address}/feed", silent_after_hours=30, every_minutes=60)
    with watching(tmp_path, paper, clock=clock) as watcher:
        for reply, hours in ((down, 8), (news, 10), (changed, 10), (news, 30)):
            site.put("/feed", reply)
            for _ in range(hours):
                done = watcher.round(at_once=True)
                raised[clock.now()] = [f"source_{h.condition}" for h in done.alarms]
                clock.sleep(3700)
        again = {at: [i.code for i in past_alarms(watcher.store.path, at)] for at in raised}
        assert again == raised
    told = [codes[0] for codes in raised.values() if codes]
    assert list(dict.fromkeys(told)) == ["source_failing", "source_layout_changed", "source_silent"]


def test_a_trial_of_rules_tells_of_the_alarms_of_sources_too(tmp_path: Path, site: Site) -> None:
    rules = parse_rules("rules:\n  - {id: sources, when: source_alarm}\n", "r.yml")
    site.put("/feed", Reply(body=feed([entry("A", START)])))
    clock = MovedClock(START)
    paper = source("paper", f"{site.address}/feed", silent_after_hours=48)
    with watching(tmp_path, paper, clock=clock) as watcher:
        for day in range(8):
            if day == 6:
                site.put("/feed", Reply(body=feed([entry("A", START), entry("B", clock.now())])))
            watcher.round(at_once=True)
            clock.sleep(24 * 3600)
        trial = would_send(watcher.store, rules, START, clock.now(), clock="system", stages=watcher.stages)
        sent = [(m.kind, m.fact.headline) for m in trial]
    assert sent == [("alert", "Source paper is silent"), ("cancel", "Source paper is silent")]


def test_alerts_follow_the_watch_from_an_empty_store_on(tmp_path: Path, site: Site) -> None:
    from contextlib import closing

    from trucewatch.alerts.book import Book
    from trucewatch.alerts.rules import parse_rules
    from trucewatch.flow.alerting import Alerter

    rules = parse_rules(
        "rules:\n  - {id: all, when: incident, firm_only: false}\n  - {id: sources, when: source_alarm}\n"
        "channels:\n  - {id: screen, to: stdout}\n",
        "r.yml",
    )
    site.put("/feed", Reply(status=404), Reply(body=feed([entry("A", START)])))
    clock, lines = MovedClock(START), list[str]()
    paper = source("paper", f"{site.address}/feed", silent_after_hours=24)
    with watching(tmp_path, paper, clock=clock) as watcher, closing(Book(tmp_path / "alerts.sqlite")) as book:
        alerter = Alerter(watcher.store, rules, book, clock, write=lines.append, secrets={})
        for _ in range(30):
            done = watcher.round()
            alerter.look(changed=done.derived is not None or done.alarms_changed)
            clock.sleep(3600)
    heads = [line.splitlines()[0] for line in lines]
    assert len(heads) == 2
    assert heads[0].startswith("Alert: ")
    assert heads[0].endswith("shelling, A")
    assert heads[1] == "Alert: Source paper is silent"
