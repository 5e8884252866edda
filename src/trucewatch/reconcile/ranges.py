"""When an incident happened, from accounts that may differ: never narrower than they allow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from trucewatch.model.when import DayPart
from trucewatch.reconcile.facts import Account

T = TypeVar("T", int, datetime)


def agreed(ranges: Sequence[tuple[T, T]]) -> tuple[T, T] | None:
    """The stretch that a set of accounts leaves open, None for no account.

    An account that holds a more precise one inside it gives way to it. Accounts that do not nest disagree: then the
    answer reaches over all of them, so that precision never rises by disagreement.
    """
    distinct = sorted(set(ranges))
    if not distinct:
        return None
    innermost = [r for r in distinct if not any(r[0] <= s[0] and s[1] <= r[1] and r != s for s in distinct)]
    return min(r[0] for r in innermost), max(r[1] for r in innermost)


def bounds_of(accounts: Sequence[Account]) -> tuple[datetime | None, datetime | None]:
    """Earliest and latest UTC instants, None where no account has both."""
    found = agreed(
        [(t.earliest, t.latest) for a in accounts if a.days for t in [a.claim.time] if t and t.earliest and t.latest]
    )
    return found if found else (None, None)


def day_part_of(accounts: Sequence[Account]) -> DayPart | None:
    """The part of the day, when all accounts that give one give the same."""
    parts = {a.claim.time.day_part for a in accounts if a.days and a.claim.time and a.claim.time.day_part}
    return parts.pop() if len(parts) == 1 else None
