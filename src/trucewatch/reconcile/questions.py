"""What an incident's accounts contradict one another on, and what nobody has answered yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from trucewatch.model.incident import HarmFigure
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.harm import figure_words
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


def open_questions(
    *,
    status: Status,
    firm: bool,
    when: str | None,
    placed: bool,
    parties: frozenset[str],
    heard: frozenset[str],
    unsure: int,
    rival: Sequence[str],
    reported: str | None,
) -> tuple[str, ...]:
    """Questions, the one whose answer would change most first."""
    out: list[str] = []
    if unsure:
        out.append(
            f"Is it one happening with {'another incident' if unsure == 1 else f'one of {unsure} other incidents'}?"
        )
    if status.attribution in ("none", "alleged_one_side", "mutually_alleged", "acknowledged"):
        out.append("Who began it?")
    if status.occurrence == "reported":
        out.append("Does anyone independent of those who tell it confirm it?")
    if rival:
        out.append("Which figures concern the same people?")
    if when is None:
        out.append("On which day did it happen?" + (f" (first reported on {reported})" if reported else ""))
    if not placed:
        out.append("Where exactly did it happen?")
    out += [f"What does {side} say?" for side in sorted(parties - heard)]
    if not firm and not unsure:
        out.append("Is it one happening of its own?")
    return tuple(out)


def _say(names: Sequence[str]) -> str:
    return "says" if len(set(names)) == 1 else "say"


def _denies(names: Sequence[str]) -> str:
    return "denies it" if len(names) == 1 else "deny it"


def _and(names: Sequence[str]) -> str:
    return " and ".join(sorted(set(names)))
