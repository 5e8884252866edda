"""What fits what within one text: when an account that hangs loose can be of a happening that the text tells (`attach.py`).

Each takes the loose account first, and looks at one account of the happening.
"""

from __future__ import annotations

from trucewatch.reconcile.compare import harm, roles, when, where
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, is_reply, is_sum
from trucewatch.reconcile.pointing import ANY, FIRST
from trucewatch.reconcile.settings import settings

ANSWER_DAYS = 3  # a report that tells of an answer is about the last days
LIKE = 0.4  # how well two acts must describe one happening for the one to be named again by the other


def replies(account: Account) -> bool:
    """True if it tells of an answer to one occasion."""
    return is_reply(account.claim) and not is_sum(account.claim)


def _agree(a: Account, b: Account, context: Context) -> bool:
    return when.compare(a, b, context).score > -0.9 and where.compare(a, b, context).score > -0.6


def denied_by(denial: Account, told: Account, context: Context) -> bool:
    """The denial is of what is told: by the accused side, of a like act, of the same day and place as far as they are told."""
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


def own_act_denied(denial: Account, told: Account, context: Context) -> bool:
    """A side denies an act of its own, of which the text tells without a doer ("rocket fire from across the border")."""
    if told.claim.polarity == "denies" or told.speaker == denial.speaker or not _agree(denial, told, context):
        return False
    own = denial.initiator is not None and denial.initiator == denial.side and told.initiator is None
    return own and not denial.vague and _alike(denial, told) >= 1


def nobodys_act_denied(denial: Account, told: Account, context: Context) -> bool:
    """Who names nobody denies the act that the text tells with nobody to it ("no information on air strikes")."""
    if told.claim.polarity == "denies" or told.speaker == denial.speaker or not _agree(denial, told, context):
        return False
    nobody = denial.initiator is None and told.initiator is None and told.target is None
    return nobody and denial.side is not None and not denial.vague and _alike(denial, told) >= 1


def answered_by(reply: Account, told: Account, context: Context) -> bool:
    """The reply is to what is told: by the other side, in the last days."""
    if told.claim.polarity == "denies" or told.claim.response or told.speaker == reply.speaker or told.days is None:
        return False
    if reply.where and told.where and where.compare(reply, told, context).score <= 0:
        return False  # an answer that names a place is one to what happened there
    if reply.reported is None or not 0 <= reply.reported - told.days[1] <= ANSWER_DAYS:
        return False
    two_way = told.initiator is None and "exchange_of_fire" in told.claim.acts
    return two_way or (reply.initiator is not None and told.initiator == reply.initiator)


def told_again(again: Account, told: Account, context: Context) -> bool:
    """A second voice of one body tells again of the same act by the same side."""
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


def retold(again: Account, told: Account, context: Context) -> bool:
    """One report sets two voices side by side; the later one gives no day, and names no other place, doer or figure."""
    if told.claim.polarity == "denies" or told.claim.response or told.speaker == again.speaker or again.vague:
        return False
    if again.many or told.many:
        return False  # "successive attacks" are not the attack told beside them
    placed = _one_settlement(again, told, context)
    if _alike(again, told) < (0.5 if placed else 0.6):
        return False
    if _rival(again, told, context) or (points(again) and _begins(told) >= _begins(again)):
        return False
    by = roles.compare(again, told, context).score
    if by < 0 or (by == 0 and not placed) or harm.compare(again, told, context).score < 0:
        return False
    if again.where and where.compare(again, told, context).score < settings().ties.district:
        return False
    return again.claim.count in (None, 1, told.claim.count) and when.compare(again, told, context).score >= 0


def one_camp(a: Account, b: Account, context: Context) -> bool:
    """True if one camp told both, unless of one settlement."""
    return (a.group == b.group or context.aligned(a.side, b.side)) and not _one_settlement(a, b, context)


def _one_settlement(a: Account, b: Account, context: Context) -> bool:
    """True if both name one settlement or site as their place."""
    return bool(a.spots and b.spots) and where.compare(a, b, context).score >= settings().ties.place


def points(account: Account) -> bool:
    """True if its words name its own act as known."""
    if account.claim.polarity == "denies" or account.one_more:
        return False
    if FIRST in account.points:
        return True
    return any(p == ANY or act_score(p, x) >= LIKE for p in account.points for x in account.claim.acts)


def pointed_at(again: Account, told: Account, context: Context) -> bool:
    """What is named as known was told before; no figure, number, doer or place speaks against it."""
    if told.claim.polarity == "denies" or told.claim.response or _begins(told) >= _begins(again):
        return False
    if not again.vague and _alike(again, told) < LIKE and not again.points & set(told.claim.acts):
        return False
    blames = again.claim.response or (FIRST in again.points and roles.mirrored(again, told, context))
    if (not blames and _rival(again, told, context)) or harm.compare(again, told, context).score < 0:
        return False
    if again.claim.count not in (None, 1, told.claim.count):
        return False
    least = settings().ties.district if again.placed else 0
    return not (again.where and told.where) or where.compare(again, told, context).score >= least


def names_a_breach(a: Account) -> bool:
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


def of_the_breach(named: Account, told: Account, context: Context) -> bool:
    """The breach that is only named is the one act that the same voice tells of that doer."""
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
