"""Who looked, where and when, as claims and documents tell it. A day without a row is *unknown*, never calm."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import accumulate
from typing import Literal

import msgspec

from trucewatch.assess.days import claim_days, zone_of
from trucewatch.assess.toponyms import fold
from trucewatch.model.acts import CONTEXT, family
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import NO_AREA, Coverage
from trucewatch.model.ids import short_id
from trucewatch.model.where import PlaceMention

OBSERVER_KINDS = ("monitoring_mission", "peacekeeping_force")
PRESS = "reports at hand"
WIDE = frozenset({"region", "country"})
State = Literal["watching", "partial", "nothing_to_report"]


class Watch(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What a claim says of who looked on some days in some area. `told_by`: of a claim that the observer was kept from looking.

    `quiet`: a statement that the ceasefire holds, or that no breach of it was recorded; `eventful`: an act that is not context.
    """

    claim: str
    document: str
    observer: str
    area: str
    first: date
    last: date
    quiet: bool
    eventful: bool
    told_by: str | None = None

    @property
    def group(self) -> tuple[str, str, date, date, bool]:
        """What claims of one row share."""
        return self.observer, self.area, self.first, self.last, self.told_by is not None


def coverage(agreement: Agreement, claims: Iterable[Claim], documents: Iterable[Document]) -> tuple[Coverage, ...]:
    """Rows of coverage for one agreement's theatre, by first day, observer and area.

    An observer's statement that the ceasefire holds is *nothing_to_report*; beside an act that the same observer tells
    of the same days it is *watching*. Statements of the parties about themselves are no coverage. Reports published on
    a day make it *partial*: somebody wrote, nobody need have looked everywhere.
    """
    papers = {d.id: d for d in documents}
    watches = [w for c in claims for w in watches_of(c, agreement, papers.get(c.document_id))]
    by_day: dict[date, list[tuple[str, bool]]] = defaultdict(list)
    for paper in papers.values():
        if paper.published is not None:
            by_day[paper.published].append((paper.id, is_copy(paper)))
    rows = [*watched(agreement, watches), *(published_on(agreement, day, found) for day, found in by_day.items())]
    return tuple(sorted(rows, key=lambda c: (c.start, c.end, c.observer, c.area, c.state)))


def watches_of(claim: Claim, agreement: Agreement, paper: Document | None) -> list[Watch]:
    """What a claim says of who looked: an observer's own statement or report, and that an observer was kept from looking."""
    found = []
    watch = _watch(claim, agreement, paper)
    if watch is not None and _is_observer(claim, agreement) and (watch.quiet or watch.eventful):
        found.append(watch)
    if watch is not None and claim.polarity == "affirms" and "monitor_restriction" in claim.acts:
        observer = claim.target.name if claim.target else next(iter(agreement.monitors), "observers")
        teller = claim.speaker.name if claim.speaker else "the report"
        found.append(msgspec.structs.replace(watch, observer=observer, told_by=teller))
    return found


def watched(
    agreement: Agreement, watches: Iterable[Watch], groups: Collection[tuple[str, str, date, date, bool]] | None = None
) -> list[Coverage]:
    """The rows that watches make up; of some groups only, where these are named: then with all eventful watches of their
    observers on their days. Cost: O(n log n).
    """
    gathered: dict[tuple[str, str, date, date, bool], list[Watch]] = defaultdict(list)
    busy_days: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for watch in watches:
        gathered[watch.group].append(watch)
        if watch.eventful and watch.told_by is None:
            busy_days[watch.observer].append((watch.first, watch.last))
    busy = {observer: _Days(found) for observer, found in busy_days.items()}
    rows = []
    for key, group in gathered.items():
        if groups is not None and key not in groups:
            continue
        group.sort(key=lambda w: w.claim)
        head = group[0]
        if head.told_by is not None:
            tellers = ", ".join(dict.fromkeys(w.told_by for w in group if w.told_by is not None))
            rows.append(_row(agreement, "partial", f"movement restricted, as {tellers} tells it", group))
            continue
        acts = head.observer in busy and busy[head.observer].meet(head.first, head.last)
        quiet = any(w.quiet for w in group)
        means = "statement that the ceasefire holds" if quiet else "report of acts"
        if quiet and acts:
            means += ", beside acts that the same observer reports of these days"
        rows.append(_row(agreement, "watching" if acts else "nothing_to_report", means, group))
    return rows


