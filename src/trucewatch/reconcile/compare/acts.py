"""Acts: can what the two accounts tell be one kind of happening?"""

from __future__ import annotations

from functools import cache, lru_cache

from trucewatch.model.acts import CONTEXT, acts, family
from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

NAME = "acts"
VERSION = 1


@cache
def _table() -> dict[frozenset[str], float]:
    return {frozenset((a, b)): score for a, b, score in settings().acts.pairs}


@cache
def act_score(a: str, b: str) -> float:
    """How well two codes can describe one happening, from the table and the families."""
    table = settings().acts
    if a == b:
        return table.vague_score if a in table.vague else table.same
    if a in table.vague or b in table.vague:
        return table.vague_score
    listed = _table().get(frozenset((a, b)))
    if listed is not None:
        return listed
    fa, fb = family(a), family(b)
    if fa == fb:
        return table.unlisted_in_force if fa == "force" else 0.0
    return 0.0 if any({fa, fb} == set(kin) for kin in table.kin_families) else -1.0


def compare(a: Account, b: Account, context: Context) -> Reason:
    """The best fit between any act of the one and any of the other."""
    return _best(a.claim.acts, b.claim.acts)


@lru_cache(maxsize=16384)
def _best(acts_a: tuple[str, ...], acts_b: tuple[str, ...]) -> Reason:
    codes_a = [c for c in acts_a if family(c) != CONTEXT]
    codes_b = [c for c in acts_b if family(c) != CONTEXT]
    score, x, y = max(((act_score(x, y), x, y) for x in codes_a for y in codes_b), default=(0.0, "", ""))
    if not x:
        return Reason(comparison=NAME, score=0, sentence="One account tells no act.")
    one, two = acts()[x].label, acts()[y].label
    if x == y:
        text = f"Both tell of the same act: {one}."
    elif score > 0:
        text = f"{one} and {two} can be one happening in two accounts."
    elif score == 0:
        text = f"{one} and {two} say nothing about one another."
    else:
        text = f"{one} and {two} are different acts."
    return Reason(comparison=NAME, score=score, sentence=text)
