"""Linking joined to the store: what it remembers lies there, so that a day's reports cost a day's linking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

import msgspec

from trucewatch.errors import UsageError
from trucewatch.flow.notes import program_digest
from trucewatch.flow.stages import Stages
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.incident import Episode, Incident, Link, Reconciliation
from trucewatch.model.judgement import Judgement, standing
from trucewatch.reconcile.memory import Change
from trucewatch.reconcile.memory_rows import KINDS, Row
from trucewatch.reconcile.update import Update
from trucewatch.store.shape import Store

R = TypeVar("R", bound=Row)
T = TypeVar("T")
# kinds of rows beside those of `KINDS`: records under provisional codes, and the state in which each text was linked
INCIDENT, EPISODE, LINK, SEEN = 100, 101, 102, 103


class StoreMemory:
    """A memory of linking (`reconcile.memory.Memory`) in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kinds = {kind: n for n, kind in enumerate(KINDS)}
        self._decoders = {kind: msgspec.msgpack.Decoder(kind) for kind in KINDS}

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Cost: O(log n) each."""
        decode = self._decoders[kind].decode  # type: ignore[index]
        return {i: decode(data) for i, data in self._store.linked_rows(self._kinds[kind], list(ids)).items()}  # type: ignore

    def ids(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Cost: O(log n) each, and the ids found."""
        return self._store.linked_ids(self._kinds[kind], list(marks))  # type: ignore[index]

    def write(self, changes: Iterable[Change]) -> None:
        """Cost: O(log n) each."""
        of: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            of[self._kinds[change.kind]].append(change)
        for kind, found in sorted(of.items()):
            marked: list[tuple[int, str]] = []
            unmarked: list[tuple[int, str]] = []
            for c in found:
                old = set(c.old.marks()) if c.old is not None else set()
                new = set(c.new.marks()) if c.new is not None else set()
                unmarked += [(m, c.id) for m in sorted(old - new)]
                marked += [(m, c.id) for m in sorted(new - old)]
            rows = [(c.id, msgspec.msgpack.encode(c.new)) for c in found if c.new is not None]
            gone = [c.id for c in found if c.new is None]
            self._store.put_linked(kind, rows, gone=gone, marked=sorted(marked), unmarked=unmarked)


class Texts:
    """The archive that linking sees: documents that speak and claims that stand, which are at hand anyhow."""

    def __init__(self, claims: Iterable[Claim], documents: Iterable[Document]) -> None:
        self._documents = {d.id: d for d in documents}
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._claims[claim.document_id].append(claim)

    def documents(self, ids: Collection[str]) -> Iterator[Document]:
        """Those of some ids."""
        return (self._documents[i] for i in ids if i in self._documents)

    def claims(self, documents: Collection[str]) -> Iterator[Claim]:
        """All claims of some texts."""
        return (c for d in documents for c in self._claims.get(d, ()))


def link(
    store: Store,
    steps: Stages,
    claims: Sequence[Claim],
    documents: Sequence[Document],
    judgements: tuple[Judgement, ...],
    corrected: Mapping[str, Claim],
    theatre_sides: tuple[tuple[str, ...], ...],
    sources: tuple[Source, ...],
) -> Reconciliation:
    """The reconciliation of all claims, of which only what changed texts touch is worked out.

    `corrected`: the claims that judgements changed. Cost: linear in all texts to see which changed, and to read what
    stays; the work is that of `reconcile.update`.
    """
    if steps.update is None:
        raise UsageError("these stages cannot keep links up to date", try_this="use `reconcile`")
    basis = blake2b(program_digest() + msgspec.json.encode((theatre_sides, sources)), digest_size=16).hexdigest()
    if store.linking_basis() != basis:
        store.forget_linking(basis)
    now = _states(store, claims, documents, judgements, corrected)
    before = dict(store.linked(SEEN))
    changed = {i for i in now.keys() | before.keys() if now.get(i) != before.get(i)}
    done: Update = steps.update(
        StoreMemory(store),
        Texts(claims, documents),
        changed,
        judgements=judgements,
        theatre_sides=theatre_sides,
        sources=sources,
    )
    store.put_linked(SEEN, [(i, now[i]) for i in sorted(changed) if i in now], gone=sorted(changed - now.keys()))
    moved = dict(_decoded(Incident, store.linked_rows(INCIDENT, sorted(done.episode_of)).items()))
    made = {c: msgspec.structs.replace(x, episode=done.episode_of[c]) for c, x in moved.items()}
    made |= {x.code: x for x in done.incidents}
    links = {f"{x.a}\t{x.b}": x for x in done.links}
    return Reconciliation(
        incidents=_kept(store, INCIDENT, Incident, made, done.gone),
        links=_kept(store, LINK, Link, links, [f"{a}\t{b}" for a, b in done.links_gone]),
        episodes=_kept(store, EPISODE, Episode, {e.id: e for e in done.episodes}, done.episodes_gone),
    )


def _decoded(kind: type[T], rows: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, T]]:
    decoder = msgspec.json.Decoder(kind)
    return ((i, decoder.decode(data)) for i, data in rows)


def _kept(store: Store, kind: int, of: type[T], new: Mapping[str, T], gone: Iterable[str]) -> tuple[T, ...]:
    """All records of a kind in order of their ids, after some came and others went."""
    store.put_linked(kind, [(i, msgspec.json.encode(new[i])) for i in sorted(new)], gone=gone)
    return tuple(x for _, x in _decoded(of, store.linked(kind)))


def _states(
    store: Store,
    claims: Sequence[Claim],
    documents: Sequence[Document],
    judgements: tuple[Judgement, ...],
    corrected: Mapping[str, Claim],
) -> dict[str, bytes]:
    """For each text a digest of all that linking may see of it: another one, and it is looked at again."""
    readings = {r.document_id: f"{r.reader} {r.basis} {r.state}" for r in store.readings()}
    more: dict[str, list[bytes]] = defaultdict(list)
    of = {c.id: c.document_id for c in claims}
    told: dict[str, list[str]] = defaultdict(list)
    for c in claims:
        told[c.document_id].append(c.id)
        if c.id in corrected:
            more[c.document_id].append(msgspec.json.encode(c))
    for j in standing(judgements):
        if j.kind in ("same", "different", "unsure", "assess", "retract"):
            for subject in {j.subject, j.object} & of.keys():
                more[of[subject or ""]].append(msgspec.json.encode(j))
    return {
        d.id: blake2b(
            f"{readings.get(d.id)} {d.republication_of} {d.near_duplicate_of} {' '.join(told.get(d.id, ()))} ".encode()
            + b"".join(sorted(more.get(d.id, ()))),
            digest_size=16,
        ).digest()
        for d in documents
    }
