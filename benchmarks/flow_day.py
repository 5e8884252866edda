"""Times what a day's texts cost a store that holds many: everything behind reading, with the real stages.

Usage: python benchmarks/flow_day.py [SIZES...] [--day 500] [--check]      (default 1000 10000)

The texts are those of `made_archive.py` in order of their days, each filled up to about 2 kB; claims come from the archive
and not from the reader. The first SIZE texts are taken in and derived, then the last DAY. With --check everything is
derived once more without any note of earlier answers, and the rows must be the same to the byte. Prints seconds by the
clock and of processor time; names of places are settled where a gazetteer is built (`trucewatch gazetteer build`).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from made_archive import archive
from trucewatch.assess.packs import bundled_packs
from trucewatch.flow.derive import DeriveSummary, derive
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


def filled(document: Document) -> Document:
    """The document with a body of about 2 kB; copies get their original's words."""
    chance = random.Random(document.near_duplicate_of or document.id)
    body = f"{document.text} {' '.join(chance.choices(WORDS, k=250))}"
    return msgspec.structs.replace(
        document, body=body, text=body, sha256_raw=sha256(f"{document.id}{body}".encode()), sha256_text=sha256(body.encode()),
        received_at=NOW, captured_at=NOW, near_duplicate_of=None,
    )  # fmt: skip


def put(store: SqliteStore, documents: Iterable[Document]) -> None:
    """Takes the documents in."""
    with store.transaction():
        for d in map(filled, documents):
            intake = Intake(
                id=d.id, sha256_raw=d.sha256_raw, captured_at=NOW, location=d.id, options="{}", media_type="text/plain"
            )
            store.put_intake(f"{d.id}{d.body}".encode(), intake, [d])


def timed(name: str, store: SqliteStore, reader: KnownClaims) -> DeriveSummary:
    """Derives and prints what it took."""
    start, cpu = time.perf_counter(), time.process_time()
    done = derive(store, reader, as_of=NOW)
    took, worked = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name:34}{done.documents:>9} documents {took:8.2f} s {worked:8.2f} s of processors", flush=True)
    return done


def main() -> None:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--day", type=int, default=500)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for size in options.sizes or [1000, 10000]:
        claims, documents, _ = archive(size + options.day)
        ordered = sorted(documents, key=lambda d: (d.published or NOW.date(), d.id))
        reader = KnownClaims(claims)
        with tempfile.TemporaryDirectory() as place:
            store = open_store(Path(place) / "store.sqlite")
            for pack in bundled_packs():
                store.put_agreement(pack)
            put(store, ordered[:size])
            timed("all that is there", store, reader)
            put(store, ordered[size:])
            timed(f"and {options.day} more", store, reader)
            if options.check:
                digest = store.derived_digest()
                store.clear_notes()
                timed("the same without notes", store, reader)
                print("the same rows" if store.derived_digest() == digest else "OTHER ROWS", flush=True)
            store.close()


if __name__ == "__main__":
    main()
