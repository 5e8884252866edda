"""The rows that a day's texts change, worked out from what was found and written in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from trucewatch.assess.assess import counts_words, due_dates, hold, no_agreement_id, unusable
from trucewatch.assess.chosen import Chooser
from trucewatch.assess.silence import silence_id, silences
from trucewatch.flow.codes import numbered
from trucewatch.flow.corrections import Corrected
from trucewatch.flow.day_archive import DayArchive
from trucewatch.flow.day_basis import digest, issue_ids
from trucewatch.flow.day_codes import Changed, number_row
from trucewatch.flow.day_papers import bearing, count, hear, heard, in_play, paper_row, restate
from trucewatch.flow.day_rows import DAY_KINDS, BasisRow, CodeRow, CountRow, PaperRow, PlacedRow
from trucewatch.flow.editorial import apply_editorial
from trucewatch.flow.ground import ground_incidents
from trucewatch.flow.linking import Linked, StoreMemory
from trucewatch.flow.notes import Notes
from trucewatch.flow.outcome import DeriveSummary
from trucewatch.flow.place_answers import answers_of
from trucewatch.flow.stages import Progress
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.codes import order_of_code, place_of_code
from trucewatch.model.document import Document, Source
from trucewatch.model.finding import Coverage, Deadline
from trucewatch.model.incident import Episode, Incident, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.places.shape import Gazetteer
from trucewatch.publish.records import Records
from trucewatch.publish.summary import summarise
from trucewatch.reconcile.groups import MOST_SHOWN, largest_groups
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.recode import recode
from trucewatch.store.shape import Run, Store


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """The texts that are new, or owe something else to others than before, as they stand now.

    `new`: how many were not there; `plain`: ids of those that stand as they were read.
    """

    documents: dict[str, Document]
    plain: frozenset[str]
    new: int
    issues: tuple[Issue, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """People's decisions as they name today's claims, and what they make of these texts."""

    decisions: tuple[Judgement, ...]
    linking: tuple[Judgement, ...]
    undone: frozenset[str]
    claims: dict[str, tuple[Claim, ...]]
    corrected: Corrected
    withdrawn: frozenset[str]
    issues: tuple[Issue, ...]


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `speaking`: those of the texts that count; `touched`: incidents of which any row may be another, under
    provisional codes; `days`: first and last of texts with places."""

    texts: Texts
    said: Said
    speaking: tuple[Document, ...]
    archive: DayArchive
    linked: Linked
    changed: Changed
    touched: dict[str, Incident]
    days: tuple[date, date] | None


class Gear(msgspec.Struct, frozen=True):
    """What a derivation works with."""

    store: Store
    draft: Draft
    agreements: tuple[Agreement, ...]
    sources: tuple[Source, ...]
    gazetteer: Gazetteer | None
    as_of: datetime
    notes: tuple[Notes, ...]
    tell: Progress


