"""Totals told again: claims that recall incidents and never add harm to them.

A toll ("four killed since November"), a casualty figure with no act, and an undated account whose figure is exactly the
sum of dated ones by the same speaker's side: each is linked to the incidents that it contains.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Protocol

import msgspec

from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import LinkRole
from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.days import OPEN, days_of
from trucewatch.reconcile.facts import Account, is_account, is_tally, party, place_of
from trucewatch.reconcile.names import same_place_name
from trucewatch.reconcile.origins import group_of, root_of, side_of
from trucewatch.reconcile.outlets import BY_OUR_TABLE, Outlets

REACH_DAYS = 60  # a toll without a period looks back this far
LONG_COUNT_DAYS = 7  # an undated happening belongs to a count of the last days at most
FigureKey = tuple[str, str, str]  # kind of harm, side of the victims, group that says so


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that speaks of a cluster without adding to it. `cluster`: the id of the cluster's first account."""

    claim_id: str
    cluster: str
    role: LinkRole
    sentence: str


class Figure(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """An exact figure of a dated cluster. `day`: a proleptic ordinal."""

    day: int
    cluster: str
    n: int


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of an undated cluster, which may be the sum of others told before its report."""

    key: FigureKey
    kind: str
    total: int
    reported: int


class Figures(Protocol):
    """The figures of all dated clusters."""

    def between(self, key: FigureKey, first: int, last: int) -> list[Figure]:
        """Those of some days, both ends inclusive, in order, each once."""
        ...


class AllFigures:
    """Figures of clusters that are at hand."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        found: dict[FigureKey, set[Figure]] = defaultdict(set)
        for cluster in clusters:
            for key, figure in figures_in(cluster):
                found[key].add(figure)
        self._of = {k: sorted(v) for k, v in found.items()}

    def between(self, key: FigureKey, first: int, last: int) -> list[Figure]:
        """Cost: O(log n + those found)."""
        figures = self._of.get(key, [])
        day = attrgetter("day")
        return figures[bisect_left(figures, first, key=day) : bisect_right(figures, last, key=day)]


def is_toll(claim: Claim) -> bool:
    """True if the claim gives casualties without telling of one happening."""
    return (
        not is_account(claim)
        and not is_tally(claim)
        and claim.modality in ("actual", "historical")
        and ("casualty_toll" in claim.acts or any(h.scope == "cumulative" for h in claim.harm))
    )


def figures_in(cluster: Cluster) -> Iterator[tuple[FigureKey, Figure]]:
    """The exact figures of a cluster by kind, victims' side and speaker's group."""
    for a in cluster:
        if a.days is None or a.claim.polarity == "denies":
            continue
        for harm in a.claim.harm:
            side = side_of(harm.who) or a.target
            if harm.low is not None and side and harm.low == harm.high:
                yield (harm.kind, side, a.group), Figure(day=a.days[0], cluster=cluster[0].id, n=harm.low)


def asks_of(cluster: Cluster) -> tuple[Ask, ...]:
    """The figures of an undated cluster that may be sums, in order; a cluster with a day or a denial retells none."""
    if any(a.days is not None or a.claim.polarity == "denies" for a in cluster):
        return ()
    return tuple(
        Ask(key=(harm.kind, side, a.group), kind=harm.kind, total=harm.low, reported=a.reported)
        for a in cluster
        if a.reported is not None
        for harm in a.claim.harm
        if harm.low is not None and harm.low >= 2 and (side := side_of(harm.who) or a.target)
    )


def sums(clusters: Sequence[Cluster], figures: Figures) -> dict[str, tuple[Recall, ...]]:
    """Clusters that retell a sum, with their recalls: they are no incidents of their own."""
    found = ((c, retold(asks_of(c), [x.id for a in c for x in a.claims], figures)) for c in clusters)
    return {cluster[0].id: recalls for cluster, recalls in found if recalls}


def retold(asks: Iterable[Ask], claims: Sequence[str], figures: Figures) -> tuple[Recall, ...]:
    """What the claims of a cluster recall, if one of its figures is the sum of others."""
    for ask in asks:
        run = _run(figures.between(ask.key, ask.reported - REACH_DAYS, ask.reported), ask.total)
        if run:
            told = " and ".join(str(f.n) for f in run)
            text = f"{ask.total} {ask.kind} is the sum of {told}, told by the same side."
            return tuple(
                Recall(claim_id=c, cluster=f.cluster, role="recalls", sentence=text) for f in run for c in claims
            )
    return ()


def _run(usable: list[Figure], total: int) -> list[Figure]:
    """The latest run of two or more figures that adds up to a total; none if one figure equals it."""
    if any(f.n == total for f in usable):
        return []
    for end in range(len(usable), 1, -1):
        run: list[Figure] = []
        for f in reversed(usable[:end]):
            run.append(f)
            if sum(g.n for g in run) >= total:
                break
        if len(run) >= 2 and sum(g.n for g in run) == total and len({g.cluster for g in run}) == len(run):
            return run[::-1]
    return []


class Near(Protocol):
    """The clusters that a first text tells of."""

    def near(self, root: str) -> Sequence[Cluster]:
        """In order of their ids."""
        ...


class AllNear:
    """Clusters by first text, of clusters that are at hand."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self._of: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            for root in {r for a in cluster for r in a.roots}:
                self._of[root].append(cluster)

    def near(self, root: str) -> Sequence[Cluster]:
        """Cost: O(those found)."""
        return self._of.get(root, ())


def totals_of(claims: Iterable[Claim]) -> list[Claim]:
    """The tolls and published totals among claims, in order of their ids."""
    return sorted((c for c in claims if is_toll(c) or is_counted(c)), key=lambda c: c.id)


def recalled(
    claim: Claim,
    standing: Container[str],
    figures: Figures,
    beside: Near,
    documents: Mapping[str, Document],
    outlets: Outlets = BY_OUR_TABLE,
) -> list[Recall]:
    """What a toll or a published total recalls. `standing`: claims that tell of a happening of their own."""
    root = root_of(claim.document_id, documents)
    found: list[tuple[str, LinkRole, str]] = []
    if is_toll(claim) and claim.id not in standing:
        found = _contained(claim, figures, documents, root, outlets) or _beside(claim, beside.near(root))
    elif is_counted(claim):
        found = _counted(claim, beside.near(root), documents, root, outlets)
    return [Recall(claim_id=claim.id, cluster=i, role=role, sentence=text) for i, role, text in found]


def _counted(
    claim: Claim, near: Sequence[Cluster], documents: Mapping[str, Document], root: str, outlets: Outlets
) -> list[tuple[str, LinkRole, str]]:
    """The incidents of its own text that a published total counts.

    A total counts what the same origin tells, in that text, of the same doer within the total's time. It stays a record
    of its own and adds nothing: the incidents told are some of its occasions, and which is not said.
    """
    group = group_of(claim, documents.get(claim.document_id), documents, outlets)
    found = [c[0].id for c in near if any(_counts(claim, group, a, root) for a in c)]
    unit = f"{claim.count} {claim.count_unit or 'occasions'}"
    text = f"A published total of {unit} that this incident is told beside; not expanded and not added."
    return [(i, "recalls", text) for i in found] if len(found) <= (claim.count or 0) else []


def is_counted(claim: Claim) -> bool:
    return is_tally(claim) and claim.polarity != "denies" and claim.modality == "actual" and not claim.background


def _counts(tally: Claim, group: str, account: Account, root: str) -> bool:
    if account.claim.polarity == "denies" or account.group != group or root not in account.roots:
        return False
    doer = party(tally, "initiator")
    if doer is None or account.initiator != doer or account.claim.response:
        return False
    days = days_of(tally.when)
    if days is None:
        return account.days is None
    if days[1] - days[0] > LONG_COUNT_DAYS:
        return account.days is not None and days[0] <= account.days[0] and account.days[1] <= days[1]
    if account.days is None:
        return not account.placed
    return days[0] <= account.days[0] and account.days[1] <= days[1]


def period_of(claim: Claim, root: Document | None) -> tuple[int, int] | None:
    """The days that a toll speaks of, up to its report; None where nothing says."""
    reported = root.anchor if root else None
    last = reported.toordinal() if reported else OPEN
    period = days_of(claim.when) or ((last - REACH_DAYS, last) if reported else None)
    return (period[0], min(period[1], last)) if period is not None else None


def totals_asked(
    claim: Claim, documents: Mapping[str, Document], root: str, outlets: Outlets
) -> Iterator[tuple[FigureKey, Harm]]:
    """The figures of a toll that may contain those of incidents, by what they are figures of."""
    group = group_of(claim, documents.get(claim.document_id), documents, outlets)
    for harm in claim.harm:
        side = side_of(harm.who) or party(claim, "target")
        if harm.low is not None and side and _total(claim, harm):
            yield (harm.kind, side, group), harm


def _contained(
    claim: Claim, figures: Figures, documents: Mapping[str, Document], root: str, outlets: Outlets
) -> list[tuple[str, LinkRole, str]]:
    period = period_of(claim, documents.get(root))
    if claim.polarity == "denies" or period is None:
        return []
    out: dict[str, tuple[str, LinkRole, str]] = {}
    for key, harm in totals_asked(claim, documents, root, outlets):
        inside = figures.between(key, *period)
        if inside and sum(f.n for f in inside) <= (harm.low or 0):
            for f in inside:
                text = f"A total of {harm.low} {harm.kind} that contains the {f.n} told of this incident; not added."
                out.setdefault(f.cluster, (f.cluster, "recalls", text))
    return [out[i] for i in sorted(out)]


def _total(claim: Claim, harm: Harm) -> bool:
    days = days_of(claim.when)
    return harm.scope == "cumulative" or (days is not None and days[1] > days[0])


def _beside(claim: Claim, near: Sequence[Cluster]) -> list[tuple[str, LinkRole, str]]:
    """A casualty figure (or its denial) with no act, beside the only happening in its text that it can be about."""
    days = days_of(claim.when)
    fitting = [cluster[0].id for cluster in near if any(_about(claim, a, days) for a in cluster)]
    if len(fitting) != 1:
        return []
    if claim.polarity == "denies":
        return [(fitting[0], "denies", "It denies harm that was told of this incident.")]
    return [(fitting[0], "recalls", "A casualty figure with no act, told beside this incident; not added.")]


def _about(claim: Claim, account: Account, days: tuple[int, int] | None) -> bool:
    if account.claim.polarity == "denies":
        return False
    if days and (account.days is None or days[0] > account.days[1] or account.days[0] > days[1]):
        return False  # a figure with a day of its own is not about what has none
    if _elsewhere(claim, account):
        return False
    doer, hurt = party(claim, "initiator"), party(claim, "target")
    victims = {side_of(h.who) for h in claim.harm} | {hurt}
    if account.target is None or account.target not in victims:
        return False
    return doer is None or doer == account.initiator


def _elsewhere(claim: Claim, account: Account) -> bool:
    """True if the figure and the account both name villages or sites, and none in common."""
    told = [p.name for p in (place_of(m, frozenset()) for m in claim.where) if p.level == "spot"]
    theirs = [p.name for p in account.where if p.level == "spot"]
    return bool(told and theirs) and not any(same_place_name(a, b) for a in told for b in theirs)
