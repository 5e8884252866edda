"""What one side alone reports, and what the others do about it."""

from __future__ import annotations

from trucewatch.model.incident import Incident
from trucewatch.publish.incidents import AFFIRMS
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.rows import IncidentRow

COLUMNS = ("incident", "when", "where", "told by", "others", "occurrence", "origins", "harm", "firm")


def one_sided(asked: Asked) -> Answer:
    """Incidents that one side alone affirms; for each other party whether it denied or was silent."""
    rows, silent = [], 0
    for row, incident in asked.each(findings=True):
        if len(_tellers(asked, row)) == 1 and not _third_tells(asked, row):
            rows.append(_row(asked, row, incident))
        else:
            silent += row.one_sided
    denied = sum("denies" in str(r.cells["others"]) for r in rows)
    says = f"{count_words(len(rows), 'incident')} told by one side only; {denied or 'none'} of them denied by another."
    left = f"{silent} told by one third party or outlet alone stand outside this list." if silent else ""
    return asked.answer(
        ONE_SIDED, says[:1].upper() + says[1:], COLUMNS, rows, unit="incidents", number=len(rows), notes=(left,)
    )


def _tellers(asked: Asked, row: IncidentRow) -> tuple[str, ...]:
    """The sides that affirm it. Where no agreement is held, everybody who is known to belong to a side counts."""
    parties = asked.parties()
    return tuple(t for t in row.told_by if t in parties) if parties else row.told_by


def _third_tells(asked: Asked, row: IncidentRow) -> bool:
    """True if a third party affirms it too, and so it is no longer one side's word."""
    return len(row.told_by) > len(_tellers(asked, row))


def _row(asked: Asked, row: IncidentRow, incident: Incident) -> AnswerRow:
    (teller,) = _tellers(asked, row)
    theatre = _parties_of(asked, row) or incident.accused
    others = tuple(dict.fromkeys(s for s in (*incident.accused, *incident.denied_by, *theatre) if s != teller))
    said = []
    for side in others:
        if side in incident.denied_by:
            said.append(f"{side} denies")
        elif side in incident.acknowledged_by:
            said.append(f"{side} acknowledges acting")
        else:
            said.append(f"{side} is silent in the documents at hand")
    return AnswerRow(
        cells={
            "incident": row.code,
            "when": row.when,
            "where": row.places or (row.area,),
            "told by": teller,
            "others": tuple(said),
            "occurrence": row.occurrence,
            "origins": row.origins,
            "harm": row.harm,
            "firm": row.firm,
        },
        claims=tuple(x.claim_id for x in incident.claims if x.role in (*AFFIRMS, "denies")),
        records=(row.code,),
    )


def _parties_of(asked: Asked, row: IncidentRow) -> tuple[str, ...]:
    """The parties of the agreement that the incident was held against."""
    for finding in asked.records.findings_of(row.code):
        agreement = asked.records.agreements.get(finding.agreement_id)
        if agreement is not None:
            return tuple(p.side for p in agreement.parties if p.role == "party")
    return ()


ONE_SIDED = Question(
    name="one-sided",
    asks="Which incidents does one side alone report, and were the others silent or did they deny?",
    answer=one_sided,
    notes=("Silent means: in the documents at hand. It is neither a denial nor an admission.",),
)
