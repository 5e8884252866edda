"""Deriving what a day's texts touch, and nothing else: the rows are those of everything made anew.

Everything is made anew where the program, a pack, a card, the gazetteer or somebody's decision is another than at the last run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from trucewatch.flow.codes import first_claims, numbered
from trucewatch.flow.corrections import Corrected, correct_claims, correct_documents
from trucewatch.flow.day_archive import DayArchive
from trucewatch.flow.day_basis import basis_of_run, kept_basis, why_anew
from trucewatch.flow.day_codes import Changed, Ledger, code_again, provisional
from trucewatch.flow.day_ground import place_again, told_texts
from trucewatch.flow.day_rows import DAY_KINDS, BasisRow
from trucewatch.flow.day_write import Gear, Said, Texts, Worked, write_day
from trucewatch.flow.decisions import about_claims, undone_by
from trucewatch.flow.ground import theatres_of
from trucewatch.flow.linking import Linked, StoreMemory, linking_basis, states
from trucewatch.flow.notes import Notes
from trucewatch.flow.outcome import DeriveSummary
from trucewatch.flow.place_answers import answers_of
from trucewatch.flow.reading import read_missing
from trucewatch.flow.rebind import Bound, rebind
from trucewatch.flow.stages import DocumentReader, Progress, Stages
from trucewatch.flow.theatre import camps, prefixes
from trucewatch.ingest.origins_kept import PrintRow
from trucewatch.model.claim import Claim
from trucewatch.model.codes import place_of_code
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import standing
from trucewatch.reconcile.memory import Draft
from trucewatch.store.shape import Store


class Day:
    """One derivation over what is remembered."""

    def __init__(self, store: Store, reader: DocumentReader, steps: Stages, as_of: datetime, tell: Progress) -> None:
        self._store, self._reader, self._steps, self._as_of, self._tell = store, reader, steps, as_of, tell
        self._agreements, self._sources = store.agreements(), store.sources()
        self._packs = {a.id: a for a in self._agreements}
        self._ledger = store.decisions()
        self._standing = standing(self._ledger)
        self._undone = undone_by(self._ledger)
        self._gazetteer = steps.gazetteer()
        self._draft = Draft(StoreMemory(store, DAY_KINDS))
        self._texts_notes, self._place_notes = Notes(store, "fingerprints"), Notes(store, "places")

    def basis(self) -> str:
        """A digest of all that every text and incident depends on."""
        digest_of_places = self._gazetteer.digest if self._gazetteer is not None else None
        reader = self._reader
        codes = sorted(self._undone - {j.id for j in self._ledger})
        return basis_of_run(reader.version, reader.parties, digest_of_places, self._agreements, self._sources, codes)

    def why_anew(self) -> str:
        """Why everything must be made anew; empty where it need not."""
        store = self._store
        if self._steps.follow is None or self._steps.update is None:
            return "these stages make everything anew"
        kept = kept_basis(store)
        why = why_anew(kept, self.basis(), store.run(), self._as_of, len(store.fresh_texts()))
        if not why and store.linking_basis() != linking_basis(camps(self._agreements), self._sources):
            return "what linking remembers was made with something else"
        return why

    def run(self) -> DeriveSummary | str:
        """What there is now; or, in words, why everything must be made anew after all."""
        store, run, kept = self._store, self._store.run(), kept_basis(self._store)
        assert run is not None
        assert kept is not None
        fresh = store.fresh_texts()
        texts = self._texts(fresh)
        read, set_aside = read_missing(
            store, self._reader, texts.documents, store.readings_of(texts.documents), self._tell
        )
        self._tell("reconcile", 0, 0)
        decided = self._decided(kept, texts)
        if isinstance(decided, str):
            return decided
        texts, said, codes = decided
        speaking = [d for i, d in texts.documents.items() if i not in said.withdrawn]
        if any(d.received_at is None or d.received_at > self._as_of for d in speaking):
            return "a text came in after the as-of time"
        archive = DayArchive(store, texts.documents, said.claims, said.withdrawn)
        linked = self._linked(texts, said, speaking, archive)
        changed = self._coded(linked, said, archive)
        if any(place_of_code(c) is None for c in changed.coded.codes.values()):
            return "a new code has no place of its own among the others"
        placed, days = self._placed(texts, said, speaking, archive, kept)
        touched = self._touched(linked, changed, said, archive, placed, codes)
        worked = Worked(
            texts=texts,
            said=said,
            speaking=tuple(speaking),
            archive=archive,
            linked=linked,
            changed=changed,
            touched=touched,
            days=days,
        )
        notes = (self._texts_notes, self._place_notes)
        given = Gear(
            store, self._draft, self._agreements, self._sources, self._gazetteer, self._as_of, notes, self._tell
        )
        return write_day(given, run, kept, worked, read=read, set_aside=set_aside)

    def _texts(self, fresh: Sequence[str]) -> Texts:
        """The new texts, and those that owe something else to others now than before."""
        store, steps = self._store, self._steps
        assert steps.follow is not None
        read: dict[str, Document] = {}
        corrected: dict[str, Document] = {}

        def fetch(ids: Iterable[str]) -> Mapping[str, Document]:
            missing = [i for i in ids if i not in read]
            found = list(store.documents_by_id(missing, as_read=True))
            read.update((d.id, d) for d in found)
            corrected.update(correct_documents(found, self._standing).changed)
            return {i: corrected.get(i, read[i]) for i in ids}

        fetch(fresh)
        known = self._draft.rows(PrintRow, fresh)
        new = [i for i in fresh if i not in known]
        moved = steps.follow(self._draft, fetch, new, self._texts_notes)
        again = [i for i in fresh if i not in moved]  # read anew by a run that did not end
        documents = moved | {d.id: d for d in store.documents_by_id(again)}
        judged = store.documents_by_id(sorted({j.subject for j in self._standing}), as_read=True)
        issues = correct_documents({**read, **{d.id: d for d in judged}}.values(), self._standing).issues
        plain = frozenset(i for i, d in documents.items() if i in read and read[i] == d)
        return Texts(documents=documents, plain=plain, new=len(new), issues=issues)

    def _decided(self, kept: BasisRow, texts: Texts) -> tuple[Texts, Said, set[str]] | str:
        """The texts with those of which decisions that are new, or were taken back, speak; what people decided; and codes of
        the incidents that these name. Or, in words, why everything must be made anew."""
        store = self._store
        while True:
            said = self._said(texts)
            moved = set(kept.decisions) ^ set(said.decisions) | set(kept.linking) ^ set(said.linking)
            subjects = sorted({s for j in moved for s in (j.subject, j.object) if s})
            named = {d.id for d in store.documents_by_id(subjects)}
            if any(j.kind == "place" for j in moved):
                return "somebody said what a place's name stands for, or took it back"
            if any(j.kind == "correct" and j.subject in named for j in moved):
                return "somebody corrected what is known of a text, or took it back"
            claims = {c.id: c.document_id for c in store.claims_by_id(subjects, as_read=True)}
            missing = sorted({*named, *claims.values()} - texts.documents.keys())
            if not missing:
                break
            read = {d.id: d for d in store.documents_by_id(missing, as_read=True)}
            more = {d.id: d for d in store.documents_by_id(missing)}
            plain = texts.plain | {i for i, d in more.items() if read[i] == d}
            texts = msgspec.structs.replace(texts, documents=texts.documents | more, plain=plain)
        findings = (f.incident_code for s in subjects if (f := store.finding(s)) is not None)
        codes = {*findings, *store.incidents_by_code(subjects)}
        whole = (x.claim_id for i in store.incidents_by_code(codes).values() for x in i.claims)
        return texts, said, codes | {code for found in store.told_in({*claims, *whole}).values() for code, _ in found}

    def _said(self, texts: Texts) -> Said:
        """What people decided, as it names today's claims, and the claims of these texts as that leaves them."""
        store, ids = self._store, texts.documents.keys()
        named = sorted({s for j in self._standing for s in (j.subject, j.object) if s})
        bound = self._bound(named)
        decisions = tuple(j for j in bound.judgements if j.kind != "code")
        as_read = {c.id: c for c in store.claims_of(ids, as_read=True)}
        judged = {c.id: c for c in store.claims_by_id({j.subject for j in decisions}, as_read=True)}
        corrected = correct_claims({**judged, **as_read}.values(), bound.judgements)
        papers = {d.id: d for d in store.documents_by_id({j.subject for j in decisions})} | texts.documents
        withdrawn = correct_documents(papers.values(), bound.judgements).retracted
        gone = corrected.retracted | {c.id for c in as_read.values() if c.document_id in withdrawn}
        claims: dict[str, list[Claim]] = {i: [] for i in ids}
        for c in as_read.values():
            if c.id not in gone:
                claims[c.document_id].append(corrected.changed.get(c.id, c))
        mine = {i: c for i, c in corrected.changed.items() if i in as_read}
        return Said(
            decisions=decisions,
            linking=about_claims(decisions, lambda code: self._first(code, ids, gone, withdrawn)),
            undone=self._undone,
            claims={i: tuple(found) for i, found in claims.items()},
            corrected=Corrected(changed=mine, retracted=frozenset(gone & as_read.keys()), issues=corrected.issues),
            withdrawn=withdrawn,
            issues=(*bound.issues, *corrected.issues),
        )

    def _bound(self, named: Sequence[str]) -> Bound:
        """Decisions with today's names of the claims that they speak of."""
        store = self._store
        claims = {c.id: c for c in store.claims_by_id(named, as_read=True)}
        others = [i for i in named if i not in claims]
        anchors = store.anchors_of(others)
        claims |= {c.id: c for c in store.claims_of({a.document_id for a in anchors}, as_read=True)}
        known = {d.id for d in store.documents_by_id(others)} | {j.id for j in self._ledger}
        known |= {i for i in others if numbered(i) is not None and store.code_rows(i)}
        return rebind(self._standing, anchors, claims.values(), frozenset(known))

    def _first(
        self, code: str, texts: Collection[str], gone: Collection[str], withdrawn: Collection[str]
    ) -> str | None:
        """The first claim that stands of those to which a code was given. `gone`: retracted claims of `texts`."""
        rows = Ledger(self._store, self._undone).of_code(code)
        there = {c.id: c.document_id for c in self._store.claims_by_id({j.subject for j in rows}, as_read=True)}
        retracted = self._store.retracted()  # of other texts that still holds
        stands = {c for c, d in there.items() if d not in withdrawn and c not in (gone if d in texts else retracted)}
        return first_claims(j for j in rows if j.subject in stands).get(code)

    def _linked(self, texts: Texts, said: Said, speaking: Sequence[Document], archive: DayArchive) -> Linked:
        claims = tuple(c for found in said.claims.values() for c in found)
        readings = self._store.readings_of(texts.documents)
        now = states(readings, claims, speaking, said.linking, said.corrected.changed)
        sides = camps(self._agreements)
        return Linked(self._store, self._steps, archive, now, texts.documents, said.linking, sides, self._sources)

    def _coded(self, linked: Linked, said: Said, archive: DayArchive) -> Changed:
        done = linked.done
        new = {i.code: i for i in done.incidents}
        before = linked.before({*new, *done.gone})

        def prefix_of(incident: Incident) -> str:
            return prefixes(self._agreements, *archive.of_incidents((incident,)))(incident)

        return code_again(
            self._store,
            self._draft,
            new,
            before,
            linked.now,
            said.undone,
            prefix_of=prefix_of,
            made_at=self._as_of,
        )

    def _placed(
        self, texts: Texts, said: Said, speaking: Sequence[Document], archive: DayArchive, kept: BasisRow
    ) -> tuple[set[str], tuple[date, date] | None]:
        """The texts with other places than before."""
        if self._gazetteer is None:
            return set(), kept.days
        self._tell("places", 0, 0)
        told = told_texts(speaking, said.claims)

        def fetch(ids: Sequence[str]) -> Mapping[str, tuple[Document, Sequence[Claim]]]:
            claims: dict[str, list[Claim]] = {i: [] for i in ids}
            for c in archive.claims(ids):
                claims[c.document_id].append(c)
            return told_texts(archive.documents(ids), claims)

        theatres = theatres_of(self._agreements, answers_of(said.decisions), self._gazetteer)
        changed = {i: told.get(i) for i in texts.documents}
        return place_again(self._draft, changed, fetch, theatres, self._gazetteer, self._place_notes, kept.days)

    def _touched(
        self,
        linked: Linked,
        changed: Changed,
        said: Said,
        archive: DayArchive,
        placed: Iterable[str],
        codes: Iterable[str],
    ) -> dict[str, Incident]:
        """The incidents of which any row may be another, under provisional codes and by them. `codes`: of some of them."""
        told = [c.id for c in archive.claims([*said.claims, *placed])]
        codes = {*codes, *(code for found in self._store.told_in(told).values() for code, _ in found)}
        wanted = {*linked.made, *changed.moved, *provisional(self._draft, codes)}
        wanted |= {c for i in linked.now(changed.moved).values() for c in i.unsure_with}
        return linked.now(wanted)
