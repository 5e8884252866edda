"""What an incident's origins agree on, slot by slot, what they dispute, and who is silent.

Origins are compared, not articles: six copies agree with nobody. Denials say nothing in a slot; they stand in `denied_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import get_args

from trucewatch.model.acts import acts
from trucewatch.model.amount import HarmKind
from trucewatch.model.incident import HarmFigure, Origin, Slot, SlotState, SlotValue
from trucewatch.reconcile.compare import where
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.days import spoken
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.harm import figure_words
from trucewatch.reconcile.sparing import one_of

Voices = dict[str, list[Account]]
# how two origins stand to one another in a slot: they say the same, can both be right, cannot
_SAME, _COMPATIBLE, _DIFFERENT = 2, 1, 0
_KINDS = get_args(HarmKind)


def slots_of(
    accounts: Sequence[Account], origins: Sequence[Origin], harm: Sequence[HarmFigure], context: Context
) -> tuple[Slot, ...]:
    """One record a slot, always all of them, in a fixed order."""
    group = {c: o.group for o in origins for c in o.claim_ids}
    voices: Voices = {}
    for a in sorted(accounts, key=lambda a: a.id):
        if a.claim.polarity == "affirms":
            voices.setdefault(group.get(a.id, a.group), []).append(a)
    out = [_slot(name, voices, say, stand, context) for name, say, stand in _SLOTS]
    out.append(_harm_slot(voices, harm, context))
    return tuple([one_of(x) for x in out])


def _slot(
    name: str,
    voices: Voices,
    say: Callable[[Account], str],
    stand: Callable[[Account, Account, Context], int],
    context: Context,
) -> Slot:
    told = {v: [a for a in mine if say(a)] for v, mine in voices.items()}
    values = tuple(
        SlotValue(by=_name(v), value="; ".join(dict.fromkeys(say(a) for a in mine)))
        for v, mine in sorted(told.items())
        if mine
    )
    silent = tuple(_name(v) for v, mine in sorted(told.items()) if not mine)
    pairs = [
        _between([stand(a, b, context) for a in told[v] for b in told[w]])
        for v, w in combinations([v for v in told if told[v]], 2)
    ]
    return Slot(name=name, state=_state(len(values), pairs), values=values, silent=silent)


def _between(found: Sequence[int]) -> int:
    """How two origins stand, from how their accounts do: who says one thing and its opposite agrees in part."""
    return _COMPATIBLE if min(found) == _DIFFERENT and max(found) == _SAME else max(found)


def _state(said: int, pairs: Sequence[int]) -> SlotState:
    if not said:
        return "silent"
    if said == 1:
        return "one_origin"
    return ("disputed", "compatible", "agreed")[min(pairs)]


def _days(a: Account, b: Account, context: Context) -> int:
    if a.days is None or b.days is None:
        return _COMPATIBLE
    if a.days == b.days:
        return _SAME
    return _COMPATIBLE if a.days[0] <= b.days[1] and b.days[0] <= a.days[1] else _DIFFERENT


def _places(a: Account, b: Account, context: Context) -> int:
    score = where.compare(a, b, context).score
    return _SAME if score >= 1 else _DIFFERENT if score <= -0.5 else _COMPATIBLE


def _acts(a: Account, b: Account, context: Context) -> int:
    if set(a.claim.acts) & set(b.claim.acts):
        return _SAME
    best = max(act_score(x, y) for x in a.claim.acts for y in b.claim.acts)
    return _COMPATIBLE if best > 0 else _DIFFERENT


def _doers(a: Account, b: Account, context: Context) -> int:
    return _SAME if context.aligned(a.initiator, b.initiator) else _DIFFERENT


def _targets(a: Account, b: Account, context: Context) -> int:
    return _SAME if context.aligned(a.target, b.target) else _DIFFERENT


def _weapons(a: Account, b: Account, context: Context) -> int:
    # two weapons may both have been used
    return _SAME if set(a.claim.weapons) & set(b.claim.weapons) else _COMPATIBLE


_SLOTS: tuple[tuple[str, Callable[[Account], str], Callable[[Account, Account, Context], int]], ...] = (
    ("what", lambda a: ", ".join(acts()[c].label for c in a.claim.acts), _acts),
    ("when", lambda a: spoken(a.days) if a.days else "", _days),
    ("where", lambda a: ", ".join(p.name for p in a.where or a.within), _places),
    ("who_acted", lambda a: a.initiator or "", _doers),
    ("against_whom", lambda a: a.target or "", _targets),
    ("weapons", lambda a: ", ".join(w.replace("_", " ") for w in a.claim.weapons), _weapons),
)


def _harm_slot(voices: Voices, harm: Sequence[HarmFigure], context: Context) -> Slot:
    """Harm is compared figure by figure: of one kind, for people who may be the same."""
    of = {c.id: v for v, mine in voices.items() for a in mine for c in a.claims}
    told: dict[str, list[HarmFigure]] = {}
    for f in harm:
        for voice in sorted({of[c] for c in f.claim_ids if c in of}):
            told.setdefault(voice, []).append(f)
    # in an order that no side's name can change
    said = {
        v: sorted((_KINDS.index(f.kind), f.low or 0, f"{figure_words(f)} {f.kind}") for f in mine)
        for v, mine in told.items()
    }
    values = tuple(
        SlotValue(by=_name(v), value="; ".join(dict.fromkeys(text for _, _, text in said[v]))) for v in sorted(said)
    )
    pairs = [
        _figures(f, g)
        for v, w in combinations(sorted(told), 2)
        for f in told[v]
        for g in told[w]
        if f.kind == g.kind and (f.side is None or g.side is None or context.aligned(f.side, g.side))
    ]
    state: SlotState = _state(len(values), pairs or [_COMPATIBLE])
    return Slot(
        name="harm", state=state, values=values, silent=tuple(_name(v) for v in sorted(voices) if v not in told)
    )


def _figures(f: HarmFigure, g: HarmFigure) -> int:
    if f.low is None or g.low is None:
        return _COMPATIBLE
    if (f.low, f.high) == (g.low, g.high):
        return _SAME
    top = 10**9
    overlap = f.low <= (g.high if g.high is not None else top) and g.low <= (f.high if f.high is not None else top)
    return _COMPATIBLE if overlap else _DIFFERENT


def _name(group: str) -> str:
    return group.partition(":")[2]
