"""What an archive's claims tell, as incidents: copies found, pairs compared by workers, groups made, Parquet written.

The functions are those of `ingest.reprints` and `reconcile`; only where they run is decided here, so that the answer is
the one that `reconcile` gives in one process.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trucewatch.flow.archive_reading import json_of, words_of
from trucewatch.ingest.reprints import find_reprints, with_origins
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Link, Reconciliation
from trucewatch.reconcile.apart import Apart
from trucewatch.reconcile.context import Camps, Context, context_of
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.joining import SHIFT, Ints, parts
from trucewatch.reconcile.keys import candidates
from trucewatch.reconcile.ledger import Rulings
from trucewatch.reconcile.linking import Decided, decide_on
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.scale.engines import Engine
from trucewatch.scale.run import Plan, finished_files
from trucewatch.scale.shape import ColumnType, Recipe, TableFile
from trucewatch.scale.tables import GROUP_ROWS, rows_in, write_table

PAIRS = 100_000  # pairs that one worker compares at a time
TEXTS = 2_000  # documents whose fingerprints one worker takes at a time
NOTHING = np.zeros(0, np.int64)

TABLES: Mapping[str, Mapping[str, ColumnType]] = {
    "incidents": {
        "code": "text", "title": "text", "acts": "text", "when": "text", "places": "text", "within": "text",
        "accused": "text", "denied_by": "text", "occurrence": "text", "attribution": "text", "firm": "flag",
        "claims": "number", "origins": "number", "episode": "text", "incident": "text",
    },
    "incident_claims": {"code": "text", "claim_id": "text", "role": "text"},
    "links": {"a": "text", "b": "text", "judgement": "text", "score": "real", "link": "text"},
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the finished shards hold, each document once, the first shard's by id."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """What linking made, and the files. `again`: reprints that were read again, counted from their original's day."""

    result: Reconciliation
    claims: int
    again: int
    files: dict[str, TableFile]


def told_in(folder: Path, plan: Plan) -> Told:
    """The documents that tell something, and their claims. Memory: all of them."""
    claims: dict[str, list[Claim]] = {}
    taken: dict[str, tuple[str, str]] = {}
    columns = ("document_id", "shard", "record", "claim")
    decode_claim = msgspec.json.Decoder(Claim).decode
    for document_id, shard, record, claim in rows_in(finished_files(folder, plan, "claims"), columns):
        # a text that the archive holds twice has rows of each record; the first speaks
        if taken.setdefault(document_id, (shard, record)) == (shard, record):
            claims.setdefault(document_id, []).append(decode_claim(claim))
    documents: dict[str, Document] = {}
    decode = msgspec.json.Decoder(Document).decode
    for ident, n, text in rows_in(finished_files(folder, plan, "documents"), ("id", "claims", "document")):
        if n and ident in claims and ident not in documents:
            documents[ident] = decode(text)
    each = {c.id: c for found in claims.values() for c in found}
    return Told(documents=tuple(documents.values()), claims=tuple(each.values()))


def link_archive(folder: Path, plan: Plan, engine: Engine, camps: Camps = ()) -> Linked:
    """The incidents of a run's finished shards, written beside them. `camps`: the sides of the conflict."""
    told = told_in(folder, plan)
    documents, claims, again = with_copies(told, engine, plan.recipe)
    result = reconcile(claims, documents, theatre_sides=camps, deciding=Spread(engine))
    return Linked(result=result, claims=len(claims), again=again, files=_write(folder, result))


def with_copies(
    told: Told, engine: Engine, reading: Recipe | None
) -> tuple[tuple[Document, ...], tuple[Claim, ...], int]:
    """The documents with what they copy, and the claims; a reprint whose days count from its original's is read again with
    `reading`, as it would be in a store.
    """
    notes: dict[bytes, bytes] = {}
    slices = (msgspec.msgpack.encode(told.documents[n : n + TEXTS]) for n in range(0, len(told.documents), TEXTS))
    for answer in engine.call(Recipe(make=f"{__name__}:fingerprinting"), slices):
        notes.update(msgspec.msgpack.decode(answer, type=dict[bytes, bytes]))
    documents = with_origins(told.documents, notes)
    moved = [d for d, before in zip(documents, told.documents, strict=True) if d.anchor != before.anchor]
    if not moved or reading is None:
        return documents, told.claims, 0
    other = {d.id for d in moved}
    kept = [c for c in told.claims if c.document_id not in other]
    groups = (msgspec.msgpack.encode(moved[n : n + TEXTS]) for n in range(0, len(moved), TEXTS))
    for answer in engine.call(reading, groups):
        kept += msgspec.msgpack.decode(answer, type=tuple[Claim, ...])
    return documents, tuple(kept), len(moved)


