"""Times what a day's texts cost a store that holds many: everything behind reading, with the real stages, stage by stage.

Usage: python benchmarks/flow_day.py [SIZES...] [--day 500] [--late] [--anew] [--check] [--folder PLACE]      (default 1000 10000)

The texts are those of `made_archive.py` in order of their days, each filled up to about 2 kB, one claim in each; claims come from
the archive and not from the reader, and an agreement of its sides and districts is held. The first SIZE texts are taken in and
derived, then the last DAY; with --late then DAY more that were held back from all days. With --anew everything is derived once
more from the same notes, as it was before a day's texts were followed; with --check also without any note of earlier answers; the
rows must be the same to the byte. Prints seconds by the clock and of processor time, these by stage as well, and the most memory
held so far; names of places are settled where a gazetteer is built (`trucewatch gazetteer build`).
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from made_archive import SYLLABLES, archive
from trucewatch.assess.packs import bundled_packs
from trucewatch.flow.day_basis import distrust_day
from trucewatch.flow.derive import DeriveSummary, derive
from trucewatch.model.agreement import Agreement, Party, Provision
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.intake import Intake
from trucewatch.model.issue import Issue
from trucewatch.store.sqlite import SqliteStore, open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [f"w{n}" for n in range(9999)]


class KnownClaims:
    """A reader that knows the claims already."""

    version = "known@1"
    parties: tuple[str, ...] = ()

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._of: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._of[claim.document_id].append(claim)

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...] | Issue]]:
        """The documents with their claims."""
        for document in documents:
            yield document, tuple(self._of[document.id])


def truce() -> Agreement:
    """An agreement of the archive's sides over its districts: no fire, and a withdrawal by a day."""
    sides = ("Westland", "Eastland")
    terms = {"deontic": "must_not", "obligors": sides, "reference": "1"}
    fire = ("shelling", "small_arms_fire", "sniper_fire", "drone_strike", "exchange_of_fire", "unspecified_fire")
    return Agreement(
        id="made-up-2020",
        prefix="MU",
        names=("The made-up truce",),
        kind="ceasefire",
        parties=tuple(Party(side=s, role="party") for s in sides),
        signed_on=date(2020, 1, 1),
        effective_at=datetime(2020, 1, 1, tzinfo=UTC),
        texts=(),
        sources=(),
        monitors=("Truce mission",),
        theatre_places=tuple(f"{s.capitalize()}dar district" for s in SYLLABLES),
        provisions=(
            Provision(id="mu/1", number="1", topic="fire", text="No fire.", acts=fire, **terms),
            Provision(
                id="mu/2", number="2", topic="ground", text="No assault.", acts=("ground_assault",),
                due=date(2020, 3, 1), fulfilled_by=("withdrawal",), **terms
            ),
        ),
    )  # fmt: skip


def filled(document: Document, district: str) -> Document:
    """The document with a body of about 2 kB; copies get their original's words."""
    chance = random.Random(document.near_duplicate_of or document.id)
    body = f"{document.text} It lies in the {district}. {' '.join(chance.choices(WORDS, k=250))}"
    return msgspec.structs.replace(
        document, body=body, text=body, sha256_raw=sha256(f"{document.id}{body}".encode()), sha256_text=sha256(body.encode()),
        received_at=NOW, captured_at=NOW, near_duplicate_of=None,
    )  # fmt: skip


def put(store: SqliteStore, documents: Iterable[Document], district_of: dict[str, str]) -> None:
    """Takes the documents in."""
    with store.transaction():
        for d in (filled(document, district_of[document.id]) for document in documents):
            intake = Intake(
                id=d.id, sha256_raw=d.sha256_raw, captured_at=NOW, location=d.id, options="{}", media_type="text/plain"
            )
            store.put_intake(f"{d.id}{d.body}".encode(), intake, [d])


def timed(name: str, store: SqliteStore, reader: KnownClaims) -> DeriveSummary:
    """Derives and prints what it took, and why everything was made anew where it was."""
    took: dict[str, float] = {}
    step, since = "copies", time.process_time()

    def tell(now: str, done: int, total: int) -> None:
        nonlocal step, since
        took[step] = took.get(step, 0.0) + time.process_time() - since
        step, since = now, time.process_time()

    start, cpu = time.perf_counter(), time.process_time()
    done = derive(store, reader, as_of=NOW, on_progress=tell)
    tell("", 0, 0)
    clock, worked = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name:34}{done.documents:>9} documents {clock:8.2f} s {worked:8.2f} s of processors", flush=True)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    stages = ", ".join(f"{step} {seconds:.2f}" for step, seconds in took.items())
    print(f"    {stages}; {done.incidents} incidents, {done.findings} findings; {held} MB", flush=True)
    if done.anew:
        print(f"    made anew: {done.anew}", flush=True)
    return done


def main() -> None:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--day", type=int, default=500)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the store is made")
    options = parser.parse_args()
    for size in options.sizes or [1000, 10000]:
        more = options.day * (1 + options.late)
        claims, documents, _ = archive(size + more)
        district_of = {c.document_id: c.within[0].name for c in claims}
        ordered = sorted(documents, key=lambda d: (d.published or NOW.date(), d.id))
        late = set(random.Random(1).sample(range(size), options.day)) if options.late else set()
        first = [d for n, d in enumerate(ordered[: size + len(late)]) if n not in late]
        reader = KnownClaims(claims)
        with tempfile.TemporaryDirectory(dir=options.folder) as place:
            store = open_store(Path(place) / "store.sqlite")
            for pack in (*bundled_packs(), truce()):
                store.put_agreement(pack)
            put(store, first, district_of)
            timed("all that is there", store, reader)
            put(store, ordered[size + len(late) :], district_of)
            timed(f"and {options.day} more", store, reader)
            if late:
                put(store, [ordered[n] for n in sorted(late)], district_of)
                timed(f"and {options.day} late ones", store, reader)
            digest = store.derived_digest() if options.anew or options.check else ""
            if options.anew:
                distrust_day(store)
                timed("everything anew from notes", store, reader)
                print("the same rows" if store.derived_digest() == digest else "OTHER ROWS", flush=True)
            if options.check:
                store.clear_notes()
                timed("the same without notes", store, reader)
                print("the same rows" if store.derived_digest() == digest else "OTHER ROWS", flush=True)
            store.close()


if __name__ == "__main__":
    main()
