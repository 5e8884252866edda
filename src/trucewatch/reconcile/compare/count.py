"""Counts: rounds, shots or times that both accounts count."""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account

NAME = "count"
VERSION = 1


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for an equal count above one, -0.5 for different counts by one origin, else 0: units differ too freely."""
    x, y = a.claim.count, b.claim.count
    if x is None or y is None:
        return Reason(comparison=NAME, score=0, sentence="One account gives no count.")
    if x == y:
        return Reason(comparison=NAME, score=1 if x > 1 else 0.2, sentence=f"Both count {x}.")
    if a.group == b.group:
        return Reason(comparison=NAME, score=-0.5, sentence=f"One origin counts {x} and {y}.")
    return Reason(comparison=NAME, score=0, sentence=f"The counts differ, {x} and {y}; the units may too.")
