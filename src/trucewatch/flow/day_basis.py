"""What deriving remembers between two runs: whether it can be used, and how it is filled when everything was made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from trucewatch.flow.codes import Given
from trucewatch.flow.day_codes import number_row
from trucewatch.flow.day_papers import counts_of, heard_rows, paper_row
from trucewatch.flow.day_rows import DAY_KINDS, BasisRow, CodeRow, PaperRow, PlacedRow
from trucewatch.flow.linking import StoreMemory
from trucewatch.flow.notes import program_digest
from trucewatch.ingest.origins_kept import PrintRow, phrase_rows, print_row
from trucewatch.ingest.reprints import Reprint, printed
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.codes import place_of_code
from trucewatch.model.document import Document, Source
from trucewatch.model.issue import Issue
from trucewatch.store.shape import Run, Store

BASIS = "basis"
LEAST_REMEMBERED = 1_000  # texts: with fewer, making everything anew costs less than remembering
LARGE_SHARE = 4  # where more than one text in so many is new, everything is made anew


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What a run made of everything. `documents`: texts as they stand, `plain`: those that a judgement changed, before they were
    joined to their originals; `speaking`: texts that count; `papers`: the agreement of each; `codes`: the lasting code of each
    provisional one, `held`: the agreement of each lasting one; `given`: numbers of codes; `placed`: places of texts' names."""

    documents: Mapping[str, Document]
    plain: Mapping[str, Document]
    speaking: Sequence[Document]
    claims: Iterable[Claim]
    papers: Mapping[str, str | None]
    codes: Mapping[str, str]
    held: Mapping[str, str | None]
    given: Given
    placed: Mapping[str, PlacedRow]


def digest(*parts: object) -> str:
    """A digest of some records."""
    return blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


def basis_of_run(
    reader: str,
    parties: tuple[str, ...],
    gazetteer: str | None,
    agreements: Sequence[Agreement],
    sources: Sequence[Source],
    undone_codes: Sequence[str],
) -> str:
    """A digest of all that every text and incident depends on: program, reader, gazetteer, packs, cards, codes taken back."""
    return digest(program_digest().hex(), reader, parties, gazetteer, agreements, sources, undone_codes)


def why_anew(kept: BasisRow | None, basis: str, run: Run | None, as_of: datetime, fresh: int) -> str:
    """Why everything must be made anew, in words; empty where what is remembered can be used."""
    if kept is None or run is None:
        return "nothing is remembered of an earlier run"
    if kept.basis != basis:
        return "the program, a pack, a card or the gazetteer is another than at the last run"
    if kept.run != digest(run):
        return "another run came in between"
    if as_of < run.as_of:
        return "the as-of time lies before that of the last run"
    if fresh * LARGE_SHARE > run.documents:
        return "more than a quarter of the texts is new"
    return ""


def kept_basis(store: Store) -> BasisRow | None:
    """What the last run was made with, None where nothing is remembered."""
    return StoreMemory(store, DAY_KINDS).rows(BasisRow, (BASIS,)).get(BASIS)


def distrust_day(store: Store) -> None:
    """What is remembered no longer holds from now on, since everything is about to be made anew."""
    with store.transaction(durable=False):
        store.put_linked(DAY_KINDS[BasisRow], (), gone=(BASIS,))


def can_follow(whole: Whole, as_of: datetime) -> bool:
    """False where codes have no places of their own, or a text came in after the as-of time: that is not kept up to date."""
    if any(place_of_code(c) is None for c in whole.codes.values()):
        return False
    return all(d.received_at is not None and d.received_at <= as_of for d in whole.documents.values())


def fill_day(
    store: Store,
    whole: Whole,
    agreements: Mapping[str, Agreement],
    notes: MutableMapping[bytes, bytes],
    basis: BasisRow,
) -> None:
    """Remember what a run made of everything, a slice at a time, and last of all what it was made with.

    Cost: O(texts + incidents). A kill before the end leaves what the next run throws away.
    """
    with store.transaction(durable=False):
        store.forget_linked(DAY_KINDS.values())
    memory = StoreMemory(store, DAY_KINDS)
    for rows in (
        _prints(store, whole, notes, memory),
        _papers(whole, agreements, memory),
        whole.placed.values(),
        (CodeRow(id=p, code=c, agreement=whole.held.get(c)) for p, c in whole.codes.items()),
        (number_row((*key, n)) for key, n in whole.given.numbers.items()),
    ):
        memory.fill(rows)
    days = [row.day for row in whole.placed.values() if row.day is not None]
    with store.transaction(durable=False):
        memory.fill([msgspec.structs.replace(basis, days=(min(days), max(days)) if days else None)])


def _prints(store: Store, whole: Whole, notes: MutableMapping[bytes, bytes], memory: StoreMemory) -> Iterator[PrintRow]:
    """Texts by what tells copies."""
    shared: list[PrintRow] = []
    for read in store.documents(as_read=True):
        plain = whole.plain.get(read.id, read)
        now = whole.documents[read.id]
        reprint = Reprint(
            document_id=now.id,
            republication_of=now.republication_of,
            near_duplicate_of=now.near_duplicate_of,
            origin_chain=now.origin_chain,
        )
        row = print_row(plain, printed(plain.body, notes), reprint)
        if row.sentences and row.origin:
            shared.append(row)
        yield row
    memory.fill(phrase_rows(shared))


def _papers(whole: Whole, agreements: Mapping[str, Agreement], memory: StoreMemory) -> Iterator[PaperRow]:
    told: dict[str, list[Claim]] = {}
    for claim in whole.claims:
        told.setdefault(claim.document_id, []).append(claim)
    rows: list[PaperRow] = []
    for document in whole.speaking:
        agreement = whole.papers.get(document.id)
        row = paper_row(document, told.get(document.id, ()), agreements[agreement] if agreement else None)
        rows.append(row)
        yield row
    memory.fill(counts_of(rows, whole.held.values()))
    memory.fill(heard_rows(rows))


def issue_ids(issues: Iterable[Issue]) -> tuple[str, ...]:
    """Their ids, each once, in order."""
    return tuple(sorted({i.id for i in issues}))
