"""Copies followed from day to day are those that are found among all texts at once, whatever comes when."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest

from trucewatch.ingest import origins_kept, reprints
from trucewatch.ingest.origins_kept import keep_origins
from trucewatch.ingest.reprints import with_origins
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.span import OffsetMap
from trucewatch.reconcile.memory import Draft, PlainMemory

WORDS = [f"word{n}" for n in range(400)]


def made(chance: random.Random, n: int) -> list[Document]:
    """Texts of a few origins: printed again, shortened, edited, with phrases that many share, on days in any order."""
    phrases = [" ".join(chance.choices(WORDS, k=9)) + "." for _ in range(4)]
    written: list[list[str]] = []
    documents = []
    for i in range(n):
        if written and chance.random() < 0.6:
            sentences = list(chance.choice(written))
            for _ in range(chance.choice((0, 0, 1, 3))):
                sentences[chance.randrange(len(sentences))] = " ".join(chance.choices(WORDS, k=10)) + "."
            if chance.random() < 0.3:
                sentences = sentences[: chance.randint(3, len(sentences))]
        else:
            sentences = [" ".join(chance.choices(WORDS, k=10)) + "." for _ in range(chance.randint(4, 9))]
        sentences += [p for p in phrases if chance.random() < 0.4]
        written.append(sentences)
        body = " ".join(sentences)
        day = date(2020, 12, 1) + timedelta(days=chance.randrange(20)) if chance.random() < 0.9 else None
        documents.append(
            Document(
                id=f"d{i:03}",
                text=body,
                body=body,
                sha256_raw=sha256(body.encode()),
                sha256_text=sha256(body.encode()),
                offsets=OffsetMap(),
                published=day,
                source=chance.choice(("The Valley", "The River", None)),
            )
        )
    return documents


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sharing", [3, 20])
def test_copies_are_those_of_all_texts_at_once(seed: int, sharing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (reprints, origins_kept):
        monkeypatch.setattr(room, "MOST_SHARING", sharing)
    chance = random.Random(seed)
    documents = made(chance, 40)
    by_id = {d.id: d for d in documents}
    memory, held, notes = PlainMemory(), {}, {}
    arriving = chance.sample(documents, len(documents))
    cuts = sorted({0, len(arriving), *chance.sample(range(len(arriving)), 6)})
    for start, end in pairwise(cuts):
        draft = Draft(memory)
        changed = keep_origins(
            draft, lambda ids: {i: by_id[i] for i in ids}, [d.id for d in arriving[start:end]], notes
        )
        memory.write(draft.changes())
        held |= changed
        expected = {d.id: d for d in with_origins(arriving[:end], dict(notes))}
        assert held == expected
    assert sum(d.republication_of is not None for d in held.values()) > 2
    assert sum(d.near_duplicate_of is not None for d in held.values()) > 2


def test_what_is_remembered_is_the_same_whatever_came_first() -> None:
    documents = made(random.Random(3), 30)
    by_id = {d.id: d for d in documents}
    found = []
    for step in (1, 7, 30):
        memory = PlainMemory()
        arriving = random.Random(step).sample(documents, len(documents))
        for start in range(0, len(arriving), step):
            draft = Draft(memory)
            keep_origins(
                draft, lambda ids: {i: by_id[i] for i in ids}, [d.id for d in arriving[start : start + step]], {}
            )
            memory.write(draft.changes())
        found.append({key: msgspec.json.encode(row) for key, row in memory.every().items()})
    assert found[0] == found[1] == found[2]
