"""Totals told again: claims that recall incidents and never add harm to them.

A toll ("four killed since November"), a casualty figure with no act, and an undated account whose figure is exactly the
sum of dated ones by the same speaker's side: each is linked to the incidents that it contains.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

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
    """A claim that speaks of a cluster without adding to it. `cluster` is its index."""

    claim_id: str
    cluster: int
    role: LinkRole
    sentence: str


class _Figure(msgspec.Struct, frozen=True, kw_only=True, order=True):
    day: int
    cluster: int
    n: int


def is_toll(claim: Claim) -> bool:
    """True if the claim gives casualties without telling of one happening."""
    return (
        not is_account(claim)
        and not is_tally(claim)
        and claim.modality in ("actual", "historical")
        and ("casualty_toll" in claim.acts or any(h.scope == "cumulative" for h in claim.harm))
    )


def figures_of(clusters: Sequence[Cluster]) -> dict[FigureKey, list[_Figure]]:
    """The exact figures of dated clusters by kind, victims' side and speaker's group, in order of time, each once."""
    found: dict[FigureKey, set[_Figure]] = defaultdict(set)
    for i, cluster in enumerate(clusters):
        for a in cluster:
            if a.days is None or a.claim.polarity == "denies":
                continue
            for harm in a.claim.harm:
                side = side_of(harm.who) or a.target
                if harm.low is not None and side and harm.low == harm.high:
                    found[harm.kind, side, a.group].add(_Figure(day=a.days[0], cluster=i, n=harm.low))
    return {k: sorted(v) for k, v in found.items()}


def sums(clusters: Sequence[Cluster]) -> tuple[dict[int, tuple[Recall, ...]], frozenset[int]]:
    """Clusters that retell a sum: their recalls by index, and their indexes (they are no incidents of their own)."""
    figures = figures_of(clusters)
    recalls: dict[int, tuple[Recall, ...]] = {}
    for i, cluster in enumerate(clusters):
        if any(a.days is not None or a.claim.polarity == "denies" for a in cluster):
            continue
        parts = _parts(cluster, figures)
        if parts:
            recalls[i] = tuple(
                Recall(claim_id=c.id, cluster=p, role="recalls", sentence=text)
                for p, text in parts
                for a in cluster
                for c in a.claims
            )
    return recalls, frozenset(recalls)


def _parts(cluster: Cluster, figures: Mapping[FigureKey, list[_Figure]]) -> list[tuple[int, str]]:
    for a in cluster:
        for harm in a.claim.harm:
            side = side_of(harm.who) or a.target
            if harm.low is None or harm.low < 2 or not side or a.reported is None:
                continue
            run = _run(figures.get((harm.kind, side, a.group), []), harm.low, a.reported)
            if run:
                told = " and ".join(str(f.n) for f in run)
                return [
                    (f.cluster, f"{harm.low} {harm.kind} is the sum of {told}, told by the same side.") for f in run
                ]
    return []


def within(figures: list[_Figure], first: int, last: int) -> list[_Figure]:
    """Of figures in order of time those of some days, both ends inclusive. Cost: O(log n + those found)."""
    day = attrgetter("day")
    return figures[bisect_left(figures, first, key=day) : bisect_right(figures, last, key=day)]


def _run(figures: list[_Figure], total: int, reported: int) -> list[_Figure]:
    """The latest run of two or more figures up to a report that adds up to its total; none if one figure equals it."""
    usable = within(figures, reported - REACH_DAYS, reported)
    if any(f.n == total for f in usable):
        return []
    for end in range(len(usable), 1, -1):
        run: list[_Figure] = []
        for f in reversed(usable[:end]):
            run.append(f)
            if sum(g.n for g in run) >= total:
                break
        if len(run) >= 2 and sum(g.n for g in run) == total and len({g.cluster for g in run}) == len(run):
            return run[::-1]
    return []


def tolls(
    claims: Iterable[Claim],
    clusters: Sequence[Cluster],
    documents: Mapping[str, Document],
    outlets: Outlets = BY_OUR_TABLE,
) -> tuple[Recall, ...]:
    """What toll claims recall, ordered by claim and cluster."""
    told = sorted((c for c in claims if is_toll(c)), key=lambda c: c.id)
    if not told:
        return ()
    figures, by_root = figures_of(clusters), _by_root(clusters)
    standing = {c.id for cluster in clusters for a in cluster for c in a.claims}
    out: list[Recall] = []
    for claim in told:
        if claim.id in standing:
            continue
        root = root_of(claim.document_id, documents)
        near = [(i, clusters[i]) for i in by_root[root]]
        found = _contained(claim, figures, documents, root, outlets) or _beside(claim, near)
        out += [Recall(claim_id=claim.id, cluster=i, role=role, sentence=text) for i, role, text in found]
    return tuple(out)


def counted(
    claims: Iterable[Claim],
    clusters: Sequence[Cluster],
    documents: Mapping[str, Document],
    outlets: Outlets = BY_OUR_TABLE,
) -> tuple[Recall, ...]:
    """Published totals of occasions with the incidents of their own text that they count, ordered by claim and cluster.

    A total counts what the same origin tells, in that text, of the same doer within the total's time. It stays a record
    of its own and adds nothing: the incidents told are some of its occasions, and which is not said.
    """
    told = sorted((c for c in claims if _is_counted(c)), key=lambda c: c.id)
    by_root = _by_root(clusters) if told else {}
    out: list[Recall] = []
    for claim in told:
        root = root_of(claim.document_id, documents)
        group = group_of(claim, documents.get(claim.document_id), documents, outlets)
        found = [i for i in by_root[root] if any(_counts(claim, group, a, root) for a in clusters[i])]
        unit = f"{claim.count} {claim.count_unit or 'occasions'}"
        text = f"A published total of {unit} that this incident is told beside; not expanded and not added."
        if len(found) <= (claim.count or 0):
            out += [Recall(claim_id=claim.id, cluster=i, role="recalls", sentence=text) for i in found]
    return tuple(out)


def _is_counted(claim: Claim) -> bool:
    return is_tally(claim) and claim.polarity != "denies" and claim.modality == "actual" and not claim.background


def _by_root(clusters: Sequence[Cluster]) -> Mapping[str, list[int]]:
    """The clusters that each first text tells of."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        for root in {r for a in cluster for r in a.roots}:
            found[root].append(i)
    return found


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


