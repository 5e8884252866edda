"""Accounts without a day or place of their own, set beside the happening that their text ties them to.

An answer ("countermeasures were taken"), a bare denial, a second voice of one body: none says enough to be compared on
day and place. Each joins the one happening in its own text that fits; where several fit, it stays unsure with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Literal

from trucewatch.model.incident import Link, LinkJudgement, Reason
from trucewatch.reconcile.compare import harm, roles, when, where
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, days_apart, is_reply, is_sum
from trucewatch.reconcile.pointing import ANY
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
ANSWER_DAYS = 3  # a report that tells of an answer is about the last days
LIKE = 0.4  # how well two acts must describe one happening for the one to be named again by the other
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
    return account.days is None or account.claim.polarity == "denies" or _names_a_breach(account)


def _is_loose(cluster: Cluster, step: Step) -> bool:
    """True if a cluster is one that this step sets beside another."""
    if step == "denials":
        return all(a.claim.polarity == "denies" for a in cluster)
    if all(a.claim.polarity == "denies" for a in cluster):
        return False
    if step == "voices":
        return len(cluster) == 1 and not (cluster[0].anchored or cluster[0].where)
    if step == "breaches":
        return all(_names_a_breach(a) for a in cluster)
    if step == "pointers":
        return not any(a.days for a in cluster) and any(_points(a) for a in cluster)
    if step == "retellings":
        return not any(a.days or a.claim.response or a.claim.polarity == "denies" for a in cluster)
    return not any(a.days for a in cluster) and any(_replies(a) for a in cluster)


def _replies(account: Account) -> bool:
    return is_reply(account.claim) and not is_sum(account.claim)


def _place(
    cluster: Cluster,
    others: list[Cluster],
    context: Context,
    apart: Sequence[Container[tuple[str, str]]],
    step: Step,
) -> list[Link]:
    if step == "voices":
        return _choose(cluster[0], others, _told_again, context, apart, AGAIN)
    if step == "retellings":
        return _choose(min(cluster, key=lambda a: a.id), others, _retold, context, apart, RETOLD)
    if step == "breaches":
        return _choose(min(cluster, key=lambda a: a.id), others, _breach, context, apart, BREACH)
    if step == "pointers":
        return _choose(min(filter(_points, cluster), key=lambda a: a.id), others, _pointed_at, context, apart, POINTED)
    if step == "denials":
        named = _choose(cluster[0], others, _denied_by, context, apart, DENIAL)
        return named or _choose(cluster[0], others, _own_act_denied, context, apart, DENIAL)
    for reply in cluster:
        if _replies(reply):
            links = _choose(reply, others, _answered_by, context, apart, ANSWER)
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
    if not anchored and fits is _answered_by:
        return []
    if not anchored and fits is _told_again:
        return [_link(account, a, "same", why) for a, _ in found]
    chosen = anchored or found
    if len(chosen) == 1:
        return [_link(account, chosen[0][0], "same", why)]
    return [_link(account, a, "unsure", f"{why} Several happenings in the text fit.") for a, _ in chosen]


def _hit(
    account: Account, cluster: Cluster, fits: Fits, context: Context, apart: Sequence[Container[tuple[str, str]]]
) -> tuple[Account, Cluster] | None:
    if any(days_apart(account, a) or _held(account, a, apart) for a in cluster):
        return None
    beside = [a for a in cluster if a.roots & account.roots]
    if fits is _retold and any(a.group == account.group or context.aligned(a.side, account.side) for a in beside):
        return None  # one camp told both in one text, and did not say that they are one
    fitting = [a for a in beside if fits(account, a, context)]
    return (min(fitting, key=lambda a: (not a.anchored, a.id)), cluster) if fitting else None


def _held(a: Account, b: Account, apart: Sequence[Container[tuple[str, str]]]) -> bool:
    pair = (min(a.id, b.id), max(a.id, b.id))
    return any(pair in held for held in apart)


def _agree(a: Account, b: Account, context: Context) -> bool:
    return when.compare(a, b, context).score > -0.9 and where.compare(a, b, context).score > -0.6


def _denied_by(denial: Account, told: Account, context: Context) -> bool:
    if told.claim.polarity == "denies" or told.speaker == denial.speaker or not _agree(denial, told, context):
        return False
    if denial.where and told.where and where.compare(denial, told, context).score < 0:
        return False  # it denies what happened somewhere else
    alike = _alike(denial, told)
    if alike < 0.4 and not (denial.vague and context.aligned(denial.initiator, told.initiator)):
        return False  # who denies that the truce was broken denies what is told of him
    if denial.initiator is None:
        # "denied any clashes": with nobody named, only the place or day can say which
        return denial.side is not None and denial.side in (told.initiator, told.target)
    # one says "an Armenian group", the other denies for its own army: a camp answers for its members
    return context.aligned(denial.initiator, told.initiator)


def _own_act_denied(denial: Account, told: Account, context: Context) -> bool:
    """A side denies an act of its own, of which the text tells without a doer ("rocket fire from across the border")."""
    if told.claim.polarity == "denies" or told.speaker == denial.speaker or not _agree(denial, told, context):
        return False
    own = denial.initiator is not None and denial.initiator == denial.side and told.initiator is None
    return own and not denial.vague and _alike(denial, told) >= 1


def _answered_by(reply: Account, told: Account, context: Context) -> bool:
    if told.claim.polarity == "denies" or told.claim.response or told.speaker == reply.speaker or told.days is None:
        return False
    if reply.where and told.where and where.compare(reply, told, context).score <= 0:
        return False  # an answer that names a place is one to what happened there
    if reply.reported is None or not 0 <= reply.reported - told.days[1] <= ANSWER_DAYS:
        return False
    two_way = told.initiator is None and "exchange_of_fire" in told.claim.acts
    return two_way or (reply.initiator is not None and told.initiator == reply.initiator)


def _told_again(again: Account, told: Account, context: Context) -> bool:
    return (
        told.claim.polarity == again.claim.polarity == "affirms"
        and told.claim.response == again.claim.response
        and told.group == again.group
        and again.side is not None
        and told.speaker != again.speaker
        and again.initiator is not None
        and told.initiator == again.initiator
        and not again.vague
        and not again.one_more
        and _alike(again, told) >= 0.4
        and again.claim.count is None
        and harm.compare(again, told, context).score >= 0
        and _agree(again, told, context)
    )


def _retold(again: Account, told: Account, context: Context) -> bool:
    """One report sets two voices side by side; the later one gives no day, and names no other place, doer or figure."""
    if told.claim.polarity == "denies" or told.claim.response or told.speaker == again.speaker or again.vague:
        return False
    if _alike(again, told) < 0.6:
        return False
    if _rival(again, told, context):
        return False
    if roles.compare(again, told, context).score <= 0 or harm.compare(again, told, context).score < 0:
        return False
    if again.where and where.compare(again, told, context).score < settings().ties.district:
        return False
    return again.claim.count in (None, 1, told.claim.count) and when.compare(again, told, context).score >= 0


def _points(account: Account) -> bool:
    """True if its words name its own act as known."""
    if account.claim.polarity == "denies" or account.one_more:
        return False
    return any(p == ANY or act_score(p, x) >= LIKE for p in account.points for x in account.claim.acts)


def _pointed_at(again: Account, told: Account, context: Context) -> bool:
    """What is named as known was told before; no figure, number, doer or place speaks against it."""
    if told.claim.polarity == "denies" or told.claim.response or _begins(told) >= _begins(again):
        return False
    if not again.vague and _alike(again, told) < LIKE:
        return False
    if (not again.claim.response and _rival(again, told, context)) or harm.compare(again, told, context).score < 0:
        return False
    if again.claim.count not in (None, 1, told.claim.count):
        return False
    least = settings().ties.district if again.placed else 0
    return not (again.where and told.where) or where.compare(again, told, context).score >= least


def _names_a_breach(a: Account) -> bool:
    """True for a violation that is only named: no act, day, place, number or harm, and a doer."""
    return (
        a.vague
        and a.initiator is not None
        and not a.anchored
        and not a.one_more
        and a.claim.polarity == "affirms"
        and not a.claim.response
        and a.claim.count in (None, 1)
        and not a.claim.harm
    )


def _breach(named: Account, told: Account, context: Context) -> bool:
    return (
        told.claim.polarity == "affirms"
        and not told.vague
        and not told.claim.response
        and told.speaker == named.speaker
        and context.aligned(named.initiator, told.initiator)
    )


def _alike(a: Account, b: Account) -> float:
    return max(act_score(x, y) for x in a.claim.acts for y in b.claim.acts)


def _begins(account: Account) -> int:
    return account.claim.spans[0].start if account.claim.spans else 0


def _rival(a: Account, b: Account, context: Context) -> bool:
    """True if two accounts name doers that do not stand together: each side's act may be a happening of its own."""
    return a.initiator is not None and b.initiator is not None and not context.aligned(a.initiator, b.initiator)


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
