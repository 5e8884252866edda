"""Times what 500 new claims cost linking when many are linked already, looked up by key and never all of them.

Usage: python benchmarks/reconcile_day.py [SIZES...] [--day 500] [--part 50000] [--dense] [--check] [--folder PLACE]
(default 10000 100000)

The archive is that of `made_archive.py`. Its texts are taken in by parts, in order of publication, as an archive is; what
linking remembers lies in a store on disk. After each part come the DAY texts published next, then DAY texts of any day before:
late reports. Texts and claims are packed and unpacked when asked for, as from a store.
With --dense all happens on so few days that 500 claims are one day's. With --check everything is linked at once as well, and the
records must be the same to the byte. Prints claims, accounts looked at, seconds by the clock and of processor time, size of
what is remembered, and the most memory held so far (the packed archive of this benchmark counted in).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import tempfile
import time
import zlib
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from made_archive import FIRST, archive
from trucewatch.flow.linking import StoreMemory
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Reconciliation
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.update import Update, update
from trucewatch.store.sqlite import SqliteStore, open_store

SIDES = ("Westland", "Eastland")
_CLAIMS, _DOCUMENTS = msgspec.msgpack.Decoder(Claim), msgspec.msgpack.Decoder(Document)


class Packed:
    """An archive of which only what is asked for is unpacked."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[bytes, bytes]] = {}

    def put(self, document: Document, claim: Claim) -> str:
        """A text with its claim."""
        self._of[document.id] = (
            zlib.compress(msgspec.msgpack.encode(document), 1),
            zlib.compress(msgspec.msgpack.encode(claim), 1),
        )
        return document.id

    def __len__(self) -> int:
        return len(self._of)

    def documents(self, ids: Collection[str]) -> Iterator[Document]:
        """Those of some ids."""
        return (_DOCUMENTS.decode(zlib.decompress(self._of[i][0])) for i in ids if i in self._of)

    def claims(self, documents: Collection[str]) -> Iterator[Claim]:
        """All claims of some texts."""
        return (_CLAIMS.decode(zlib.decompress(self._of[i][1])) for i in documents if i in self._of)


class Digests:
    """What the records would be, each as a digest, so that a million can be compared."""

    def __init__(self) -> None:
        self.of: dict[str, bytes] = {}
        self._episode: dict[str, str | None] = {}

    def take(self, done: Update) -> None:
        """Takes out and puts in."""
        for key in (*done.gone, *(f"{a}\t{b}" for a, b in done.links_gone), *done.episodes_gone):
            self.of.pop(key, None)
            self._episode.pop(key, None)
        for i in done.incidents:
            self.of[i.code] = _digest(msgspec.structs.replace(i, episode=None))
            self._episode[i.code] = i.episode
        self._episode.update(done.episode_of)
        self.of.update((f"{x.a}\t{x.b}", _digest(x)) for x in done.links)
        self.of.update((e.id, _digest(e)) for e in done.episodes)

    def same_as(self, result: Reconciliation) -> bool:
        """True if these are the records of a reconciliation."""
        of = {i.code: _digest(msgspec.structs.replace(i, episode=None)) for i in result.incidents}
        of |= {f"{x.a}\t{x.b}": _digest(x) for x in result.links}
        of |= {e.id: _digest(e) for e in result.episodes}
        return self.of == of and self._episode == {i.code: i.episode for i in result.incidents}


def _digest(record: object) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(record), digest_size=8).digest()


def dense(claims: list[Claim], documents: list[Document], day: int) -> None:
    """The same archive on so few days that `day` claims are one day's; days keep their order."""
    stretch = max(1, day // 48)

    def moved(text: str) -> str:
        when = FIRST.fromisoformat(text)
        return (FIRST + timedelta(days=(when - FIRST).days // stretch)).isoformat()

    for n, c in enumerate(claims):
        if c.when:
            days = sorted({moved(d) for d in c.when.split("/")})
            claims[n] = msgspec.structs.replace(c, when="/".join(days))
    for n, d in enumerate(documents):
        if d.published:
            documents[n] = msgspec.structs.replace(d, published=FIRST.fromisoformat(moved(d.published.isoformat())))


def timed(name: str, store: SqliteStore, known: Packed, texts: list[str], kept: Digests | None) -> None:
    """Links some texts and prints what it took."""
    start, cpu = time.perf_counter(), time.process_time()
    with store.transaction(durable=False):
        done = update(StoreMemory(store), known, texts, theatre_sides=SIDES)
    took, worked = time.perf_counter() - start, time.process_time() - cpu
    if kept is not None:
        kept.take(done)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = Path(store.path).stat().st_size >> 20
    print(
        f"{name:24}{len(texts):>8} claims on {len(known) - len(texts):>8}{done.looked_at:>8} looked at"
        f"{took:9.2f} s{worked:8.2f} s of processors{size:>7} MB on disk{held:>7} MB held",
        flush=True,
    )


def main() -> None:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--day", type=int, default=500)
    parser.add_argument("--part", type=int, default=50_000)
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folder", default=None)
    options = parser.parse_args()
    for size in options.sizes or [10_000, 100_000]:
        run(size, options)


def run(size: int, options: argparse.Namespace) -> None:
    """One archive."""
    claims, documents, _ = archive(size)
    if options.dense:
        dense(claims, documents, options.day)
    of = {c.document_id: c for c in claims}
    known, kept = Packed(), Digests() if options.check else None
    packed = {d.id: (d, of[d.id]) for d in sorted(documents, key=lambda d: (d.published or FIRST, d.id))}
    del claims, documents, of
    left, late = list(packed), random.Random(size)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        store = open_store(Path(place) / "store.sqlite")

        def take(name: str, texts: list[str]) -> None:
            mine = [known.put(*(packed[i] if kept is not None else packed.pop(i))) for i in texts]
            timed(name, store, known, mine, kept)

        while left:
            end = min(options.part, len(left) - options.day)
            held_back = set(late.sample(left[:end], options.day))
            take("a part", [i for i in left[:end] if i not in held_back])
            take("those published next", left[end : end + options.day])
            take("late ones, of any day", sorted(held_back))
            left = left[end + options.day :]
        store.close()
    if kept is not None:
        result = reconcile([c for _, c in packed.values()], [d for d, _ in packed.values()], theatre_sides=SIDES)
        print("the same records" if kept.same_as(result) else "OTHER RECORDS", flush=True)


if __name__ == "__main__":
    main()
