"""What due dates, coverage and totals see of each text, and what changes in them when some texts do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from trucewatch.assess.calendar import bears
from trucewatch.assess.coverage import Watch, is_copy, published_id, published_on, rows_of, watched, watches_of
from trucewatch.assess.silence import came_in
from trucewatch.flow.day_rows import CountRow, HeardRow, PaperRow, near_days
from trucewatch.model.agreement import Agreement
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.finding import Coverage
from trucewatch.model.sources import name_key
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import mark
from trucewatch.reconcile.tallies import tally_of


def paper_row(document: Document, claims: Sequence[Claim], agreement: Agreement | None) -> PaperRow:
    """What is remembered of a text that counts. `claims`: its own; `agreement`: the one that it fits."""
    found = [t for c in claims if (t := tally_of(c)) is not None]
    return PaperRow(
        id=document.id,
        agreement=agreement.id if agreement is not None else None,
        published=document.published,
        copy=is_copy(document),
        bears=tuple(sorted(c.id for c in claims if bears(c, agreement))) if agreement is not None else (),
        claims=len(claims),
        watches=tuple(w for c in claims for w in watches_of(c, agreement, document)) if agreement is not None else (),
        tallies=tuple(found),
        source=name_key(document.source) if document.source else "",
        came=came_in(document),
    )


def counts_of(papers: Iterable[PaperRow], agreements: Iterable[str | None]) -> list[CountRow]:
    """How many texts and incidents each agreement has."""
    texts = Counter(p.agreement for p in papers if p.agreement is not None)
    incidents = Counter(a for a in agreements if a is not None)
    return [
        CountRow(id=f"{sort}|{a}", n=n)
        for sort, of in (("paper", texts), ("incident", incidents))
        for a, n in of.items()
    ]


class Restated(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of totals and coverage to take out, by id, and to put in."""

    tallies_gone: frozenset[str]
    tallies: tuple[Tally, ...]
    coverage_gone: frozenset[str]
    coverage: tuple[Coverage, ...]


def restate(draft: Draft, changed: Mapping[str, PaperRow | None], agreements: Mapping[str, Agreement]) -> Restated:
    """What changes in totals and coverage when some texts do; the draft is brought up to date.

    `changed`: the texts as they are now, None for one that counts no more. Cost: these, what was published on their days, what
    their observers say of these days, copies of their totals.
    """
    before = draft.rows(PaperRow, changed)
    both = [(before.get(key), row) for key, row in changed.items()]
    for key, row in changed.items():
        if row is None:
            draft.drop(PaperRow, key)
        else:
            draft.put(row)
    moved = Counter[str]()
    for old, new in both:
        for row, step in ((old, -1), (new, 1)):
            if row is not None and row.agreement is not None:
                moved[f"paper|{row.agreement}"] += step
    count(draft, moved)
    tallies_gone, tallies = _totals(draft, both)
    gone: set[str] = set()
    rows: list[Coverage] = []
    for key, agreement in agreements.items():
        mine = [(_of(old, key), _of(new, key)) for old, new in both]
        mine = [(old, new) for old, new in mine if old is not None or new is not None]
        if mine:
            for found, ids in (_printed(draft, mine, agreement), _watched(draft, mine, agreement)):
                rows += found
                gone |= ids
    return Restated(
        tallies_gone=frozenset(tallies_gone),
        tallies=tuple(tallies),
        coverage_gone=frozenset(gone),
        coverage=tuple(rows),
    )


def count(draft: Draft, moved: Mapping[str, int]) -> None:
    """Add to what is counted."""
    held = draft.rows(CountRow, moved)
    for key, step in moved.items():
        n = (held[key].n if key in held else 0) + step
        if n:
            draft.put(CountRow(id=key, n=n))
        elif key in held:
            draft.drop(CountRow, key)


def in_play(draft: Draft, agreements: Iterable[str]) -> frozenset[str]:
    """Ids of the agreements that some text or incident has."""
    wanted = tuple(agreements)
    held = draft.rows(CountRow, [f"{sort}|{a}" for a in wanted for sort in ("paper", "incident")])
    return frozenset(key.split("|", 1)[1] for key in held)


