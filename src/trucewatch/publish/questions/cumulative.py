"""Figures that are totals over a longer time, each with what it may contain."""

from __future__ import annotations

from datetime import date

from trucewatch.model.incident import HarmFigure
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.wording import edtf_days, say_range


def cumulative(asked: Asked) -> Answer:
    """Totals over a longer time, each with the incidents of its window that may be in it, and what they leave over."""
    rows = []
    window = {r.code: (days, r) for r in asked.rows if (days := edtf_days(r.when)) and r.firm}
    for claim in asked.records.claims_naming(("cumulative", "casualty_toll")):
        for h in claim.harm:
            if h.scope != "cumulative" and "casualty_toll" not in claim.acts:
                continue
            span = _window(claim.when, asked.published(claim.id))
            of_one_day = span is not None and span[0] == span[1]
            if h.scope != "cumulative" and of_one_day:
                continue
            side = h.who.side if h.who else None
            inside: list[tuple[str, HarmFigure]] = []
            for code, (days, row) in window.items():
                if span is None or days[0] < span[0] or days[1] > span[1]:
                    continue
                figures = [f for f in asked.incident(row).harm if f.kind == h.kind and f.side == side]
                inside += [(code, f) for f in figures[:1]]
            held = sum(f.low or 0 for _, f in inside)
            rows.append(
                AnswerRow(
                    cells={
                        "counted by": (claim.speaker.side or claim.speaker.name) if claim.speaker else None,
                        "people of": side or (h.who.name if h.who else None),
                        "harm": h.kind,
                        "figure": say_range(h.low, h.high),
                        "window": claim.when,
                        "incidents in it": tuple(f"{code} ({say_range(f.low, f.high)})" for code, f in inside),
                        "left over": (h.low - held) if h.low is not None and span is not None else None,
                        "published": str(asked.published(claim.id) or "") or None,
                    },
                    claims=(claim.id, *(c for _, f in inside for c in f.claim_ids)),
                    records=tuple(code for code, _ in inside),
                )
            )
    says = f"{count_words(len(rows), 'cumulative figure')} at hand."
    columns = (*("counted by", "people of", "harm", "figure", "window", "incidents in it", "left over", "published"),)
    return asked.answer(
        CUMULATIVE, says[:1].upper() + says[1:], columns, rows, unit="cumulative figures", number=len(rows)
    )


def _window(when: str | None, published: date | None) -> tuple[date, date] | None:
    """The days that a total covers; one that is still open ends with its publication."""
    days = edtf_days(when)
    if days is None and when and when.endswith("/..") and published:
        start = edtf_days(when.removesuffix("/.."))
        return (start[0], published) if start else None
    return days


CUMULATIVE = Question(
    name="cumulative",
    asks="Which figures are totals over a longer time, and which incidents do they contain?",
    answer=cumulative,
    notes=(
        "Left over: the total less the figures of the firm incidents in its window; it is not a count of anything.",
    ),
)
