"""Harm: are the figures equal, the one contained in the other, or in conflict?"""

from __future__ import annotations

from trucewatch.model.amount import Harm
from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.origins import side_of

NAME = "harm"
VERSION = 1


def victim(harm: Harm, account: Account) -> str | None:
    """The side of those harmed: as told with the figure, else the side at the receiving end."""
    return side_of(harm.who) or (account.target if harm.who is None and account.target else None)


def compare(a: Account, b: Account, context: Context) -> Reason:
    """Up to 1 for equal exact figures, below 0 for figures that differ; most against when one origin gives both."""
    best: tuple[float, str] | None = None
    worst: tuple[float, str] | None = None
    for x in a.claim.harm:
        for y in b.claim.harm:
            if x.kind != y.kind or x.low is None or y.low is None:
                continue
            if not _one_front(victim(x, a), victim(y, b), a, b, context):
                continue
            score, text = _figures(x, y, one_origin=a.group == b.group)
            if score > 0 and (best is None or score > best[0]):
                best = score, text
            elif score <= 0 and (worst is None or score < worst[0]):
                worst = score, text
    score, text = best or worst or (0.0, "No figures that could be compared.")
    if best and worst:
        score, text = best[0] + worst[0] / 2, f"{best[1]} {worst[1]}"
    return Reason(comparison=NAME, score=round(max(-1.0, min(1.0, score)), 2), sentence=text)


def _one_front(x: str | None, y: str | None, a: Account, b: Account, context: Context) -> bool:
    """True if two figures can be about the same people: one camp, or both on the side that was acted against."""
    if x is None or y is None or context.aligned(x, y):
        return True
    if a.initiator is None or b.initiator is None:
        return False
    return not context.aligned(x, a.initiator) and not context.aligned(y, b.initiator)


def _figures(x: Harm, y: Harm, *, one_origin: bool) -> tuple[float, str]:
    if x.low is None or y.low is None:  # pragma: no cover - the caller has looked
        return 0.0, ""
    if (x.low, x.high) == (y.low, y.high):
        if x.low == 0:
            return 0.1, f"Both say that nobody was {x.kind}."
        # one dead is told of many days; sixteen wounded of few
        return (0.5 if x.low == 1 else 0.8 if x.low == 2 else 1.0), f"Both say {_range(x)} {x.kind}."
    high_x = x.high if x.high is not None else 10**9
    high_y = y.high if y.high is not None else 10**9
    if x.low <= high_y and y.low <= high_x:
        return 0.3, f"The figures can hold together: {_range(x)} and {_range(y)} {x.kind}."
    if one_origin:
        return -0.7, f"One origin gives two figures: {_range(x)} and {_range(y)} {x.kind}."
    return -0.2, f"The figures differ, as rival accounts do: {_range(x)} and {_range(y)} {x.kind}."


def _range(h: Harm) -> str:
    if h.high is None:
        return f"at least {h.low}"
    return str(h.low) if h.low == h.high else f"{h.low} to {h.high}"
