"""Whether two drafts have one voice, one doer, and figures of harm that do not contradict each other."""

from __future__ import annotations

import re

from trucewatch.extract.draft import Draft
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family

_HAPPENING = ("force", "civilians", "monitors")
_DAY = len("2020-01-01")
_WORD = re.compile(r"[^\W\d_]{3,}")
Figures = set[tuple[str, int | None]]


def actors_agree(a: ActorRef | None, b: ActorRef | None) -> bool:
    """False where both are named and are not one: "militias" without a side may be anybody's."""
    if a is None or b is None:
        return True
    if a.side is None or b.side is None:
        return a.name == b.name or _nameless(a) or _nameless(b) or bool(_own_words(a) & _own_words(b))
    return a.side == b.side


def voices_agree(a: Draft, b: Draft) -> bool:
    """True for one voice, and for a lead in the outlet's own words that a speaker then tells."""
    if a.verdict_key == b.verdict_key:
        return True
    if a.polarity != b.polarity:
        return False
    if a.speaker is not None and b.speaker is not None:
        if (a.side_inferred or b.side_inferred) and a.speaker.side == b.speaker.side:
            return bool(figures(a) & figures(b))  # a body whose side was only inferred needs the same figure told
        return _one_body(a.speaker, b.speaker)
    lead = a.speaker is None and a.sentence.index <= 1 and b.speaker is not None
    if not lead or not actors_agree(a.initiator, b.initiator):
        return False
    if same_figure(a, b) and all(family(x) in _HAPPENING for x in (*a.acts, *b.acts)):
        return True
    if not set(a.acts) & set(b.acts) or a.initiator is None:
        return False
    return b.initiator is not None or bool(figures(a) & figures(b)) or bool(b.when and b.where)


def days_agree(a: str, b: str) -> bool:
    """True for one day told twice, or within the days of a stretch; a month does not stand for each day of it."""
    if ".." in a or ".." in b:  # "up to midnight on Tuesday" is the night of that day, "since Thursday" may end today
        return (
            a == b
            or _ends(a)[0] == _ends(b)[0] != ".."
            or _ends(a)[1] == _ends(b)[1] != ".."
            or _ends(a)[1] == _ends(b)[0]
        )
    return a == b or (min(len(a), len(b)) >= _DAY and (a in b or b in a))


def _ends(when: str) -> tuple[str, str]:
    first, _, last = when.partition("/")
    return first, last or first


def figures(draft: Draft) -> Figures:
    """The harm told, as kind and least number; "dozens" has no number."""
    return {(h.kind, h.low if h.low is not None else h.high) for h in draft.harm}


def harm_agrees(a: Draft, b: Draft) -> bool:
    """False where both give a number for one kind of harm and no number of it is the same."""
    one, other = ({f for f in figures(d) if f[1] is not None} for d in (a, b))
    kinds = {kind for kind, _ in one} & {kind for kind, _ in other}
    return all(any(f in other for f in one if f[0] == kind) for kind in kinds)


def same_figure(a: Draft, b: Draft) -> bool:
    """True if both tell one number of people hurt in one way."""
    return any(number is not None for _, number in figures(a) & figures(b))


def _one_body(a: ActorRef, b: ActorRef) -> bool:
    """ "the operations room" and its spokesman, where the side of one of them is not known."""
    if a.side is not None and b.side is not None:
        return False
    if {a.kind, b.kind} & {"peacekeeping_force", "monitoring_mission"}:
        return False
    one, other = _own_words(a), _own_words(b)
    if not one and not other:  # "military sources", "military officials"
        return bool(_said(a) & _said(b) - {"officials", "official", "sources", "source", "the", "authorities"})
    return bool(one & other)


def _said(ref: ActorRef) -> set[str]:
    return {w for text in (ref.name, ref.text or "") for w in _WORD.findall(text.lower())}


def _own_words(ref: ActorRef) -> set[str]:
    """What tells one body from another in its names: no ranks, no offices, no "army"."""
    return _said(ref) - words("grammar", "common_in_names")


def _nameless(ref: ActorRef) -> bool:
    """True for a doer told by a common noun alone ("militias", "unknown gunmen") that has no side."""
    said = (ref.text or ref.name).split()
    own = bool(said) and said[0].lower() in ("our", "we", "us", "my", "each", "one")
    return (
        ref.side is None
        and not ref.actor_id
        and not own
        and " ".join(said[1:] or said).lower() == " ".join(said[1:] or [w.lower() for w in said])
    )