def heard_rows(papers: Iterable[PaperRow]) -> list[HeardRow]:
    """When the last of some texts of each source came in."""
    latest: dict[str, datetime] = {}
    for p in papers:
        if p.source and p.came is not None:
            latest[p.source] = max(latest.get(p.source, p.came), p.came)
    return [HeardRow(id=key, at=at) for key, at in latest.items()]


def hear(draft: Draft, papers: Iterable[PaperRow]) -> None:
    """Note when texts came in."""
    found = heard_rows(papers)
    held = draft.rows(HeardRow, [row.id for row in found])
    for row in found:
        if row.id not in held or held[row.id].at < row.at:
            draft.put(row)


def heard(draft: Draft, sources: Iterable[Source]) -> dict[str, datetime]:
    """When the last text of each of these sources came in, as `assess.silence.heard_last` has it."""
    return {key: row.at for key, row in draft.rows(HeardRow, {name_key(s.name) for s in sources}).items()}


def bearing(draft: Draft, agreement: str) -> tuple[list[str], dict[str, date]]:
    """Ids of the claims that bear on a due date of an agreement, in order, and when their texts were published."""
    rows = [r for r in draft.marked(PaperRow, [mark("bears", agreement)]).values() if r.agreement == agreement]
    return sorted(c for r in rows for c in r.bears), {r.id: r.published for r in rows if r.published is not None}


def _of(row: PaperRow | None, agreement: str) -> PaperRow | None:
    return row if row is not None and row.agreement == agreement else None


def _totals(draft: Draft, both: Iterable[tuple[PaperRow | None, PaperRow | None]]) -> tuple[set[str], list[Tally]]:
    """Totals told again: of copies the claim with the least id stands for all."""
    touched = [t for pair in both for row in pair if row is not None for t in row.tallies]
    keys = {key for key, _ in touched}
    gone = {tally.id for _, tally in touched}
    first: dict[str, Tally] = {}
    for row in draft.marked(PaperRow, [mark("total", k) for k in keys]).values():
        for key, tally in row.tallies:
            if key in keys:
                gone.add(tally.id)
                if key not in first or tally.claim_id < first[key].claim_id:
                    first[key] = tally
    return gone, [first[k] for k in sorted(first)]


Pairs = list[tuple[PaperRow | None, PaperRow | None]]


def _printed(draft: Draft, pairs: Pairs, agreement: Agreement) -> tuple[list[Coverage], set[str]]:
    """The rows of the days on which texts that changed were published."""
    days = {row.published for pair in pairs for row in pair if row is not None and row.published is not None}
    papers: dict[date, list[tuple[str, bool]]] = {}
    for row in draft.marked(PaperRow, [mark("printed", agreement.id, d) for d in days]).values():
        if row.agreement == agreement.id and row.published in days:
            papers.setdefault(row.published, []).append((row.id, row.copy))
    gone = {published_id(agreement, d) for d in days}
    return [published_on(agreement, d, papers[d]) for d in sorted(papers)], gone


def _watched(draft: Draft, pairs: Pairs, agreement: Agreement) -> tuple[list[Coverage], set[str]]:
    """The rows of observers that texts which changed speak of, and of the days on which they now tell of acts, or no longer."""
    moved = [w for pair in pairs for row in pair if row is not None for w in row.watches]
    groups = {w.group for w in moved}
    near = _near(draft, agreement.id, {(w.observer, w.first, w.last) for w in moved})
    eventful: dict[str, set[tuple[date, date]]] = {}
    for w in moved:
        if w.eventful and w.told_by is None:
            eventful.setdefault(w.observer, set()).add((w.first, w.last))
    for w in near:
        if any(first <= w.last and last >= w.first for first, last in eventful.get(w.observer, ())):
            groups.add(w.group)
    wide = _near(draft, agreement.id, {(observer, first, last) for observer, _, first, last, _ in groups})
    gone = {key for group in groups for key in rows_of(group, agreement)}
    return watched(agreement, wide, groups), gone


def _near(draft: Draft, agreement: str, asked: Iterable[tuple[str, date, date]]) -> list[Watch]:
    """All that some observers say of stretches of days that meet some days."""
    marks = {m for observer, first, last in asked for m in near_days(agreement, observer, first, last)}
    rows = draft.marked(PaperRow, marks).values()
    return [w for row in rows if row.agreement == agreement for w in row.watches]
