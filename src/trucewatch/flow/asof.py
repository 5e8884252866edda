"""What would we have said then? A store that holds only what was known by an instant, derived afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Literal

from trucewatch.errors import UsageError
from trucewatch.flow.corrections import correct_documents
from trucewatch.flow.derive import derive_locked
from trucewatch.flow.reading import reader_for
from trucewatch.flow.stages import DocumentReader, Stages, default_stages
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing
from trucewatch.store.opening import MEMORY, open_store
from trucewatch.store.shape import Store

Clock = Literal["system", "published"]
CLOCKS: tuple[Clock, ...] = ("system", "published")


def store_as_of(
    store: Store,
    moment: datetime,
    *,
    clock: Clock = "system",
    make_reader: Callable[[], DocumentReader] | None = None,
    stages: Stages | None = None,
) -> Store:
    """A store in memory with the documents and judgements known by `moment`, derived as of `moment`.

    `clock` "system": known is what this store had received by then. "published", for archives taken in later: known is
    what was published by then (where only the day is known, from the end of that day in UTC); a document without a date
    of publication counts from its receipt. Judgements count by when they were made in both, but incidents keep their
    codes. The store itself is only read. Bytes are not copied: ask the store itself for them.
    Cost: one pass over the documents known, plus `derive` without reading, since claims are copied. Only documents that
    read otherwise then (a reprint whose original was not known yet) are read, by the reader that `make_reader` makes.
    Raises: UsageError for a moment without a zone or an unknown clock.
    """
    if moment.tzinfo is None:
        raise UsageError("the as-of time has no zone", try_this="give it with its UTC offset, e.g. 2020-12-12T18:00Z")
    if clock not in CLOCKS:
        raise UsageError(f"{clock} is no clock", try_this=f"one of: {', '.join(CLOCKS)}")
    steps = stages or default_stages()
    ledger = judgements_known(store, moment)
    view = open_store(MEMORY)
    with view.transaction():
        _copy_documents(store, view, _known_then(store, standing(ledger), moment, clock))
        view.put_anchors(store.anchors())
        view.append_judgements(ledger)
        for agreement in store.agreements():
            view.put_agreement(agreement)
        for source in store.sources():
            view.put_source(source)
    derive_locked(view, _LazyReader(store, make_reader), as_of=moment, stages=steps, for_a_view=True)
    return view


def known_from(document: Document, clock: Clock) -> datetime | None:
    """The instant from which a document counts as known; None when nobody noted it."""
    if clock == "published" and document.published_at is not None:
        return document.published_at
    if clock == "published" and document.published is not None:
        return datetime.combine(document.published, clock_time(), tzinfo=UTC) + timedelta(days=1)
    return document.received_at


def judgements_known(store: Store, moment: datetime) -> tuple[Judgement, ...]:
    """Those made by then, and the codes that claims without one got later, so that incidents keep one name for ever."""
    then = store.judgements(made_by=moment)
    coded = {j.subject for j in then if j.kind == "code"}
    ids = {j.id for j in then}
    later = (j for j in store.judgements() if j.kind == "code" and j.id not in ids and j.subject not in coded)
    return (*then, *later)


def _known_then(store: Store, judgements: tuple[Judgement, ...], moment: datetime, clock: Clock) -> Iterator[Document]:
    as_read = tuple(store.documents(as_read=True))
    corrected = correct_documents(as_read, judgements).changed  # a corrected date of publication is the one that counts
    for document in as_read:
        known = known_from(corrected.get(document.id, document), clock)
        if known is not None and known <= moment:
            yield document


def _copy_documents(store: Store, view: Store, documents: Iterable[Document]) -> None:
    """Documents, the intakes they came from, and their claims as read, with the readings that say what was read."""
    intakes = {i.id: i for i in store.intakes()}
    readings = {r.document_id: r for r in store.readings()}
    issues = {i.document_id: i for i in store.issues() if i.stage == "extract"}
    for document in documents:
        intake = intakes[store.intake_of(document.id) or ""]
        view.put_intakes((intake,))
        view.put_documents(intake.id, (document,))
        reading = readings.get(document.id)
        if reading is None:
            continue
        if reading.state == "read":
            claims = store.claims(document_id=document.id, as_read=True)
            view.put_claims(document.id, reading.reader, claims, basis=reading.basis)
        elif document.id in issues:
            view.put_set_aside(document.id, reading.reader, issues[document.id], basis=reading.basis)


class _LazyReader:
    """The reader that the store was derived with, made only when some document has to be read."""

    def __init__(self, store: Store, make: Callable[[], DocumentReader] | None) -> None:
        run = store.run()
        self._make = make
        self._made: DocumentReader | None = None
        self._agreements = store.agreements()
        self.parties = run.parties if run else self._reader().parties
        self.version = run.reader if run else self._reader().version

    def _reader(self) -> DocumentReader:
        if self._made is None:
            self._made = self._make() if self._make else reader_for(self._agreements)
        return self._made

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...] | Issue]]:
        """Claims of the documents; the reader is made only if there are any."""
        wanted = tuple(documents)
        if not wanted:
            return
        reader = self._reader()
        if reader.version != self.version:
            raise UsageError(
                f"the store was read by {self.version}, and this program reads with {reader.version}",
                try_this="run `trucewatch rebuild` first, so that then and now are read in the same way",
            )
        yield from reader.read_many(wanted)
