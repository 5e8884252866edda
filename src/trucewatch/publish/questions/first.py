"""The first use of force since the agreement took effect: according to whom, and known when."""

from __future__ import annotations

from datetime import date

from trucewatch.assess.days import zone_of
from trucewatch.model.acts import family
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.wording import edtf_days, say_day

COLUMNS = ("according to", "first day told", "incident", "who acted, as told", "known since", "told by", "status")


def first_violation(asked: Asked) -> Answer:
    """For each side or body that speaks, the earliest use of force since the agreement that it tells of."""
    start = in_force_since(asked)
    earliest: dict[str, tuple[date, Claim, str]] = {}
    known: dict[tuple[str, str], date] = {}
    for row, incident in asked.each(papers=True):
        for link in incident.claims:
            claim = asked.records.claim(link.claim_id)
            days = edtf_days(claim.when)
            if not tells_of_force(claim) or days is None or (start and days[0] < start):
                continue
            who = claim.speaker.side or claim.speaker.name if claim.speaker else outlet_of(_document(asked, claim))
            published = asked.published(claim.id)
            if published is not None:
                known[who, row.code] = min(published, known.get((who, row.code), published))
            if who not in earliest or (days[0], row.code) < (earliest[who][0], earliest[who][2]):
                earliest[who] = (days[0], claim, row.code)
    rows = [
        _row(asked, who, claim, code, known.get((who, code)))
        for who, (_, claim, code) in sorted(earliest.items(), key=lambda item: (item[1][0], item[0]))
    ]
    firsts = {day for day, _, _ in earliest.values()}
    says = "No dated use of force is on record since the agreement took effect. That is not calm."
    if rows:
        says = f"{count_words(len(rows), 'speaker')} name {count_words(len(firsts), 'first day')}; "
        says += f"the earliest is {say_day(min(firsts))}, according to {rows[0].cells['according to']}"
        late = rows[0].cells["known since"]
        says += f", known since {say_day(date.fromisoformat(str(late)))}." if late else "."
    since = (
        f"Since {say_day(start)}, when the terms took effect." if start else "No agreement is held: all time counts."
    )
    return asked.answer(FIRST, says, COLUMNS, rows, unit="speakers", number=len(rows), notes=(since,))


def in_force_since(asked: Asked) -> date | None:
    """The first day, in its theatre, of the agreement that is in play; the earliest of several; None without any."""
    used = asked.assessed()
    held = [a for key, a in asked.records.agreements.items() if key in used]
    return min((a.effective_at.astimezone(zone_of(a)).date() for a in held), default=None)


def tells_of_force(claim: Claim) -> bool:
    """True for a claim that affirms a use of force as having happened."""
    return claim.polarity == "affirms" and claim.modality == "actual" and any(family(a) == "force" for a in claim.acts)


def _document(asked: Asked, claim: Claim) -> Document:
    return asked.records.document(claim.document_id)


def _row(asked: Asked, who: str, claim: Claim, code: str, known: date | None) -> AnswerRow:
    incident = asked.records.incidents[code]
    return AnswerRow(
        cells={
            "according to": who,
            "first day told": claim.when,
            "incident": code,
            "who acted, as told": claim.initiator.side or claim.initiator.name if claim.initiator else None,
            "known since": known.isoformat() if known else None,
            "told by": claim.speaker.name if claim.speaker else None,
            "status": (incident.occurrence, *incident.occurrence_flags),
        },
        claims=(claim.id,),
        records=(code,),
    )


FIRST = Question(
    name="first-violation",
    asks="What was the first violation, according to whom, and since when is that known?",
    answer=first_violation,
    notes=("The first report of a violation is not the first violation: a later text may tell of an earlier day.",),
)
