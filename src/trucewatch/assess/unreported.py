"""How many incidents did nobody report? Capture and recapture over two independent origins, refused where it cannot hold.

Source: Chapman 1951; intervals on the logarithm of the unseen part as in Chao 1989.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import msgspec

LEAST_SHARED = 7  # incidents that both lists hold; below that the estimate says nothing
MOST_SPREAD = 2.0  # pairs of lists may differ by so much before something is wrong with the assumptions
ASSUMPTIONS = (
    "The two lists come about independently: neither origin reports because the other did.",
    "No incident comes or goes: both origins could have told of each one in the span.",
    "Every incident is equally likely to be told of, whatever its gravity, place and side.",
    "The same incident told by both is always recognised as one, and two are never taken for one.",
)


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What two lists let one expect: incidents in all, with a 95 % interval; `seen` are those in either list."""

    first: str
    second: str
    in_first: int
    in_second: int
    shared: int
    seen: int
    total: float
    low: float
    high: float


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why no estimate is given."""

    reason: str


def chapman(first: str, second: str, a: frozenset[str], b: frozenset[str]) -> Estimate:
    """The estimate from two lists of incidents, whatever its assumptions are worth."""
    n1, n2, m = len(a), len(b), len(a & b)
    seen = len(a | b)
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    unseen = max(0.0, total - seen)
    spread = math.exp(1.96 * math.sqrt(math.log(1 + variance / unseen**2))) if unseen > 0 else 1.0
    return Estimate(
        first=first,
        second=second,
        in_first=n1,
        in_second=n2,
        shared=m,
        seen=seen,
        total=total,
        low=seen + unseen / spread,
        high=seen + unseen * spread,
    )


def estimate(lists: dict[str, frozenset[str]], rivals: Sequence[frozenset[str]] = ()) -> Estimate | Refusal:
    """The estimate from the two longest lists that may be taken for independent, or why there is none.

    `rivals`: sides of one dispute. A pair of them is never used: each reports because the other does, or the opposite.
    Refused: fewer than two such lists; too few incidents in both; and, with three lists or more, pairs that contradict
    one another, which shows that some assumption fails.
    """
    pairs = [
        (a, b)
        for a, b in combinations(sorted(lists, key=lambda k: (-len(lists[k]), k)), 2)
        if not any({a, b} <= r for r in rivals)
    ]
    if not pairs:
        return Refusal(
            reason="There are no two origins that could be independent: parties to the dispute answer each other."
        )
    usable = [chapman(a, b, lists[a], lists[b]) for a, b in pairs if len(lists[a] & lists[b]) >= LEAST_SHARED]
    if not usable:
        return Refusal(
            reason=f"No two origins share {LEAST_SHARED} incidents or more: too few to say how much is missed."
        )
    lowest, highest = min(e.total for e in usable), max(e.total for e in usable)
    if highest > MOST_SPREAD * lowest:
        return Refusal(
            reason=f"Pairs of origins contradict one another ({lowest:.0f} to {highest:.0f} incidents): they do not report "
            "independently, or not of the same kind of incident."
        )
    return usable[0]
