"""The watch killed at any point, and over thirty days of bad weather: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from loopback import Reply, Site, conditional, feed, serve_site
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


def test_thirty_days_of_faults_lose_no_item_and_take_none_twice(tmp_path: Path) -> None:
    chance = random.Random(4)
    clock = MovedClock(START)
    published: list[tuple[str, str, str]] = []

    def paper(headers: dict[str, str]) -> Reply:
        """A feed of the newest twenty entries that fails in every way it can, two times in five."""
        hours = int((clock.now() - START).total_seconds() // 3600)
        while len(published) <= hours // 4:  # six entries a day
            n = len(published)
            at = START + timedelta(hours=4 * n)
            day = (at - timedelta(days=1)).date().isoformat()
            published.append((f"e{n}", at.strftime("%a, %d %b %Y %H:%M:%S +0000"), f"@claim North shelling {day} P{n}"))
        body = feed(published[-20:])
        fault = chance.random()
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
        tag = f'"{len(published)}"'
        if headers.get("if-none-match") == tag:
            return Reply(status=304)
        return Reply(body=body, headers=(("ETag", tag),))

    with serve_site() as site:
        site.routes["/feed"] = paper
        end = START + timedelta(days=30)
        while clock.now() < end:
            # the process is started anew each day
            with watching(tmp_path, source("paper", f"{site.address}/feed", every_minutes=120), clock=clock) as watcher:
                until = min(end, clock.now() + timedelta(days=1))
                while clock.now() < until:
                    watcher.round()
                    clock.at = max(watcher.next_due(), clock.now() + timedelta(minutes=1))
        with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
            for _ in range(40):
                if watcher.round(at_once=True).looked.unchanged:
                    break
                clock.at = watcher.next_due()
            names = [d.text.split()[-1] for d in watcher.store.documents()]
    expected = [f"P{n}" for n in range(len(published))]
    assert len(expected) >= 180
    assert sorted(set(names)) == sorted(expected)
    assert len(names) == len(expected)