def write_day(gear: Gear, run: Run, kept: BasisRow, worked: Worked, *, read: int, set_aside: int) -> DeriveSummary:
    """What there is now, after every row that is another has been written. Cost: what was touched."""
    gear.tell("assess", 0, 0)
    store, draft, said, texts, linked = gear.store, gear.draft, worked.said, worked.texts, worked.linked
    done, coded = linked.done, worked.changed.coded
    codes = _codes(draft, worked)
    was = {key: row.code for key, row in draft.before(CodeRow, {*worked.touched, *done.gone}).items()}
    incidents = _judged(gear, worked, codes)
    claims, documents = worked.archive.of_incidents(incidents)
    chooser = Chooser(gear.agreements, claims, documents, said.decisions)
    held = hold(incidents, chooser, claims, documents, said.decisions, gear.as_of)
    _recount(draft, worked, codes, held.agreements)
    papers = _papers(gear, worked)
    more = sum(p.claims for p in papers.values() if p is not None)
    more -= sum(p.claims for p in draft.before(PaperRow, papers).values())
    told = restate(draft, papers, {a.id: a for a in gear.agreements})
    hear(draft, (p for p in papers.values() if p is not None))
    deadlines, silent = _due(gear, worked.archive)
    here = {i.code for i in incidents}
    gone = set(was.values()) - here
    general = (*texts.issues, *said.issues, *unusable(said.decisions))
    rows = list(summarise(Records.holding(store, claims, documents, held.findings), incidents))
    now = msgspec.structs.replace(
        run,
        as_of=gear.as_of,
        documents=run.documents + texts.new,
        claims=run.claims + more,
        judgements=len(said.decisions),
        incidents=run.incidents + len(incidents) - len(was),
    )
    basis = {"decisions": said.decisions, "linking": said.linking, "days": worked.days}
    draft.put(msgspec.structs.replace(kept, run=digest(now), issues=issue_ids(general), **basis))
    gear.tell("write", 0, 0)
    with store.transaction():
        store.append_judgements(coded.anchors)
        for notes in gear.notes:
            notes.add()
        linked.write()
        _write_effective(store, worked)
        store.change_incidents(gone, incidents)
        store.change_links(done.links_gone, linked.links)
        store.change_episodes(done.episodes_gone, _episodes(worked, codes))
        store.change_tallies(told.tallies_gone, told.tallies)
        store.change_findings(gone | here, held.findings, gear.as_of)
        store.replace_deadlines(deadlines)
        quiet = {silence_id(a, s) for a in gear.agreements for s in gear.sources}
        store.change_coverage(told.coverage_gone | quiet, (*told.coverage, *silent))
        store.change_summary([p for c in sorted(gone) if (p := place_of_code(c)) is not None], rows)
        lost = {no_agreement_id(c) for c in gone | here} | {*kept.issues}
        store.change_derived_issues(lost, {i.id: i for i in (*general, *held.issues)}.values())
        store.put_run(now)
        StoreMemory(store, DAY_KINDS).write(draft.changes())
        store.settle_fresh(texts.documents)
    largest = store.incidents_by_code(store.largest(MOST_SHOWN))
    links = store.links_of(x.claim_id for i in largest.values() for x in i.claims)
    return DeriveSummary(
        read=read,
        set_aside=set_aside,
        documents=now.documents,
        claims=now.claims,
        incidents=now.incidents,
        findings=store.number_of_findings(),
        new_codes=tuple(sorted(worked.changed.new_codes)),
        issues=(*general, *held.issues),
        groups=largest_groups(Reconciliation(incidents=tuple(largest.values()), links=links)),
        contested=store.contested(),
    )


def _codes(draft: Draft, worked: Worked) -> dict[str, str]:
    """The lasting codes of all incidents that the touched ones, and their episodes, name."""
    coded = worked.changed.coded.codes
    named = {c for i in worked.touched.values() for c in (i.code, *i.unsure_with)}
    named |= {c for e in _written_episodes(worked).values() for c in e.incidents}
    return {key: row.code for key, row in draft.rows(CodeRow, named - coded.keys()).items()} | coded


def _written_episodes(worked: Worked) -> dict[str, Episode]:
    """Episodes that are new, or of which an incident bears another code, under provisional codes."""
    moved = worked.linked.now(worked.changed.moved).values()
    ids = {e.id for e in worked.linked.done.episodes} | {i.episode for i in moved if i.episode is not None}
    return worked.linked.episodes(ids)


def _episodes(worked: Worked, codes: Mapping[str, str]) -> tuple[Episode, ...]:
    return recode(Reconciliation(episodes=tuple(_written_episodes(worked).values())), codes).episodes


