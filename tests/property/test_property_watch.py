"""The watch killed at any point, and over thirty days of bad weather: nothing lost, nothing twice."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from loopback import Reply, Site, conditional, feed, serve_site
from trucewatch.alerts.book import Book
from trucewatch.alerts.rules import parse_rules
from trucewatch.flow.alerting import Alerter
from trucewatch.flow.watch import Watcher
from trucewatch.store.sqlite import open_store
from trucewatch.watching.card import Links, Source
from trucewatch.watching.clock import MovedClock
from watched import START, source, watching

STORMS, KILLS = 5, 4
TESTS = Path(__file__).resolve().parents[1]
# a process of its own that does one round at a standing clock, with every step slowed down so that kills hit all of them
DRIVER = """
import sys, time
sys.path[:0] = [{tests!r}]
from pathlib import Path
from watched import START, watching
from trucewatch.watching.clock import MovedClock
from test_property_watch import busy_sources
sys.stdout.write("up\\n"); sys.stdout.flush()
with watching(Path(sys.argv[1]), *busy_sources(sys.argv[2], Path(sys.argv[3])), clock=MovedClock(START)) as watcher:
    watcher.round(at_once=True)
sys.stdout.write("done\\n"); sys.stdout.flush()
"""


def busy_sources(address: str, folder: Path) -> tuple[Source, ...]:
    """Feeds, a list page and a folder."""
    feeds = [source(f"feed-{n}", f"{address}/feed-{n}") for n in range(6)]
    pages = source("pages", f"{address}/news", form="pages", links=Links(match=r"/a/\d+"))
    return (*feeds, pages, source("folder", str(folder), form="folder"))


def make_busy(site: Site, folder: Path) -> int:
    """How many documents a round must bring."""
    for n in range(6):
        entries = [
            (f"{n}-{i}", "Sun, 01 Mar 2026 05:00:00 +0000", f"@claim S{n} shelling 2026-03-0{i % 9 + 1} P{i}")
            for i in range(8)
        ]
        site.routes[f"/feed-{n}"] = conditional(feed(entries), f'"{n}"')
    site.put("/news", Reply(body="".join(f'<a href="/a/{i}">x</a>' for i in range(10)).encode()))
    for i in range(10):
        words = (
            f"Soldiers of the {i}th post fired at a patrol near Dolna on Saturday, the ministry of the north said. " * 3
        )
        site.put(f"/a/{i}", Reply(body=f"<html><body><p>{words}</p></body></html>".encode()))
    folder.mkdir()
    for i in range(10):
        (folder / f"{i}.txt").write_text(f"@claim East shooting 2026-03-01 Q{i}")
    return 6 * 8 + 10 + 10


def digest(folder: Path) -> str:
    store = open_store(folder / "w.sqlite", create=False)
    try:
        assert store.engine_faults() == ()
        return store.derived_digest()
    finally:
        store.close()


@pytest.mark.slow
def test_after_twenty_kills_the_store_is_that_of_an_undisturbed_run(tmp_path: Path) -> None:
    chance = random.Random(9)
    with serve_site() as site:
        expected = make_busy(site, tmp_path / "in")
        calm = tmp_path / "calm"
        calm.mkdir()

        def start(folder: Path) -> subprocess.Popen[bytes]:
            words = [
                sys.executable,
                "-c",
                DRIVER.format(tests=str(TESTS)),
                str(folder),
                site.address,
                str(tmp_path / "in"),
            ]
            path = os.pathsep.join([str(TESTS), str(TESTS / "property"), *sys.path])
            return subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})

        undisturbed = start(calm)
        assert undisturbed.stdout is not None
        assert undisturbed.stdout.readline() == b"up\n"
        begun = time.monotonic()
        assert undisturbed.stdout.read() == b"done\n"
        whole = time.monotonic() - begun
        killed = 0
        for storm in range(STORMS):
            stormy = tmp_path / f"stormy-{storm}"
            stormy.mkdir()
            for n in range(KILLS):
                process = start(stormy)
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(chance.uniform(0, whole * (1 - n / (2 * KILLS))))  # less is left to do each time
                process.send_signal(signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
                process.stdout.close()
            last = start(stormy)
            assert last.stdout is not None
            assert last.stdout.read().endswith(b"done\n")
            assert last.wait() == 0
            assert digest(stormy) == digest(calm)
        assert killed >= STORMS * KILLS / 2
        with watching(stormy, *busy_sources(site.address, tmp_path / "in"), clock=MovedClock(START)) as watcher:
            assert len(list(watcher.store.documents())) == expected
            for row in watcher.state.responses("record IS NOT NULL"):
                watcher.archive.read(row.kept)  # every record that counts is whole


RULES = """\
rules:
  - {id: all, when: incident, firm_only: false}
  - {id: sources, when: source_alarm}
channels:
  - {id: screen, to: stdout}