class _Days:
    """Stretches of days, asked whether one of them meets another."""

    def __init__(self, found: Iterable[tuple[date, date]]) -> None:
        ordered = sorted(found)
        self._first = [first for first, _ in ordered]
        self._last = list(accumulate((last for _, last in ordered), max))

    def meet(self, first: date, last: date) -> bool:
        """Cost: O(log n)."""
        n = bisect_right(self._first, last)
        return n > 0 and self._last[n - 1] >= first


def rows_of(group: tuple[str, str, date, date, bool], agreement: Agreement) -> tuple[str, ...]:
    """The ids that the row of a group may have, whatever its state."""
    observer, area, first, last, restricted = group
    states: tuple[State, ...] = ("partial",) if restricted else ("watching", "nothing_to_report")
    return tuple(_id(agreement, observer, area, first, last, state) for state in states)


def is_copy(paper: Document) -> bool:
    """True for a text that was printed before."""
    return bool(paper.republication_of or paper.near_duplicate_of)


def published_on(agreement: Agreement, day: date, papers: Iterable[tuple[str, bool]]) -> Coverage:
    """The row of a day on which something was published. `papers`: each with whether it is a copy."""
    found = sorted(papers)
    copies = sum(copy for _, copy in found)
    means = f"{len(found)} published on this day" + (f", {copies} of them reprinted" if copies else "")
    return Coverage(
        id=published_id(agreement, day),
        observer=PRESS,
        area=next(iter(agreement.theatre_places), agreement.names[0]),
        start=day,
        end=day,
        state="partial",
        means=means,
        document_ids=tuple(key for key, _ in found),
    )


def published_id(agreement: Agreement, day: date) -> str:
    """The id of that row."""
    return short_id("cov", agreement.id, PRESS, day.isoformat())


def _watch(claim: Claim, agreement: Agreement, paper: Document | None) -> Watch | None:
    """The claim with its days: those of its words, else the day that its document counts from; None without either."""
    if claim.modality != "actual":
        return None
    first, last = claim_days(claim, zone_of(agreement))
    if first is None or last is None:
        first = last = paper.anchor if paper else None
    if first is None or last is None:
        return None
    places = claim.where or claim.within
    affirms = claim.polarity == "affirms"
    return Watch(
        claim=claim.id,
        document=claim.document_id,
        observer=claim.speaker.name if claim.speaker else "",
        area=", ".join(dict.fromkeys(p.name for p in _narrowest(places))) or NO_AREA,
        first=first,
        last=last,
        quiet=("compliance_statement" if affirms else "unspecified_violation") in claim.acts,
        eventful=affirms and any(family(a) != CONTEXT for a in claim.acts),
    )


def _narrowest(places: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    """The places without the regions and countries that a text names around them."""
    return tuple(p for p in places if p.kind not in WIDE) or places


def _is_observer(claim: Claim, agreement: Agreement) -> bool:
    speaker = claim.speaker
    if speaker is None:
        return False
    name = fold(speaker.name)
    return speaker.kind in OBSERVER_KINDS or any(fold(m) in name for m in agreement.monitors)


def _row(agreement: Agreement, state: State, means: str, group: list[Watch]) -> Coverage:
    """One row for claims that share observer, area and days."""
    head = group[0]
    return Coverage(
        id=_id(agreement, head.observer, head.area, head.first, head.last, state),
        observer=head.observer,
        area=head.area,
        start=head.first,
        end=head.last,
        state=state,
        means=means,
        claim_ids=tuple(w.claim for w in group),
        document_ids=tuple(dict.fromkeys(w.document for w in group)),
    )


def _id(agreement: Agreement, observer: str, area: str, first: date, last: date, state: State) -> str:
    return short_id("cov", agreement.id, observer, area, first.isoformat(), last.isoformat(), state)
