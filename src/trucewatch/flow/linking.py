"""Linking joined to the store: what it remembers lies there, so that a day's reports cost a day's linking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

import msgspec

from trucewatch.errors import UsageError
from trucewatch.flow.notes import program_digest
from trucewatch.flow.stages import Stages
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.incident import Episode, Incident, Link, Reconciliation
from trucewatch.model.judgement import Judgement, standing
from trucewatch.reconcile.library import Archive
from trucewatch.reconcile.memory import Change
from trucewatch.reconcile.memory_rows import KINDS, Row
from trucewatch.reconcile.update import Update
from trucewatch.store.shape import Reading, Store

R = TypeVar("R", bound=Row)
T = TypeVar("T")
# kinds of rows beside those of `KINDS`: records under provisional codes, and the state in which each text was linked
INCIDENT, EPISODE, LINK, SEEN = 100, 101, 102, 103
FILLED_AT_ONCE = 2_000


class StoreMemory:
    """A memory of linking (`reconcile.memory.Memory`) in a store. `kinds`: the number of each kind of row."""

    def __init__(self, store: Store, kinds: Mapping[type, int] | None = None) -> None:
        self._store = store
        own: dict[type, int] = {kind: n for n, kind in enumerate(KINDS)}
        self._kinds = dict(kinds) if kinds is not None else own
        self._decoders: dict[type, Any] = {kind: msgspec.msgpack.Decoder(kind) for kind in self._kinds}

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Cost: O(log n) each."""
        decode = self._decoders[kind].decode
        return {i: decode(data) for i, data in self._store.linked_rows(self._kinds[kind], list(ids)).items()}

    def ids(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Cost: O(log n) each, and the ids found."""
        return self._store.linked_ids(self._kinds[kind], list(marks))

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

    def fill(self, rows: Iterable[Row]) -> None:
        """Put new rows, a slice at a time; none of them may be there."""
        every = iter(rows)
        while part := list(islice(every, FILLED_AT_ONCE)):
            self.write(Change(type(row), row.id, None, row) for row in part)


class Unwritten(StoreMemory):
    """A memory whose changes wait until `flush`."""

    def __init__(self, store: Store, kinds: Mapping[type, int] | None = None) -> None:
        super().__init__(store, kinds)
        self._waiting: list[Change] = []

    def write(self, changes: Iterable[Change]) -> None:
        """Note them."""
        self._waiting += changes

    def flush(self) -> None:
        """Write what waits."""
        super().write(self._waiting)
        self._waiting = []


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
    basis = linking_basis(theatre_sides, sources)
    if store.linking_basis() != basis:
        store.forget_linking(basis)
    readings = {r.document_id: r for r in store.readings()}
    now = states(readings, claims, documents, judgements, corrected)
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


class Linked:
    """What linking changes when some texts do, with all that it remembers; written when asked to be."""

    def __init__(
        self,
        store: Store,
        steps: Stages,
        archive: Archive,
        now: Mapping[str, bytes],
        texts: Iterable[str],
        judgements: tuple[Judgement, ...],
        theatre_sides: tuple[tuple[str, ...], ...],
        sources: tuple[Source, ...],
    ) -> None:
        """`now`: the states of `texts`, those of them that count. Cost: that of `reconcile.update`."""
        if steps.update is None:
            raise UsageError("these stages cannot keep links up to date", try_this="use `reconcile`")
        self._store, self._memory, self._now = store, Unwritten(store), now
        wanted = sorted(texts)
        before = store.linked_rows(SEEN, wanted)
        self._changed = [i for i in wanted if now.get(i) != before.get(i)]
        self.done: Update = steps.update(
            self._memory,
            archive,
            self._changed,
            judgements=judgements,
            theatre_sides=theatre_sides,
            sources=sources,
        )
        moved = self.before(self.done.episode_of)
        made = {c: msgspec.structs.replace(x, episode=self.done.episode_of[c]) for c, x in moved.items()}
        self.made: dict[str, Incident] = made | {x.code: x for x in as_kept(Incident, self.done.incidents)}
        self.links: tuple[Link, ...] = tuple(as_kept(Link, self.done.links))

    def before(self, codes: Iterable[str]) -> dict[str, Incident]:
        """Incidents as they were, by provisional code."""
        return dict(_decoded(Incident, self._store.linked_rows(INCIDENT, sorted(codes)).items()))

    def now(self, codes: Iterable[str]) -> dict[str, Incident]:
        """Incidents as they are, by provisional code."""
        wanted = set(codes) - set(self.done.gone)
        return self.before(wanted - self.made.keys()) | {c: self.made[c] for c in wanted & self.made.keys()}

    def episodes(self, ids: Iterable[str]) -> dict[str, Episode]:
        """Episodes as they are, under provisional codes."""
        new = {e.id: e for e in self.done.episodes}
        wanted = set(ids) - set(self.done.episodes_gone)
        held = dict(_decoded(Episode, self._store.linked_rows(EPISODE, sorted(wanted - new.keys())).items()))
        return held | {i: new[i] for i in wanted & new.keys()}

    def write(self) -> None:
        """Remember all this."""
        done, put = self.done, self._store.put_linked
        self._memory.flush()
        now, changed = self._now, self._changed
        put(SEEN, [(i, now[i]) for i in changed if i in now], gone=[i for i in changed if i not in now])
        put(INCIDENT, [(c, msgspec.json.encode(self.made[c])) for c in sorted(self.made)], gone=done.gone)
        put(
            LINK,
            [(f"{x.a}\t{x.b}", msgspec.json.encode(x)) for x in self.links],
            gone=[f"{a}\t{b}" for a, b in done.links_gone],
        )
        put(EPISODE, [(e.id, msgspec.json.encode(e)) for e in done.episodes], gone=done.episodes_gone)


def linking_basis(theatre_sides: tuple[tuple[str, ...], ...], sources: tuple[Source, ...]) -> str:
    """A digest of what linking depends on beside texts, claims and judgements."""
    return blake2b(program_digest() + msgspec.json.encode((theatre_sides, sources)), digest_size=16).hexdigest()


def as_kept(kind: type[T], records: Iterable[T]) -> Iterator[T]:
    """Records as they come back from where they are kept: a score of 1 is 1.0, whoever made it."""
    decoder = msgspec.json.Decoder(kind)
    return (decoder.decode(msgspec.json.encode(record)) for record in records)


def _decoded(kind: type[T], rows: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, T]]:
    decoder = msgspec.json.Decoder(kind)
    return ((i, decoder.decode(data)) for i, data in rows)


def _kept(store: Store, kind: int, of: type[T], new: Mapping[str, T], gone: Iterable[str]) -> tuple[T, ...]:
    """All records of a kind in order of their ids, after some came and others went."""
    store.put_linked(kind, [(i, msgspec.json.encode(new[i])) for i in sorted(new)], gone=gone)
    return tuple(x for _, x in _decoded(of, store.linked(kind)))


def states(
    readings: Mapping[str, Reading],
    claims: Sequence[Claim],
    documents: Sequence[Document],
    judgements: tuple[Judgement, ...],
    corrected: Mapping[str, Claim],
) -> dict[str, bytes]:
    """For each text a digest of all that linking may see of it: another one, and it is looked at again."""
    read = {key: f"{r.reader} {r.basis} {r.state}" for key, r in readings.items()}
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
            f"{read.get(d.id)} {d.republication_of} {d.near_duplicate_of} {' '.join(told.get(d.id, ()))} ".encode()
            + b"".join(sorted(more.get(d.id, ()))),
            digest_size=16,
        ).digest()
        for d in documents
    }
