"""Harm by side and by who gives the figure, with what would be counted twice kept apart; and cumulative figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.incident import HarmFigure
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question
from trucewatch.publish.wording import edtf_days, fold, say_range

COLUMNS = ("people of", "harm", "civilians", "by the account of", "whose account", "low", "high", "incidents", "apart")
MOST_NAMED = 40  # incidents that a note names
RELATIONS = {"own_side": "own side", "opposing": "opposing side", "third_party": "third party", "unknown": "not known"}


class Group(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What is counted together: one kind of harm to one side's people by one side's account."""

    side: str
    kind: str
    civilian: bool
    speaker: str
    relation: str


class Doubtful(Protocol):
    """What may be another incident told again."""

    @property
    def unsure_with(self) -> tuple[str, ...]:
        """The codes of the others."""
        ...


class Told(NamedTuple):
    """What is held of an incident that gives a figure."""

    when: str | None
    unsure_with: tuple[str, ...]


def harm(asked: Asked) -> Answer:
    """Sums over firm, dated incidents, from the least that the accounts allow to the most."""
    groups: dict[Group, dict[str, list[HarmFigure]]] = defaultdict(lambda: defaultdict(list))
    by_code: dict[str, Told] = {}
    loose: list[str] = []
    for row, incident in asked.each():
        for f in incident.harm:
            if not _is_wanted(asked, f):
                continue
            if not row.firm or edtf_days(row.when) is None:
                loose.append(f"{row.code} ({say_range(f.low, f.high)} {f.kind})")
                continue
            groups[_group(f)][row.code].append(f)
            by_code[row.code] = Told(row.when, row.unsure_with)
    told: dict[Group, set[date]] = {}
    for claim, day in _tolls(asked):
        for f in _figures_of(claim):
            key = _group(f)
            if key not in told:
                told[key] = _days_of(by_code[c] for c in groups[key] if c in by_code)
            if _is_wanted(asked, f) and day not in told[key]:
                groups[key][f"{claim.when}, no incident"].append(f)
    rows = [_row(key, found, by_code) for key, found in sorted(groups.items()) if found]
    more = f"; and {len(loose) - MOST_NAMED:,} more" if len(loose) > MOST_NAMED else ""
    note = (
        f"Not in the sums, because candidate or without a day: {'; '.join(loose[:MOST_NAMED])}{more}." if loose else ""
    )
    one = rows[0].cells if len(rows) == 1 else None
    same = one is not None and one["low"] == one["high"]
    number = one["low"] if one and same else None
    return asked.answer(
        HARM,
        _says(rows),
        COLUMNS,
        rows,
        unit="people",
        number=number if isinstance(number, int) else None,
        notes=(note,),
    )


def _group(figure: HarmFigure) -> Group:
    return Group(
        side=figure.side or "side not stated",
        kind=figure.kind,
        civilian=figure.civilian,
        speaker=figure.speaker_side or figure.speaker,
        relation=figure.relation,
    )


def _is_wanted(asked: Asked, figure: HarmFigure) -> bool:
    wanted = asked.wanted
    of_side = wanted.people_of is None or fold(figure.side or "") == fold(wanted.people_of)
    return of_side and (wanted.harm is None or figure.kind == wanted.harm)


def _days_of(rows: Iterable[Told]) -> set[date]:
    """Every day on which one of these may have happened."""
    spans = (days for r in rows if (days := edtf_days(r.when)))
    return {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}


def _tolls(asked: Asked) -> list[tuple[Claim, date]]:
    """Harm told of one day without saying how it came about: it belongs to no incident, and people were hurt all the same."""
    wanted, found = asked.wanted.incidents, []
    if wanted.status or wanted.act or wanted.text:
        return []  # such a filter asks for incidents
    for claim in asked.records.claims_naming(("casualty_toll",)):
        days = edtf_days(claim.when)
        if "casualty_toll" not in claim.acts or claim.polarity != "affirms" or claim.modality != "actual":
            continue
        if days is None or days[0] != days[1] or asked.records.codes_of(claim.id):
            continue
        near = wanted.place is None or any(fold(wanted.place) in fold(p.name) for p in (*claim.where, *claim.within))
        if near and (wanted.start is None or days[1] >= wanted.start) and (wanted.end is None or days[0] <= wanted.end):
            found.append((claim, days[0]))
    return found


