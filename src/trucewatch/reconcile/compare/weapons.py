"""Weapons: do the accounts name the same?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account

NAME = "weapons"
VERSION = 1


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for shared weapons, -0.5 when both name weapons and none is shared, else 0."""
    x, y = set(a.claim.weapons) - {"other"}, set(b.claim.weapons) - {"other"}
    if not x or not y:
        return Reason(comparison=NAME, score=0, sentence="One account names no weapon.")
    if x & y:
        return Reason(comparison=NAME, score=1, sentence=f"Both name {_words(x & y)}.")
    return Reason(comparison=NAME, score=-0.5, sentence=f"Different weapons: {_words(x)} and {_words(y)}.")


def _words(codes: set[str]) -> str:
    return ", ".join(sorted(codes)).replace("_", " ")
