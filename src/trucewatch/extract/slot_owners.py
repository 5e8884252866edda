"""Whose a word is, where a sentence tells several acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.distance import tree_distance
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_verb
from trucewatch.extract.lexicon import words

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
        others = [d for n, d in near if d not in out and n <= best + 1]
        out += [d for d in others if not any(of_two_days(t.token, u.token) for t in first.triggers for u in d.triggers)]
    return out


def of_two_days(first: Token, second: Token) -> bool:
    """True for "shelled X on Monday and attacked Y on Tuesday": two verbs, each with a day of its own."""
    if not (is_verb(first) and is_verb(second)):
        return False
    one, other = _own_days(first), _own_days(second)
    alike = {len(d.split()) for d in one} == {len(d.split()) for d in other}  # "Monday" can be "8 March"
    return bool(one and other) and alike and not one & other


def _own_days(verb: Token) -> set[str]:
    """The days that a verb carries itself ("on Monday", "on 8 March"), and not through a clause of its own."""
    of = [c for c in verb.children if c.dep_ in ("prep", "npadvmod", "nmod", "obl")]
    out: set[str] = set()
    for t in (t for c in of for t in (c, *c.children)):
        if t.lower_ in words("casing", "weekdays"):
            out.add(t.lower_)
        elif t.lower_ in words("casing", "months") or t.lower_ in words("casing", "maybe_months"):
            out |= {f"{c.lower_} {t.lower_}" for c in t.children if c.lower_.isdigit()}
    return out