def _figures_of(claim: Claim) -> list[HarmFigure]:
    """The harm of a claim that stands alone, as figures by its speaker."""
    speaker = claim.speaker
    return [
        HarmFigure(
            kind=h.kind,
            side=h.who.side if h.who else None,
            civilian=h.civilian,
            low=h.low,
            high=h.high,
            speaker=speaker.name if speaker else "the outlet itself",
            speaker_side=speaker.side if speaker else None,
            relation="own_side" if speaker and h.who and speaker.side and speaker.side == h.who.side else "unknown",
            claim_ids=(claim.id,),
        )
        for h in claim.harm
        if h.scope == "this_occasion"
    ]


def people_between(by_code: dict[str, list[HarmFigure]], rows: Mapping[str, Doubtful]) -> tuple[int, int | None]:
    """The least and the most people that some incidents' figures of one kind come to; None where no most is told."""
    low = high = 0
    open_high = False
    for codes in _clusters(tuple(by_code), rows):
        figures = [by_code[c] for c in codes]
        # incidents that may be one happening: at least the gravest of them, at most all of them
        low += max(min((f.low or 0) for f in found) for found in figures)
        high += sum(max((f.high or f.low or 0) for f in found) for found in figures)
        open_high = open_high or any(f.high is None for found in figures for f in found)
    return low, None if open_high else high


def _row(key: Group, by_code: dict[str, list[HarmFigure]], rows: Mapping[str, Doubtful]) -> AnswerRow:
    low, high = people_between(by_code, rows)
    parts = tuple(f"{code} ({'; '.join(dict.fromkeys(_say(f) for f in fs))})" for code, fs in by_code.items())
    doubtful = tuple(f"{' = '.join(c)}?" for c in _clusters(tuple(by_code), rows) if len(c) > 1)
    claims = tuple(dict.fromkeys(c for fs in by_code.values() for f in fs for c in f.claim_ids))
    return AnswerRow(
        cells={
            "people of": key.side,
            "harm": key.kind,
            "civilians": key.civilian,
            "by the account of": key.speaker,
            "whose account": RELATIONS[key.relation],
            "low": low,
            "high": high,
            "incidents": parts,
            "apart": doubtful,
        },
        claims=claims,
        records=tuple(c for c in by_code if c in rows),
    )


def _say(figure: HarmFigure) -> str:
    return say_range(figure.low, figure.high)


def _clusters(codes: tuple[str, ...], rows: Mapping[str, Doubtful]) -> list[tuple[str, ...]]:
    """The incidents, those together that may be one happening told twice. Cost: linear in incidents and doubts."""
    near: dict[str, list[str]] = {code: [] for code in codes}
    for code in codes:
        for other in _doubts(code, rows):
            if other in near:
                near[code].append(other)
                near[other].append(code)
    seen: set[str] = set()
    found = []
    for code in codes:
        if code in seen:
            continue
        seen.add(code)
        group, todo = [], [code]
        while todo:
            group.append(todo.pop())
            fresh = {c for c in near[group[-1]] if c not in seen}
            seen |= fresh
            todo += fresh
        found.append(tuple(sorted(group)))
    return found


def _doubts(code: str, rows: Mapping[str, Doubtful]) -> tuple[str, ...]:
    return rows[code].unsure_with if code in rows else ()


def _says(rows: list[AnswerRow]) -> str:
    if not rows:
        return "None known for what was asked: no firm, dated incident at hand gives such a figure. That is not none."
    said = []
    for row in rows[:3]:
        c = row.cells
        people = " civilians" if c["civilians"] else ""
        upper = c["high"] if isinstance(c["high"], int) else None
        number = say_range(c["low"] if isinstance(c["low"], int) else None, upper)
        said.append(
            f"{number}{people} of {c['people of']} {c['harm']}, by the account of {c['by the account of']} "
            f"({c['whose account']})"
        )
    more = f"; and {len(rows) - 3} more rows" if len(rows) > 3 else ""
    return f"{'; '.join(said)}{more}."[:1].upper() + f"{'; '.join(said)}{more}."[1:]


HARM = Question(
    name="harm",
    asks="Who was hurt, by side and by who says so?",
    answer=harm,
    notes=(
        "Rival figures are never added: each row is one account. Low counts incidents that may be the same once, high "
        "counts each. Harm told of one day without an act counts where no incident of that day gives a figure.",
        "Asked for a side (--side): people of that side.",
    ),
)