def fingerprinting() -> Any:
    """What takes the fingerprints of some documents: notes for `with_origins`."""

    def take(payload: bytes) -> bytes:
        notes: dict[bytes, bytes] = {}
        for document in msgspec.msgpack.decode(payload, type=tuple[Document, ...]):
            find_reprints([document], notes)
        return msgspec.msgpack.encode(notes)

    return take


class Spread:
    """Compares pairs of accounts in an engine's workers: `reconcile.linking.decide` with the same answer."""

    def __init__(self, engine: Engine, pairs: int = PAIRS) -> None:
        self._engine = engine
        self._pairs = pairs

    def __call__(self, accounts: Sequence[Account], context: Context, rulings: Rulings) -> Decided:
        """The decisions on all pairs that share a key; keys are joined here, column by column, in seconds a million."""
        people = decide_on(accounts, NOTHING, context, rulings).people
        pairs = _near_together(candidates(accounts), accounts)
        machine: list[tuple[int, Link]] = []
        apart: list[Ints] = []
        camps = _camps_of(context)
        for answer in self._engine.call(
            Recipe(make=f"{__name__}:comparing"), self._payloads(pairs, accounts, context, camps, rulings)
        ):
            links, different = pickle.loads(answer)
            machine += links
            apart.append(different)
        machine.sort(key=lambda found: found[0])
        held = np.sort(np.concatenate((NOTHING, *apart)))
        ids = tuple(a.id for a in accounts)
        return Decided(people=people, machine=tuple(x for _, x in machine), apart=Apart(ids, held))

    def _payloads(
        self, pairs: Ints, accounts: Sequence[Account], context: Context, camps: Camps, rulings: Rulings
    ) -> Iterator[bytes]:
        documents: Mapping[str, Document] = context.passages.documents if context.passages is not None else {}
        for first in range(0, len(pairs), self._pairs):
            part = pairs[first : first + self._pairs]
            places = np.unique(np.concatenate(parts(part)))
            mine = [accounts[n] for n in places.tolist()]
            texts = {
                c.document_id: documents[c.document_id] for a in mine for c in a.claims if c.document_id in documents
            }
            yield pickle.dumps((mine, places, part, camps, texts, rulings), protocol=5)


def comparing() -> Any:
    """What compares some pairs: links with the numbers of their pairs, and the numbers of pairs that are different."""

    def compare(payload: bytes) -> bytes:
        accounts, places, pairs, camps, texts, rulings = pickle.loads(payload)
        a, b = (np.searchsorted(places, column) for column in parts(pairs))
        local = np.sort((a << SHIFT) | b)
        context = context_of(accounts, camps, texts)
        decided = decide_on(accounts, local, context, rulings)
        at = {x.id: int(n) for x, n in zip(accounts, places.tolist(), strict=True)}
        links = [((at[x.a] << SHIFT) | at[x.b], x) for x in decided.machine]
        one, other = parts(decided.apart.codes)
        different = (places[one] << SHIFT) | places[other]
        return pickle.dumps((links, different), protocol=5)

    return compare


def _near_together(pairs: Ints, accounts: Sequence[Account]) -> Ints:
    """The pairs in an order in which neighbours are of like days, so that a worker needs few accounts for many pairs."""
    days = np.array([a.days[0] if a.days else a.reported or 0 for a in accounts], np.int64)
    lower, _ = parts(pairs)
    return pairs[np.lexsort((pairs, days[lower]))] if pairs.size else pairs


def _camps_of(context: Context) -> Camps:
    """Camps as they were given: sides with one name of their camp stand together."""
    members: dict[str, list[str]] = {}
    for side, camp in context.camps.items():
        members.setdefault(camp, []).append(side)
    return tuple(tuple(sorted(sides)) for sides in members.values())


def _write(folder: Path, result: Reconciliation) -> dict[str, TableFile]:
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "incidents": (_incident_row(i) for i in result.incidents),
        "incident_claims": ((i.code, c.claim_id, c.role) for i in result.incidents for c in i.claims),
        "links": ((x.a, x.b, x.judgement, x.score, json_of(x)) for x in result.links),
    }
    return {
        name: write_table(folder / "linked" / f"{name}.parquet", TABLES[name], _grouped(found))
        for name, found in rows.items()
    }


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    held: list[tuple[Any, ...]] = []
    for row in rows:
        held.append(row)
        if len(held) >= GROUP_ROWS:
            yield held
            held = []
    if held:
        yield held


def _incident_row(i: Incident) -> tuple[Any, ...]:
    return (
        i.code, i.title, words_of(i.acts), i.when, words_of([p.name for p in i.places]), words_of([p.name for p in i.within]),
        words_of(i.accused), words_of(i.denied_by), i.occurrence, i.attribution, i.firm, len(i.claims), len(i.origins),
        i.episode, json_of(i),
    )  # fmt: skip