def _contained(
    claim: Claim,
    figures: Mapping[FigureKey, list[_Figure]],
    documents: Mapping[str, Document],
    root: str,
    outlets: Outlets,
) -> list[tuple[int, LinkRole, str]]:
    document = documents.get(root)
    group = group_of(claim, documents.get(claim.document_id), documents, outlets)
    reported = document.anchor if document else None
    last = reported.toordinal() if reported else OPEN
    period = days_of(claim.when) or ((last - REACH_DAYS, last) if reported else None)
    if claim.polarity == "denies" or period is None:
        return []
    out: dict[int, tuple[int, LinkRole, str]] = {}
    for harm in claim.harm:
        side = side_of(harm.who) or party(claim, "target")
        if harm.low is None or not side or not _total(claim, harm):
            continue
        inside = within(figures.get((harm.kind, side, group), []), period[0], min(period[1], last))
        if inside and sum(f.n for f in inside) <= harm.low:
            for f in inside:
                text = f"A total of {harm.low} {harm.kind} that contains the {f.n} told of this incident; not added."
                out.setdefault(f.cluster, (f.cluster, "recalls", text))
    return [out[i] for i in sorted(out)]


def _total(claim: Claim, harm: Harm) -> bool:
    days = days_of(claim.when)
    return harm.scope == "cumulative" or (days is not None and days[1] > days[0])


def _beside(claim: Claim, near: list[tuple[int, Cluster]]) -> list[tuple[int, LinkRole, str]]:
    """A casualty figure (or its denial) with no act, beside the only happening in its text that it can be about."""
    days = days_of(claim.when)
    fitting = [i for i, cluster in near if any(_about(claim, a, days) for a in cluster)]
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