def _judged(gear: Gear, worked: Worked, codes: Mapping[str, str]) -> tuple[Incident, ...]:
    """The touched incidents under lasting codes, with what people said of them and the ground of their places."""
    said, archive = worked.said, worked.archive
    ordered = tuple(worked.touched[key] for key in sorted(worked.touched))
    result = recode(Reconciliation(incidents=ordered), codes)
    mine = {i.code for i in result.incidents}
    subjects = sorted({j.subject for j in said.decisions})
    beside = gear.store.incidents_by_code(
        c for c in subjects if c not in mine
    )  # accepted as wholes: their claims are read
    claims, documents = archive.of_incidents((*result.incidents, *beside.values()), subjects)
    whole = msgspec.structs.replace(result, incidents=(*result.incidents, *beside.values()))
    judged = apply_editorial(whole, said.decisions, claims, documents).incidents[: len(mine)]
    if gear.gazetteer is not None:
        of_claim = {c.id: c.document_id for c in claims.values()}
        found = gear.draft.rows(PlacedRow, set(of_claim.values()))
        judged = ground_incidents(judged, found, of_claim, answers_of(said.decisions), gear.gazetteer)
    return tuple(sorted(judged, key=lambda i: order_of_code(i.code)))


def _recount(draft: Draft, worked: Worked, codes: Mapping[str, str], agreements: Mapping[str, str | None]) -> None:
    """Codes and agreements of the touched incidents noted, and how many each agreement has."""
    moved = Counter[str]()
    for row in draft.before(CodeRow, {*worked.touched, *worked.linked.done.gone}).values():
        moved[f"incident|{row.agreement}"] -= row.agreement is not None
    for key in worked.linked.done.gone:
        draft.drop(CodeRow, key)
    for key in worked.touched:
        agreement = agreements[codes[key]]
        moved[f"incident|{agreement}"] += agreement is not None
        draft.put(CodeRow(id=key, code=codes[key], agreement=agreement))
    count(draft, {key: n for key, n in moved.items() if n})
    for found in filter(None, map(numbered, sorted(worked.changed.new_codes))):
        last = number_row(found)
        known = draft.row(CountRow, last.id)
        if known is None or known.n < last.n:
            draft.put(last)


def _papers(gear: Gear, worked: Worked) -> dict[str, PaperRow | None]:
    """The texts as due dates and coverage see them; None for those that are taken back."""
    packs = {a.id: a for a in gear.agreements}
    every = Chooser(gear.agreements, {}, {d.id: d for d in worked.speaking})
    papers: dict[str, PaperRow | None] = dict.fromkeys(worked.texts.documents)
    for d in worked.speaking:
        agreement = every.of_document(d.id)
        papers[d.id] = paper_row(d, worked.said.claims[d.id], packs[agreement.id] if agreement is not None else None)
    return papers


def _due(gear: Gear, archive: DayArchive) -> tuple[list[Deadline], list[Coverage]]:
    """Due dates as they stand on this day, and the rows of sources that fell silent."""
    dates: list[Deadline] = []
    rows: list[Coverage] = []
    playing = in_play(gear.draft, (a.id for a in gear.agreements))
    last = heard(gear.draft, gear.sources)
    for pack in sorted((a for a in gear.agreements if a.id in playing), key=lambda a: a.id):
        ids, published = bearing(gear.draft, pack.id)
        claims = archive.by_id(ids)
        told_in = {c.document_id for c in claims.values()} if counts_words(pack) else set()
        texts = {d.id: d.text for d in archive.documents(told_in)}
        dates += due_dates(pack, [claims[c] for c in ids if c in claims], published, texts, gear.as_of)
        rows += silences(pack, gear.sources, last, gear.as_of)
    return dates, rows


def _write_effective(store: Store, worked: Worked) -> None:
    """The forms of texts and claims as judgements leave them."""
    texts, corrected = worked.texts, worked.said.corrected
    effective = {i: None if i in texts.plain else d for i, d in texts.documents.items()}
    mine = [c.id for c in store.claims_of(texts.documents, as_read=True)]
    forms: dict[str, Claim | None] = {c: corrected.changed.get(c) for c in mine}
    store.change_effective(effective, forms, {c: c in corrected.retracted for c in mine})
