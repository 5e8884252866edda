"""Whose a word is, where a sentence tells several acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.distance import tree_distance
from trucewatch.extract.draft import Draft

if TYPE_CHECKING:
    from trucewatch.extract.token import Token


def owners(token: Token, drafts: list[Draft], *, shared: bool = False) -> list[Draft]:
    """The drafts that a word belongs to: the nearest in the parse, and the other voices that tell the same words.

    `shared`: with one account of several acts (a violation answered by fire) the words serve all that are equally near.
    """
    if not drafts:
        return []
    if len(drafts) == 1:
        return drafts
    near = [(min((tree_distance(token, t.token) for t in d.triggers), default=40), d) for d in drafts]
    best = min(n for n, _ in near)
    first = next(d for n, d in near if n == best)
    mine = {t.token.i for t in first.triggers}
    out = [d for n, d in near if n == best or mine & {t.token.i for t in d.triggers}]
    if shared:
        out += [d for n, d in near if d not in out and n <= best + 1]
    return out
