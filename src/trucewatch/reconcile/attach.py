"""Accounts without a day or place of their own, set beside the happening that their text ties them to.

An answer ("countermeasures were taken"), a bare denial, a second voice of one body: none says enough to be compared on
day and place. Each joins the one happening in its own text that fits; where several fit, it stays unsure with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Literal

from trucewatch.model.incident import Link, LinkJudgement, Reason
from trucewatch.reconcile.compare import roles
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, days_apart
from trucewatch.reconcile.fitting import (
    answered_by,
    denied_by,
    names_a_breach,
    nobodys_act_denied,
    of_the_breach,
    one_camp,
    own_act_denied,
    pointed_at,
    points,
    replies,
    retold,
    told_again,
)
from trucewatch.reconcile.pointing import FIRST
from trucewatch.reconcile.settings import settings

Cluster = tuple[Account, ...]
Step = Literal["voices", "answers", "denials", "retellings", "pointers", "breaches"]
STEPS: tuple[Step, ...] = ("voices", "answers", "denials", "retellings", "pointers", "breaches")
AGAIN = "A second voice of the same body tells in one text of the same act by the same side."
ANSWER = (
    "It tells of an answer, without a day or place of its own, beside the one dated happening in which its side acted."
)
RETOLD = "Another voice tells in one text of a like act, without a day of its own, and only one happening there fits."
BREACH = "It says only that the truce was broken, and the same voice tells there of one act by that side."
POINTED = "Its words name an act as known, and only one happening told before in the text fits."
DENIAL = "It denies what is told there of the same doer."
Fits = Callable[[Account, Account, Context], bool]
SUPPORT = 0.7  # of a link that rests on the text's own order, not on day and place


def attachments(
    clusters: Sequence[Cluster],
    context: Context,
    apart: Sequence[Container[tuple[str, str]]],
    step: Step,
    *,
    beside: Sequence[Cluster] = (),
) -> tuple[Link, ...]:
    """Links from accounts that hang loose to the happening in their text, ordered; all are judged on the same clusters.

    `apart`: sets of pairs of accounts between which a link was decided already (by a person, or as different).
    `beside`: more clusters that something may be attached to, and of which nothing is.
    """
    loose = {i: root for i, cluster in enumerate(clusters) if _is_loose(cluster, step) and (root := _one_root(cluster))}
    clusters = (*clusters, *beside)
    wanted = set(loose.values())
    by_root: dict[str, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        for root in sorted({r for a in cluster for r in a.roots if r in wanted}):
            by_root[root].append(i)
    out: dict[tuple[str, str], Link] = {}
    for i, root in loose.items():
        others = [clusters[j] for j in by_root[root] if j != i]
        for link in _place(clusters[i], others, context, apart, step):
            out.setdefault((link.a, link.b), link)
    return tuple(out[k] for k in sorted(out))


def _one_root(cluster: Cluster) -> str | None:
    roots = {r for a in cluster for r in a.roots}
    return roots.pop() if len(roots) == 1 else None


def can_hang_loose(account: Account) -> bool:
    """True if some step may set a cluster beside another of which this is an account: `_is_loose` asks for one of these."""
    return account.days is None or account.claim.polarity == "denies" or names_a_breach(account)


def _is_loose(cluster: Cluster, step: Step) -> bool:
    """True if a cluster is one that this step sets beside another."""
    if step == "denials":
        return all(a.claim.polarity == "denies" for a in cluster)
    if all(a.claim.polarity == "denies" for a in cluster):
        return False
    if step == "voices":
        return len(cluster) == 1 and not (cluster[0].anchored or cluster[0].where)
    if step == "breaches":
        return all(names_a_breach(a) for a in cluster)
    if step == "pointers":
        return not any(a.days for a in cluster) and any(points(a) for a in cluster)
    if step == "retellings":
        return not any(a.days or a.claim.response or a.claim.polarity == "denies" for a in cluster)
    return not any(a.days for a in cluster) and any(replies(a) for a in cluster)


def _place(
    cluster: Cluster,
    others: list[Cluster],
    context: Context,
    apart: Sequence[Container[tuple[str, str]]],
    step: Step,
) -> list[Link]:
    if step == "voices":
        return _choose(cluster[0], others, told_again, context, apart, AGAIN)
    if step == "retellings":
        return _choose(min(cluster, key=lambda a: a.id), others, retold, context, apart, RETOLD)
    if step == "breaches":
        return _choose(min(cluster, key=lambda a: a.id), others, of_the_breach, context, apart, BREACH)
    if step == "pointers":
        return _choose(min(filter(points, cluster), key=lambda a: a.id), others, pointed_at, context, apart, POINTED)
    if step == "denials":
        for fits in (denied_by, own_act_denied, nobodys_act_denied):
            links = _choose(cluster[0], others, fits, context, apart, DENIAL)
            if links:
                return links
        return []
    for reply in cluster:
        if replies(reply):
            links = _choose(reply, others, answered_by, context, apart, ANSWER)
            if links:
                return links
    return []


def _choose(
    account: Account,
    others: list[Cluster],
    fits: Fits,
    context: Context,
    apart: Sequence[Container[tuple[str, str]]],
    why: str,
) -> list[Link]:
    """*Same* with the only cluster that fits, *unsure* with each of several; those with a day or place go first."""
    found = [hit for c in others if (hit := _hit(account, c, fits, context, apart))]
    anchored = [(a, c) for a, c in found if any(x.anchored for x in c)]
    if not anchored and fits is answered_by:
        return []
    if not anchored and fits is told_again:
        return [_link(account, a, "same", why) for a, _ in found]
    chosen = anchored or found
    if FIRST in account.points and fits is pointed_at:
        chosen = [(a, c) for a, c in found if any(roles.mirrored(account, x, context) for x in c)] or chosen
    if len(chosen) == 1:
        return [_link(account, chosen[0][0], "same", why)]
    return [_link(account, a, "unsure", f"{why} Several happenings in the text fit.") for a, _ in chosen]


def _hit(
    account: Account, cluster: Cluster, fits: Fits, context: Context, apart: Sequence[Container[tuple[str, str]]]
) -> tuple[Account, Cluster] | None:
    if any(days_apart(account, a) or _held(account, a, apart) for a in cluster):
        return None
    beside = [a for a in cluster if a.roots & account.roots]
    if fits is retold and any(one_camp(a, account, context) for a in beside):
        return None  # one camp told both in one text, and did not say that they are one
    fitting = [a for a in beside if fits(account, a, context)]
    return (min(fitting, key=lambda a: (not a.anchored, a.id)), cluster) if fitting else None


def _held(a: Account, b: Account, apart: Sequence[Container[tuple[str, str]]]) -> bool:
    pair = (min(a.id, b.id), max(a.id, b.id))
    return any(pair in held for held in apart)


def _link(a: Account, b: Account, judgement: LinkJudgement, why: str) -> Link:
    x, y = sorted((a.id, b.id))
    reason = Reason(comparison="attached", score=0.5, sentence=why)
    score = SUPPORT if judgement == "same" else 0.5
    return Link(a=x, b=y, judgement=judgement, score=score, by=settings().author, reasons=(reason,))


def blocked(links: Sequence[Link], account_of: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Pairs of accounts that are held different, or that a person has judged."""
    out: set[tuple[str, str]] = set()
    for link in links:
        if link.judgement == "different" or not link.by.startswith("rule:"):
            x, y = sorted((account_of.get(link.a, link.a), account_of.get(link.b, link.b)))
            out.add((x, y))
    return frozenset(out)
