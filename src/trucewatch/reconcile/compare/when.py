"""When: do two accounts speak of one time, given how precisely each tells it?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.days import spoken
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

NAME = "when"
VERSION = 1


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for the same day, less for stretches that overlap, -1 for days that cannot be one, 0 for silence."""
    if a.days and b.days:
        return _dated(a, b)
    if a.days is None and b.days is None:
        return _undated(a, b)
    dated, undated = (a, b) if a.days else (b, a)
    days = dated.days
    if days is None or undated.reported is None:
        return _reason(0, "One account gives no day.")
    if days[0] > undated.reported:
        return _reason(-1, f"One account was published before {spoken(days)}, of which the other speaks.")
    if undated.reported - days[1] > settings().report_reach_days:
        return _reason(-0.6, f"One account gives no day and was published long after {spoken(days)}.")
    return _reason(0, f"One account gives no day; the other says {spoken(days)}.")


def _dated(a: Account, b: Account) -> Reason:
    x, y = a.days, b.days
    if x is None or y is None:  # pragma: no cover - the caller has looked
        return _reason(0, "One account gives no day.")
    if x[0] > y[1] or y[0] > x[1]:
        return _reason(-1, f"The days differ: {spoken(x)} and {spoken(y)}.")
    if a.bounds and b.bounds:
        gap = max((a.bounds[0] - b.bounds[1]).total_seconds(), (b.bounds[0] - a.bounds[1]).total_seconds())
        if gap >= 3 * 3600:
            return _reason(-1, f"Both speak of {spoken(x)}, but of hours at least {int(gap // 3600)} apart.")
        if gap > 0:
            return _reason(0.3, f"Both speak of {spoken(x)}, at hours close to one another.")
    width = max(x[1] - x[0], y[1] - y[0]) + 1
    if width == 1:
        return _reason(1, f"Both give the same day, {spoken(x)}.")
    score = 0.8 if width == 2 else 0.4 if width <= 7 else 0.1
    return _reason(score, f"The times overlap: {spoken(x)} and {spoken(y)}.")


def _undated(a: Account, b: Account) -> Reason:
    if a.reported is None or b.reported is None:
        return _reason(0, "Neither account gives a day.")
    gap = abs(a.reported - b.reported)
    if gap <= settings().report_gap_days:
        return _reason(0.1, "Neither account gives a day; both were published within a day of one another.")
    if gap > settings().report_reach_days:
        return _reason(-0.9, f"Neither account gives a day; they were published {gap} days apart.")
    return _reason(-0.3, f"Neither account gives a day; they were published {gap} days apart.")


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=score, sentence=sentence)
