"""Roles: do the accounts name the same sides, or each the other (two mirrored versions of one exchange)?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, is_reply
from trucewatch.reconcile.names import telling_words

NAME = "roles"
VERSION = 2


def mirrored(a: Account, b: Account, context: Context) -> bool:
    """True if each account's doer is the side that the other account has at the receiving end or speaking."""
    if a.initiator is None or b.initiator is None or context.aligned(a.initiator, b.initiator):
        return False

    def other(x: Account, y: Account) -> bool:
        return any(context.aligned(y.initiator, side) for side in (x.target, x.side))

    return other(a, b) and other(b, a)


def same_people(a: Account, b: Account) -> bool:
    """True if both name the same people as hit, who are no side ("wedding guests", "civilians at the wedding")."""
    if not a.people or not b.people:
        return False
    return bool(telling_words(a.people) & telling_words(b.people))


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for the same doer or mirrored accounts, below 0 when the doers or those at the receiving end differ."""
    if a.initiator is None or b.initiator is None:
        return _targets(a, b, context, base=0.0, sentence="One account does not say who acted.")
    if a.initiator == b.initiator:
        return _targets(a, b, context, base=1.0, sentence=f"Both name {a.initiator} as the one that acted.")
    if context.aligned(a.initiator, b.initiator):
        return _targets(
            a, b, context, base=0.6, sentence=f"{a.initiator} and {b.initiator} stand on one side of the conflict."
        )
    if _operation(a, b) or _operation(b, a):
        return _reason(-0.8, "The one is told as an operation in answer to the other.")
    if a.claim.response != b.claim.response and a.speaker == b.speaker:
        return _reason(0.6, "One speaker tells of the other side's act and of its own answer.")
    if mirrored(a, b, context):
        return _reason(0.8, "Each account names the other's side as the one that acted: mirrored versions.")
    if same_people(a, b):
        return _reason(0.2, f"They blame {a.initiator} and {b.initiator} for harm to the same people.")
    return _reason(-0.6, f"Different sides are said to have acted: {a.initiator} and {b.initiator}.")


def _operation(answer: Account, told: Account) -> bool:
    """An assault or air strike told as an answer is an occasion of its own."""
    return answer.claim.response and not told.claim.response and not is_reply(answer.claim)


def _targets(a: Account, b: Account, context: Context, *, base: float, sentence: str) -> Reason:
    if same_people(a, b):
        return _reason(min(1.0, base + 0.4), f"{sentence} Both tell of the same people hit.")
    if a.target is None or b.target is None or a.people or b.people:
        return _reason(base, sentence)
    if context.aligned(a.target, b.target):
        return _reason(base if base else 0.4, f"{sentence} Both say that {a.target} was at the receiving end.")
    return _reason(base - 0.4, f"{sentence} They differ on who was at the receiving end: {a.target}, {b.target}.")


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=round(score, 2), sentence=sentence)
