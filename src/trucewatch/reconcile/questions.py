"""What an incident's accounts contradict one another on, and what nobody has answered yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from trucewatch.model.incident import HarmFigure
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.harm import figure_words
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.status import Status, accusations


def contradictions(
    figures: Sequence[HarmFigure],
    status: Status,
    accounts: Sequence[Account],
    denied_harm: Sequence[str],
    context: Context,
) -> tuple[str, ...]:
    """Sentences that set rival values side by side; nothing is added up or chosen."""
    out: list[str] = []
    rows: dict[tuple[str, str, bool], list[HarmFigure]] = defaultdict(list)
    for f in figures:
        if f.low is not None:
            rows[f.kind, _front(f.side, status, context), f.civilian].append(f)
    for (kind, _, _), found in rows.items():
        values: dict[str, list[str]] = defaultdict(list)
        for f in found:
            values[figure_words(f)].append(f.speaker)
        if len(values) > 1:
            said = ", ".join(f"{n} {_say(names)} {_and(names)}" for n, names in values.items())
            out.append(f"{kind}: {said}, relation unclear: not added")
    if status.attribution == "mutually_alleged":
        blame = sorted({f"{a.side or a.speaker_name} names {a.initiator}" for a in accusations(accounts, context)})
        out.append(f"who acted first: {', '.join(blame)}")
    if status.denied_by:
        out.append(f"whether it happened as told: {_and(status.denied_by)} {_denies(status.denied_by)}")
    out += denied_harm
    return tuple(out)


def _front(side: str | None, status: Status, context: Context) -> str:
    """The side that figures are about, with all who are not accused taken as one: they may be the same people."""
    if side is None or len({context.camp(s) for s in status.accused}) != 1:
        return context.camp(side) or ""
    return context.camp(side) or "" if any(context.aligned(side, s) for s in status.accused) else ""


class Stake(msgspec.Struct, frozen=True, kw_only=True):
    """A question and how much its answer would change. `order`: which goes first among equals."""

    weight: float
    order: int
    text: str


def open_questions(
    *,
    status: Status,
    firm: bool,
    when: str | None,
    placed: bool,
    parties: frozenset[str],
    heard: frozenset[str],
    unsure: int,
    harm: Sequence[HarmFigure],
    rival: Sequence[str],
    reported: str | None,
) -> tuple[str, ...]:
    """Questions, the one whose answer would change most first (`settings.questions` holds the weights).

    To what a question changes by itself (how many happenings, who is accused, how sure it is) come the people whom its
    answer moves: those counted twice if it is one with another, those between two figures, those hurt in what is not
    confirmed. One killed weighs as much as five otherwise harmed.
    """
    weights = settings().questions
    people = max((_people(f) for f in harm), default=0.0)
    found: list[tuple[float, str]] = []
    if unsure:
        other = "another incident" if unsure == 1 else f"one of {unsure} other incidents"
        found.append((weights.one_happening + people, f"Is it one happening with {other}?"))
    if status.attribution in ("none", "alleged_one_side", "mutually_alleged", "acknowledged"):
        found.append((weights.who_began + len(status.accused) + people / 2, "Who began it?"))
    if status.occurrence == "reported":
        sure = weights.confirmed if firm else weights.confirmed / 2
        found.append((sure + people / 2, "Does anyone independent of those who tell it confirm it?"))
    if rival:
        found.append((weights.same_people + _spread(harm), "Which figures concern the same people?"))
    if when is None:
        first = f" (first reported on {reported})" if reported else ""
        found.append((weights.day, f"On which day did it happen?{first}"))
    if not placed:
        found.append((weights.place, "Where exactly did it happen?"))
    for side in sorted(parties - heard):
        weight = weights.accused_silent if side in status.accused else weights.side_silent
        found.append((weight, f"What does {side} say?"))
    if not firm and not unsure:
        found.append((weights.own_happening, "Is it one happening of its own?"))
    stakes = [Stake(weight=round(w, 2), order=n, text=text) for n, (w, text) in enumerate(found)]
    return tuple(q.text for q in sorted(stakes, key=lambda q: (-q.weight, q.order)))


def _people(f: HarmFigure) -> float:
    """The least of a figure, in killed."""
    return (f.low or 0) * (1.0 if f.kind == "killed" else 0.2)


def _spread(harm: Sequence[HarmFigure]) -> float:
    """How far figures of one kind lie apart, in killed."""
    of: dict[str, list[float]] = defaultdict(list)
    for f in harm:
        if f.low is not None:
            of[f.kind].append(_people(f))
    return sum(max(values) - min(values) for values in of.values())


def _say(names: Sequence[str]) -> str:
    return "says" if len(set(names)) == 1 else "say"


def _denies(names: Sequence[str]) -> str:
    return "denies it" if len(names) == 1 else "deny it"


def _and(names: Sequence[str]) -> str:
    return " and ".join(sorted(set(names)))
