"""Times the store and flow over small texts, with stages that do next to nothing, at three sizes."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.rebuild import rebuild
from trucewatch.store.sqlite import SqliteStore, open_store
from trucewatch.store.verify import verify


def write_texts(folder: Path, n: int) -> None:
    """Texts of about 2 kB with one marked claim each, the same on every run."""
    chance = random.Random(1)
    for number in range(n):
        day = f"2020-12-{1 + number % 28:02}"
        words = " ".join(f"w{chance.randrange(9999)}" for _ in range(300))
        text = f"#published {day}\n@claim North shelling {day} P{number % 997}\n{words}\n"
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")


def steps(store: SqliteStore, texts: Path) -> dict[str, Callable[[], object]]:
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


def main() -> None:
    """Prints seconds and documents a second for every step and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 4000, 16000])
    for n in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as place:
            texts = Path(place) / "in"
            texts.mkdir()
            write_texts(texts, n)
            file = Path(place) / "store.db"
            store = open_store(file)
            for name, step in steps(store, texts).items():
                start = time.perf_counter()
                step()
                took = time.perf_counter() - start
                print(f"{n:>7} documents  {name:<14} {took:7.2f} s  {n / took:8.0f} a second", flush=True)
            store.close()
            print(f"{n:>7} documents  file           {file.stat().st_size / 1e6:7.1f} MB")


if __name__ == "__main__":
    main()