"""
DAYS = 30
MOST_GROWTH = 300_000  # bytes in fifteen days: caches of a fixed size that fill up, and the lists of this test


class Paper:
    """A feed of the newest twenty entries, six new ones a day, that fails in every way it can, two times in five."""

    def __init__(self, clock: MovedClock, seed: int) -> None:
        self.clock, self.chance, self.published = clock, random.Random(seed), list[tuple[str, str, str]]()

    def __call__(self, headers: dict[str, str]) -> Reply:
        hours = int((self.clock.now() - START).total_seconds() // 3600)
        while len(self.published) <= hours // 4:
            n = len(self.published)
            at = START + timedelta(hours=4 * n)
            day = (at - timedelta(days=1)).date().isoformat()
            stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
            self.published.append((f"e{n}", stamp, f"@claim North shelling {day} P{n}"))
        body = feed(self.published[-20:])
        fault = self.chance.random()
        if fault < 0.1:
            return Reply(status=500)
        if fault < 0.15:
            return Reply(status=429, headers=(("Retry-After", "3600"),))
        if fault < 0.25:
            return Reply(body=body, cut=len(body) // 2)
        if fault < 0.32:
            return Reply(body=body[: len(body) // 2])  # whole to HTTP, broken as XML
        if fault < 0.4:
            return Reply(status=302, headers=(("Location", "/feed"),))
        tag = f'"{len(self.published)}"'
        if headers.get("if-none-match") == tag:
            return Reply(status=304)
        return Reply(body=body, headers=(("ETag", tag),))

    def expected(self) -> list[str]:
        """Names of all that was published."""
        return [f"P{n}" for n in range(len(self.published))]


def one_day(watcher: Watcher, alerter: Alerter, clock: MovedClock) -> None:
    end = clock.now() + timedelta(days=1)
    while clock.now() < end:
        done = watcher.round()
        alerter.look(changed=done.derived is not None or done.alarms_changed)
        clock.at = max(watcher.next_due(), clock.now() + timedelta(minutes=1))


def catch_up(watcher: Watcher, alerter: Alerter, clock: MovedClock) -> list[str]:
    """What the store holds once a look went well with nothing new."""
    for _ in range(40):
        done = watcher.round(at_once=True)
        alerter.look(changed=True)
        if done.looked.unchanged:
            break
        clock.at = watcher.next_due()
    return [d.text.split()[-1] for d in watcher.store.documents()]


def check_alerts(lines: list[str], expected: list[str]) -> None:
    """One alert for each incident, none twice; what is said of the source is said in turns."""
    heads = [line.splitlines()[0] for line in lines]
    told = [h for h in heads if not h.endswith(("is silent", "is failing", "has changed its layout"))]
    assert all(h.startswith("Alert: ") for h in told)
    assert sorted(h.rpartition(", ")[2] for h in told) == sorted(expected)
    ids = [line.splitlines()[-1].partition("; ")[2] for line in lines]
    assert len(ids) == len(set(ids))


def test_thirty_days_of_faults_lose_no_item_take_none_twice_and_repeat_no_alert(tmp_path: Path) -> None:
    """The process is started anew each day."""
    clock, lines = MovedClock(START), list[str]()
    paper, rules = Paper(clock, 4), parse_rules(RULES, "r.yml")
    with serve_site() as site, closing(Book(tmp_path / "alerts.sqlite")) as book:
        site.routes["/feed"] = paper
        card = source("paper", f"{site.address}/feed", every_minutes=120)
        with watching(tmp_path, card, clock=clock) as watcher:
            Alerter(watcher.store, rules, book, clock, write=lines.append, secrets={}).look(changed=True)
        for _ in range(DAYS):
            with watching(tmp_path, card, clock=clock) as watcher:
                alerter = Alerter(watcher.store, rules, book, clock, write=lines.append, secrets={})
                one_day(watcher, alerter, clock)
        with watching(tmp_path, card, clock=clock) as watcher:
            alerter = Alerter(watcher.store, rules, book, clock, write=lines.append, secrets={})
            names = catch_up(watcher, alerter, clock)
    expected = paper.expected()
    assert len(expected) >= 180
    assert sorted(names) == sorted(expected)
    check_alerts(lines, expected)


@pytest.mark.slow
def test_memory_is_flat_over_thirty_days_in_one_process(tmp_path: Path) -> None:
    """What Python holds after the days 15 to 30 is what it held after ten, but for what the documents themselves take."""
    clock, lines, held = MovedClock(START), list[str](), list[int]()
    paper, rules = Paper(clock, 5), parse_rules(RULES, "r.yml")
    with serve_site() as site, closing(Book(tmp_path / "alerts.sqlite")) as book:
        site.routes["/feed"] = paper
        card = source("paper", f"{site.address}/feed", every_minutes=180)
        with watching(tmp_path, card, clock=clock) as watcher:
            alerter = Alerter(watcher.store, rules, book, clock, write=lines.append, secrets={})
            alerter.look(changed=True)  # what there is when rules are first used is not told
            for day in range(DAYS):
                if day == 10:
                    tracemalloc.start()
                one_day(watcher, alerter, clock)
                site.asked.clear()  # the test's own notes of requests
                if day >= 10:
                    gc.collect()
                    held.append(tracemalloc.get_traced_memory()[0])
            tracemalloc.stop()
            names = catch_up(watcher, alerter, clock)
    check_alerts(lines, paper.expected())
    assert sorted(names) == sorted(paper.expected())
    growth = held[-1] - held[4]  # five days of warming caches up, then fifteen days
    assert growth < MOST_GROWTH, held
