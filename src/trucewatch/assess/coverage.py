"""Who looked, where and when, as claims and documents tell it. A day without a row is *unknown*, never calm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
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


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """An observer's claim with its days and area."""

    claim: Claim
    observer: str
    area: str
    first: date
    last: date

    @property
    def quiet(self) -> bool:
        """True for a statement that the ceasefire holds, or that no breach of it was recorded."""
        told = "compliance_statement" if self.claim.polarity == "affirms" else "unspecified_violation"
        return told in self.claim.acts

    @property
    def eventful(self) -> bool:
        """True if the claim tells of an act that is not context."""
        return self.claim.polarity == "affirms" and any(family(a) != CONTEXT for a in self.claim.acts)


def coverage(agreement: Agreement, claims: Iterable[Claim], documents: Iterable[Document]) -> tuple[Coverage, ...]:
    """Rows of coverage for one agreement's theatre, by first day, observer and area.

    An observer's statement that the ceasefire holds is *nothing_to_report*; beside an act that the same observer tells
    of the same days it is *watching*. Statements of the parties about themselves are no coverage. Reports published on
    a day make it *partial*: somebody wrote, nobody need have looked everywhere.
    """
    papers = {d.id: d for d in documents}
    known = tuple(claims)
    rows = [
        *_observed(agreement, known, papers),
        *_restricted(agreement, known, papers),
        *_published(papers, agreement),
    ]
    return tuple(sorted(rows, key=lambda c: (c.start, c.end, c.observer, c.area, c.state)))


def _observed(agreement: Agreement, claims: tuple[Claim, ...], papers: Mapping[str, Document]) -> list[Coverage]:
    watches = [w for c in claims if (w := _watch(c, agreement, papers)) is not None and _is_observer(c, agreement)]
    groups: dict[tuple[date, date, str, str], list[Watch]] = defaultdict(list)
    for watch in watches:
        if watch.quiet or watch.eventful:
            groups[watch.first, watch.last, watch.observer, watch.area].append(watch)
    rows = []
    for (first, last, observer, _), group in groups.items():
        busy = any(w.eventful and w.observer == observer and w.first <= last and w.last >= first for w in watches)
        quiet = any(w.quiet for w in group)
        means = "statement that the ceasefire holds" if quiet else "report of acts"
        if quiet and busy:
            means += ", beside acts that the same observer reports of these days"
        rows.append(_row(agreement, "watching" if busy else "nothing_to_report", means, group))
    return rows


def _restricted(agreement: Agreement, claims: tuple[Claim, ...], papers: Mapping[str, Document]) -> list[Coverage]:
    """Observers kept from looking, whoever tells it."""
    rows = []
    for claim in claims:
        watch = _watch(claim, agreement, papers)
        if watch is None or claim.polarity != "affirms" or "monitor_restriction" not in claim.acts:
            continue
        observer = claim.target.name if claim.target else next(iter(agreement.monitors), "observers")
        teller = claim.speaker.name if claim.speaker else "the report"
        means = f"movement restricted, as {teller} tells it"
        rows.append(_row(agreement, "partial", means, [watch], observer=observer))
    return rows


def _published(papers: Mapping[str, Document], agreement: Agreement) -> list[Coverage]:
    by_day: dict[date, list[Document]] = defaultdict(list)
    for paper in papers.values():
        if paper.published is not None:
            by_day[paper.published].append(paper)
    rows = []
    for day, found in by_day.items():
        copies = sum(1 for d in found if d.republication_of or d.near_duplicate_of)
        means = f"{len(found)} published on this day" + (f", {copies} of them reprinted" if copies else "")
        rows.append(
            Coverage(
                id=short_id("cov", agreement.id, PRESS, day.isoformat()),
                observer=PRESS,
                area=next(iter(agreement.theatre_places), agreement.names[0]),
                start=day,
                end=day,
                state="partial",
                means=means,
                document_ids=tuple(sorted(d.id for d in found)),
            )
        )
    return rows


def _watch(claim: Claim, agreement: Agreement, papers: Mapping[str, Document]) -> Watch | None:
    """The claim with its days: those of its words, else the day that its document counts from; None without either."""
    if claim.modality != "actual":
        return None
    first, last = claim_days(claim, zone_of(agreement))
    paper = papers.get(claim.document_id)
    if first is None or last is None:
        first = last = paper.anchor if paper else None
    if first is None or last is None:
        return None
    places = claim.where or claim.within
    return Watch(
        claim=claim,
        observer=claim.speaker.name if claim.speaker else "",
        area=", ".join(dict.fromkeys(p.name for p in _narrowest(places))) or NO_AREA,
        first=first,
        last=last,
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


def _row(
    agreement: Agreement, state: State, means: str, group: list[Watch], *, observer: str | None = None
) -> Coverage:
    """One row for claims that share observer, area and days."""
    head = group[0]
    observer = observer or head.observer
    parts = (agreement.id, observer, head.area, head.first.isoformat(), head.last.isoformat(), state)
    return Coverage(
        id=short_id("cov", *parts),
        observer=observer,
        area=head.area,
        start=head.first,
        end=head.last,
        state=state,
        means=means,
        claim_ids=tuple(w.claim.id for w in group),
        document_ids=tuple(dict.fromkeys(w.claim.document_id for w in group)),
    )
