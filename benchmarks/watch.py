"""A busy watch: many feeds on this machine, the reader on, a clock that is moved; lag, share of the processor, memory.

    python benchmarks/watch.py --sources 500 --items-a-day 20000 --hours 2 --base 10000

The sources lie on a server in the same process, so its share is counted too. Simulated: when items are published and when
sources are due. Measured: how long each round takes. An item's lag is the time from its publication to the look that sees it,
plus the time until the round has derived; the part that the schedule makes is reported apart. With `--by-processor` a round
lasts as long as the processor worked on it, which is what a machine with nothing else to do comes near to. `--base`: so many
texts of the made archive lie in the store beforehand, with their claims.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from flow_day import KnownClaims, put
from loopback import Reply, feed, serve_site
from made_archive import archive
from trucewatch.assess.packs import bundled_packs
from trucewatch.extract.reader import Reader
from trucewatch.flow.derive import derive
from trucewatch.flow.watch import Watcher
from trucewatch.flow.watch_home import watch_home
from trucewatch.store.shape import Store
from trucewatch.store.sqlite import open_store
from trucewatch.watching.card import Licence, Source, SourceCard
from trucewatch.watching.clock import MovedClock
from trucewatch.watching.fetch import Fetcher

START = datetime(2021, 3, 1, tzinfo=UTC)
PLACES = ("Dolna", "Gorna", "Stara", "Nova Reka", "Bela", "Krasna", "Selo", "Most", "Brod", "Luka")
SAYERS = ("Armenia's Defence Ministry", "Azerbaijan's Defence Ministry", "The Russian Defence Ministry")
ACTS = ("shelled", "fired small arms at", "flew a drone over", "attacked a post near", "fired mortars at")


def make_text(chance: random.Random, at: datetime, number: int) -> str:
    """A report of three sentences of our own; one in five tells of something that was told before."""
    place, day = chance.choice(PLACES), at - timedelta(days=chance.randint(0, 2))
    side = chance.choice(("Armenian", "Azerbaijani"))
    return (
        f"{chance.choice(SAYERS)} said {side} forces {chance.choice(ACTS)} the village of {place} {chance.randint(1, 40)} "
        f"on {day:%B} {day.day}. Report {number} gave no further details. The ministers will meet on Friday."
    )


def fill(store: Store, reader: Reader, texts: int) -> None:
    """The made archive in the store, its claims as if this reader had read them."""
    claims, documents, _ = archive(texts)
    known = KnownClaims(claims)
    known.version, known.parties = reader.version, reader.parties
    put(store, documents[:texts])
    begun = time.process_time()
    done = derive(store, known, as_of=START)
    worked = time.process_time() - begun
    print(f"beforehand: {done.documents} texts, {done.incidents} incidents, {worked:.0f} s of CPU", flush=True)


class WorkingClock(MovedClock):
    """A moved clock that also goes on while a round works, by a timer in seconds."""

    def __init__(self, start: datetime, timer: Callable[[], float]) -> None:
        super().__init__(start)
        self.timer, self._begun = timer, None

    def now(self) -> datetime:
        """The simulated instant."""
        return self.at if self._begun is None else self.at + timedelta(seconds=self.timer() - self._begun)

    def begin(self) -> None:
        """From now on work takes time."""
        self._begun = self.timer()

    def end(self) -> float:
        """How many seconds the work took; they have passed."""
        took = self.timer() - self._begun
        self.at, self._begun = self.now(), None
        return took


def new_urls(watcher: Watcher, since: datetime) -> list[str]:
    """Addresses of the items that were first seen since then."""
    return [key for ident in watcher.sources for key, _, _ in watcher.state.items(ident, since)]


def main() -> None:
    """Prints the figures of one run."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sources", type=int, default=500)
    words.add_argument("--items-a-day", type=int, default=20_000)
    words.add_argument("--hours", type=float, default=2)
    words.add_argument("--every-minutes", type=int, default=15)
    words.add_argument("--base", type=int, default=0, help="texts in the store beforehand")
    words.add_argument("--by-processor", action="store_true", help="rounds last as long as the processor works on them")
    given = words.parse_args()
    timer = time.process_time if given.by_processor else time.monotonic
    chance, clock = random.Random(1), WorkingClock(START, timer)
    total = int(given.items_a_day * given.hours / 24)
    times = sorted(START + timedelta(hours=given.hours) * chance.random() for _ in range(total))
    items = [(at, n, chance.randrange(given.sources), make_text(chance, at, n)) for n, at in enumerate(times)]
    per_source: dict[int, list[tuple[datetime, int, str]]] = {}
    for at, n, where, text in items:
        per_source.setdefault(where, []).append((at, n, text))
    schedule, rounds, memory = [], [], []
    published = {f"https://paper.example/{n}": at for at, n, _, _ in items}
    seen: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder, serve_site() as site:

        def answer(where: int):  # type: ignore[no-untyped-def]
            def reply(headers: dict[str, str]) -> Reply:
                known = [
                    (str(n), f"{at:%a, %d %b %Y %H:%M:%S} +0000", t)
                    for at, n, t in per_source.get(where, ())
                    if at <= clock.at
                ]
                tag = f'"{len(known)}"'
                if headers.get("if-none-match") == tag:
                    return Reply(status=304)
                return Reply(body=feed(known[-30:]), headers=(("ETag", tag),))

            return reply

        for where in range(given.sources):
            site.routes[f"/{where}"] = answer(where)
        sources = tuple(
            Source(
                id=f"s{n}",
                card=SourceCard(
                    publisher=f"Paper {n}",
                    kind="news_outlet",
                    form="feed",
                    address=f"{site.address}/{n}",
                    language="en",
                    licence=Licence(name="own", publish="facts"),
                    every_minutes=given.every_minutes,
                    items_a_day=(0, 200),
                    allow_private=True,
                    gap_seconds=0,
                ),
            )
            for n in range(given.sources)
        )
        store = open_store(Path(folder) / "w.sqlite")
        for pack in bundled_packs():
            store.put_agreement(pack)
        reader = Reader()
        if given.base:
            fill(store, reader, given.base)
        fetcher = Fetcher(clock, agent="Trucewatch/benchmark")
        with watch_home(Path(folder) / "w.sqlite") as (state, archive):
            watcher = Watcher(
                store, sources, state, archive, clock=clock, fetcher=fetcher, reader=lambda: reader, workers=8
            )
            cpu, waiting, derivations = 0.0, list[str](), list[float]()
            while clock.at < START + timedelta(hours=given.hours):
                worked, before = time.process_time(), clock.at
                clock.begin()
                done = watcher.round()
                took = clock.end()
                cpu += time.process_time() - worked
                for url in new_urls(watcher, before) if done.items else ():
                    waiting.append(url)
                    schedule.append((before - published[url]).total_seconds())
                if done.derived is not None:
                    derivations.append(took)
                    for url in waiting:
                        seen[url] = ((clock.at - published[url]).total_seconds(), took)
                    waiting.clear()
                rounds.append(took)
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
                clock.at = max(watcher.next_due(), clock.at + timedelta(seconds=5))
        fetcher.close()
        store.close()
    lags = sorted(lag for lag, _ in seen.values())
    schedule.sort()
    print(
        f"{given.sources} sources, {total} items in {given.hours} h ({given.items_a_day} a day), {len(rounds)} rounds"
    )
    print(f"items derived: {len(seen)}, waiting at the end: {len(waiting)}")
    print(
        f"lag: median {lags[len(lags) // 2]:.0f} s, p95 {lags[int(len(lags) * 0.95)]:.0f} s; of that the schedule's: median "
        f"{schedule[len(schedule) // 2]:.0f} s, p95 {schedule[int(len(schedule) * 0.95)]:.0f} s"
    )
    print(f"processor: {cpu:.0f} s of {given.hours * 3600:.0f} s = {cpu / given.hours / 36:.1f} % of one core")
    print(
        f"derivations: {len(derivations)}, the last took {derivations[-1] if derivations else 0:.1f} s with its round"
    )
    print(f"round: median {sorted(rounds)[len(rounds) // 2]:.2f} s, longest {max(rounds):.1f} s")
    print(f"memory: {memory[len(memory) // 2]:.0f} MiB half way, {memory[-1]:.0f} MiB at the end")


if __name__ == "__main__":
    main()
