"""Times the store and flow over small texts, with stages that do next to nothing, at three sizes, on both engines in one run."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from postgres_server import Places, server
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.rebuild import rebuild
from trucewatch.store.opening import open_store
from trucewatch.store.tables import StoreTables
from trucewatch.store.verify import verify


def write_texts(folder: Path, n: int) -> None:
    """Texts of about 2 kB with one marked claim each, the same on every run."""
    chance = random.Random(1)
    for number in range(n):
        day = f"2020-12-{1 + number % 28:02}"
        words = " ".join(f"w{chance.randrange(9999)}" for _ in range(300))
        text = f"#published {day}\n@claim North shelling {day} P{number % 997}\n{words}\n"
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")


def steps(store: StoreTables, texts: Path) -> dict[str, Callable[[], object]]:
    """What is timed, in order."""
    stages = fake_stages()
    return {
        "take in": lambda: ingest_paths(store, [texts], OPTIONS, stages=stages),
        "take in again": lambda: ingest_paths(store, [texts], OPTIONS, stages=stages),
        "derive": lambda: derive(store, FakeReader(), as_of=NOON, stages=stages),
        "derive again": lambda: derive(store, FakeReader(), as_of=NOON, stages=stages),
        "rebuild": lambda: rebuild(store, FakeReader(), as_of=NOON, stages=stages),
        "verify": lambda: verify(store),
        "as of": lambda: store_as_of(store, NOON, stages=stages, make_reader=FakeReader),
    }


def timed(place: str, texts: Path, n: int, engine: str) -> dict[str, float]:
    """Seconds of every step on one engine, printed as they come, with our own CPU time (the server's is not in it)."""
    took: dict[str, float] = {}
    with closing(open_store(place)) as store:
        for name, step in steps(store, texts).items():
            start, own = time.perf_counter(), time.process_time()
            step()
            took[name] = time.perf_counter() - start
            own = time.process_time() - own
            rate = f"{n / took[name]:8.0f} a second"
            print(f"{n:>7} documents  {engine:<10} {name:<14} {took[name]:7.2f} s (CPU {own:6.2f})  {rate}", flush=True)
    return took


def main() -> None:
    """Prints seconds and documents a second for every step and size, on a file and on a server, and how much longer it takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--engines", nargs="+", choices=("sqlite", "postgres"), default=["sqlite", "postgres"])
    asked = parser.parse_args()
    with ExitStack() as held:
        places = Places(held.enter_context(server())) if "postgres" in asked.engines else None
        for n in asked.sizes:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
            texts = folder / "in"
            texts.mkdir()
            write_texts(texts, n)
            took = {}
            for engine in asked.engines:
                place = str(folder / "store.db") if engine == "sqlite" or places is None else places.schema()
                took[engine] = timed(place, texts, n, engine)
            if len(took) == 2:
                for name, seconds in took["sqlite"].items():
                    print(
                        f"{n:>7} documents  postgres takes {took['postgres'][name] / seconds:5.1f} times as long: {name}"
                    )


if __name__ == "__main__":
    main()
