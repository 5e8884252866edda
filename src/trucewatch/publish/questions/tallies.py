"""Totals that the sides publish beside the monitor's, each with its own unit."""

from __future__ import annotations

from trucewatch.assess.coverage import OBSERVER_KINDS
from trucewatch.model.amount import Tally
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.wording import edtf_days, fold

COLUMNS = (
    "counted by",
    "counts as",
    "about",
    "number",
    "unit",
    "period",
    "area",
    "published",
    "our incidents",
    "our unit",
)


def tallies(asked: Asked) -> Answer:
    """Every published total, in order of its period; beside it the incidents of the same days that we group."""
    wanted, spans = asked.wanted.incidents, []
    dated = [(days, r.code) for r in asked.rows if (days := edtf_days(r.when))]
    rows = []
    every = asked.records.store.tallies()
    known = asked.records.known_claims(t.claim_id for t in every)
    for t in every:
        span = edtf_days(t.period)
        if t.claim_id not in known or not _kept(asked, t):
            continue
        if (wanted.start and (span is None or span[1] < wanted.start)) or (
            wanted.end and (span is None or span[0] > wanted.end)
        ):
            continue
        inside = tuple(c for days, c in dated if span and days[0] <= span[1] and days[1] >= span[0])
        spans.append(span)
        rows.append(
            AnswerRow(
                cells={
                    "counted by": (t.counted_by.side or t.counted_by.name) if t.counted_by else None,
                    "counts as": _role(asked, t),
                    "about": (t.about.side or t.about.name) if t.about else None,
                    "number": t.n,
                    "unit": t.unit,
                    "period": t.period,
                    "area": t.area,
                    "published": str(asked.published(t.claim_id) or "") or None,
                    "our incidents": len(inside) if span else None,
                    "our unit": "incidents, as we group claims",
                },
                claims=(t.claim_id,),
                records=(t.id, *inside),
            )
        )
    rows.sort(key=lambda r: (str(r.cells["period"]), str(r.cells["counted by"]), str(r.cells["unit"])))
    units = {str(r.cells["unit"]) for r in rows}
    says = (
        f"{count_words(len(rows), 'published total')} in {count_words(len(units), 'unit')}"
        if rows
        else "No total is on record"
    )
    return asked.answer(
        TALLIES, f"{says[:1].upper()}{says[1:]}.", COLUMNS, rows, unit="published totals", number=len(rows)
    )


def _role(asked: Asked, tally: Tally) -> str:
    """monitor, party, or other: what the one that counts is to the agreement."""
    actor = tally.counted_by
    if actor is None:
        return "not stated"
    monitors = [fold(m) for a in asked.records.in_play for m in a.monitors]
    if actor.kind in OBSERVER_KINDS or any(m in fold(actor.name) for m in monitors):
        return "monitor"
    return "party" if actor.side in asked.parties() else "other"


def _kept(asked: Asked, tally: Tally) -> bool:
    side = asked.wanted.incidents.side
    actors = (tally.counted_by, tally.about)
    return side is None or any(a and fold(a.side or a.name) == fold(side) for a in actors)


TALLIES = Question(
    name="tallies",
    asks="What does each side count, and what does the monitor, in which unit?",
    answer=tallies,
    notes=(
        "Units differ from row to row: rows are neither to be added nor compared, and none is turned into incidents.",
    ),
)
