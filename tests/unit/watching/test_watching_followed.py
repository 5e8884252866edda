"""Cards that are added, changed or taken away while a watch runs, and what of them the store keeps."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from loopback import Reply, feed, serve_site
from trucewatch.errors import ConfigurationError
from trucewatch.flow.followed import followed_health
from trucewatch.flow.watch import keep_watching
from trucewatch.watching.card import Licence
from trucewatch.watching.card_folder import CardFolder
from trucewatch.watching.clock import MovedClock
from trucewatch.watching.followed import followed_sources
from trucewatch.watching.new_card import write_card
from watched import START, source, watching

NEWS = [("a", "Sun, 01 Mar 2026 05:00:00 +0000", "@claim North shelling 2026-03-01 Dolna")]


def touch(card: Path, text: str) -> None:
    """The card with another text and surely another time."""
    before = card.stat().st_mtime_ns
    card.write_text(text)
    os.utime(card, ns=(before + 10**9, before + 10**9))


def test_a_card_that_is_added_changed_spoilt_or_taken_away_is_noticed(tmp_path: Path) -> None:
    faults: list[ConfigurationError] = []
    write_card(tmp_path, "one", "https://one.example/rss", form="feed")
    folder = CardFolder(tmp_path, faults.append)
    assert [s.id for s in folder.changed() or ()] == ["one"]
    assert folder.changed() is None
    write_card(tmp_path, "two", "https://two.example/rss", form="feed")
    assert [s.id for s in folder.changed() or ()] == ["one", "two"]
    card = tmp_path / "one" / "source.yml"
    sound = card.read_text()
    touch(card, sound.replace("every_minutes: 30", "every_minutes: 7"))
    assert [s.card.every_minutes for s in folder.changed() or ()] == [7, 30]
    touch(card, "kind: [")
    assert [s.card.every_minutes for s in folder.changed() or ()] == [7, 30]  # it goes on as it was
    assert folder.changed() is None
    assert [str(card) in str(f.where) for f in faults] == [True]
    assert folder.ids == {"one", "two"}
    card.unlink()
    assert [s.id for s in folder.changed() or ()] == ["two"]


def test_a_running_watch_follows_a_new_card_and_lets_a_lost_one_go(tmp_path: Path) -> None:
    home = tmp_path / "sources"
    with serve_site() as site:
        for name in ("one", "two"):
            site.put(f"/{name}", Reply(body=feed([(name, *NEWS[0][1:])])))

        def add(name: str) -> None:
            write_card(home, name, f"{site.address}/{name}", form="feed", publisher=name.title())
            card = home / name / "source.yml"
            card.write_text(card.read_text() + "allow_private: true\ngap_seconds: 0\n")

        add("one")
        folder, clock, rounds = CardFolder(home, print), MovedClock(START), list[int]()
        with watching(tmp_path, clock=clock) as watcher:

            def refresh() -> None:
                anew = folder.changed()
                if anew is not None:
                    watcher.follow(anew, with_card=folder.ids)

            def tell(done: object) -> None:
                rounds.append(len(list(watcher.store.documents())))
                if len(rounds) == 1:
                    add("two")
                if len(rounds) == 2:
                    (home / "one" / "source.yml").unlink()

            keep_watching(watcher, clock, tell, say=print, until=lambda: len(rounds) == 3, refresh=refresh)
            assert rounds == [1, 2, 2]
            assert [s.id for s in followed_sources(watcher.state)] == ["two"]
            assert [(s.id, s.followed) for s in watcher.store.sources()] == [("one", False), ("two", True)]


def test_what_a_card_says_of_its_source_is_kept_in_the_store_and_a_change_derives_anew(tmp_path: Path) -> None:
    with serve_site() as site:
        site.put("/feed", Reply(body=feed(NEWS)))
        clock = MovedClock(START)
        paper = source(
            "paper", f"{site.address}/feed", speaks_for="North", licence=Licence(name="own", publish="nothing")
        )
        with watching(tmp_path, paper, clock=clock) as watcher:
            watcher.round()
            (kept,) = watcher.store.sources()
            assert (kept.name, kept.aligned_with, kept.publish) == ("The Border Paper", "North", "nothing")
            clock.sleep(60)
            assert watcher.round(at_once=True).derived is None
            freer = msgspec.structs.replace(paper.card, licence=Licence(name="own", publish="facts"))
            watcher.follow((msgspec.structs.replace(paper, card=freer),))
            assert watcher.store.sources()[0].publish == "facts"
            assert watcher.round(at_once=True).derived is not None


def test_health_is_told_without_the_folder_of_cards_and_while_a_watch_runs(tmp_path: Path) -> None:
    assert followed_health(str(tmp_path / "w.sqlite"), START) == ()
    with serve_site() as site:
        site.put("/feed", Reply(body=feed(NEWS)))
        clock = MovedClock(START)
        with watching(tmp_path, source("paper", f"{site.address}/feed", silent_after_hours=5), clock=clock) as watcher:
            watcher.round()
            (found,) = followed_health(watcher.store.path, clock.now())
            assert (found.id, found.condition, found.brought, found.lag_minutes) == ("paper", "well", START, 60)
            clock.sleep(6 * 3600)
            (found,) = followed_health(watcher.store.path, clock.now())
            assert (found.condition, found.alarm) == ("silent", True)
