"""Has the weekly count of an area risen? A CUSUM on negative-binomial counts that knows in which weeks nobody looked.

Source: Höhle and Paul 2008 (count data regression charts), with a doubled rate as the change to be seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

LEAST_WEEKS = 6  # watched weeks that the usual rate is taken from
LEAST_COUNT = 5  # incidents in them
RISE = 2.0  # the change that the alarm looks for: twice the usual rate
LEAST_EXCESS = 0.5  # reporting comes in batches: the variance is taken to be at least (1 + this) times the mean


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """One week of one area: incidents told, and the days on which somebody is known to have looked (0 to 7)."""

    count: int
    watched: int


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """The usual rate, in incidents a watched day, and the size parameter of the negative binomial (large: like Poisson)."""

    rate: float
    size: float
    weeks: int


def usual_rate(weeks: Sequence[Week], baseline: int = LEAST_WEEKS) -> Usual | None:
    """The rate in the first watched weeks; None where these are too few or hold too little to judge by."""
    first = [w for w in weeks if w.watched][:baseline]
    total, days = sum(w.count for w in first), sum(w.watched for w in first)
    if len(first) < baseline or total < LEAST_COUNT:
        return None
    rate = total / days
    mean = total / len(first)
    variance = sum((w.count - rate * w.watched) ** 2 for w in first) / (len(first) - 1)
    excess = max(LEAST_EXCESS, variance / mean - 1)
    return Usual(rate=rate, size=mean / excess, weeks=len(first))


def chart(weeks: Sequence[Week], usual: Usual) -> tuple[float | None, ...]:
    """The statistic week by week after the first ones; None for weeks in which nobody looked: they move nothing."""
    found: list[float | None] = []
    left, level = usual.weeks, 0.0
    for week in weeks:
        if not week.watched:
            found.append(None)
            continue
        if left:
            left -= 1
            found.append(0.0)
            continue
        level = max(0.0, level + _evidence(week, usual))
        found.append(level)
    return tuple(found)


def _evidence(week: Week, usual: Usual) -> float:
    """How much more likely the count is at the raised rate than at the usual one, as a logarithm."""
    mean, size = usual.rate * week.watched, usual.size
    raised = mean * RISE
    return week.count * math.log(RISE) + (week.count + size) * (math.log(size + mean) - math.log(size + raised))
