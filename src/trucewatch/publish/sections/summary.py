"""The summary: up to ten bullets, one fact each, every fact under the name of who says it."""

from __future__ import annotations

from datetime import timedelta

from trucewatch.publish.brief import Section
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.harm import harm_sentence
from trucewatch.publish.sections.material import Material, fold_tellings
from trucewatch.publish.sections.talks import planned_sentence
from trucewatch.publish.sections.terms import deadline_sentence
from trucewatch.publish.sentence import Part, Sentence, count_of, words_of
from trucewatch.publish.tell import tell
from trucewatch.publish.wording import edtf_days, plural, say_number

BULLETS = 10
HARM_BULLETS = 4
TELLING_BULLETS = 3
DUE_WITHIN_DAYS = 45


def summary_section(material: Material) -> Section:
    """How many incidents, the gravest harm, the corroborated and disputed tellings, what is due and what is planned."""
    harm, told_codes = _harm(material)
    bullets = [
        _count(material),
        *harm,
        *_tellings(material, told_codes),
        *_denial(material),
        *_next_due(material),
        *_next_planned(material),
    ]
    return Section(id="summary", title="Summary", sentences=tuple(bullets[:BULLETS]))


def _count(material: Material) -> Sentence:
    rows = material.rows
    every = count_of(tuple(r.code for r in rows), "incidents")
    if not rows:
        return Sentence(
            parts=words_of(
                "No incident is on record for this time. That is not calm: see the section on coverage and limits."
            ),
            counts=(every,),
        )
    firm = count_of(tuple(r.code for r in rows if r.firm), "incidents")
    open_ = count_of(tuple(r.code for r in rows if not r.firm), "incidents")
    sure = count_of(tuple(r.code for r in rows if r.firm and r.occurrence != "reported"), "incidents")
    text = f"{_cap(say_number(every.n))} {plural(every.n, 'incident is', 'incidents are')} on record: "
    text += f"{say_number(firm.n)} firm, {say_number(open_.n)} {plural(open_.n, 'candidate')}; "
    if firm.n:
        text += f"{say_number(sure.n) if sure.n else 'none'} of the firm ones corroborated or verified."
    text = text.removesuffix("; ").removesuffix(".") + "."
    return Sentence(parts=words_of(text), claims=material.claim_ids, counts=(every, firm, open_, sure), noted=False)


def _harm(material: Material) -> tuple[list[Sentence], set[str]]:
    """One bullet a figure of the gravest firm incidents, by its first speaker; and the codes that they tell of."""
    found: list[Sentence] = []
    codes: set[str] = set()
    for row in material.gravest:
        if len(found) >= HARM_BULLETS or not row.firm:  # the firm ones come first
            break
        told: set[tuple[object, ...]] = set()
        for figure in material.facts(row).harm:
            fact = (figure.kind, figure.side, figure.civilian, figure.low, figure.high)
            if len(found) < HARM_BULLETS and fact not in told:
                told.add(fact)
                found.append(harm_sentence(material, row, figure))
                codes.add(row.code)
    return found, codes


def _tellings(material: Material, told: set[str]) -> list[Sentence]:
    rows = sorted(
        (r for r in material.rows if r.code not in told),
        key=lambda r: (not r.firm, r.occurrence == "reported", _days_ago(r), r.code),
    )
    return [_telling(material, row) for row in rows[:TELLING_BULLETS]]


def _days_ago(row: IncidentRow) -> int:
    days = edtf_days(row.when)
    return -days[1].toordinal() if days else 0


def _telling(material: Material, row: IncidentRow) -> Sentence:
    incident = material.incident(row)
    told = [material.records.claim(x.claim_id) for x in incident.claims if x.role == "tells"]
    claim = told[0] if told else material.records.claim(incident.claims[0].claim_id)
    mark = "" if row.firm else " A candidate: its day or its link to another incident is open."
    parts = (*tell(claim, material.document(claim), stop=False), Part(text=f" ({row.code}).{mark}"))
    return Sentence(parts=parts, claims=(claim.id,), records=(row.code,), told=True)


def _denial(material: Material) -> list[Sentence]:
    for row in material.gravest:
        if not material.facts(row).denied:
            continue
        for link in material.incident(row).claims:
            if link.role == "denies":
                claim = material.records.claim(link.claim_id)
                parts = (*tell(claim, material.document(claim), stop=False), Part(text=f" ({row.code})."))
                return [Sentence(parts=parts, claims=(claim.id,), records=(row.code,), told=True)]
    return []


def _next_due(material: Material) -> list[Sentence]:
    today = material.as_of.date()
    last = today + timedelta(days=DUE_WITHIN_DAYS)
    ahead = [d for d in material.view.deadlines().rows if today <= d.due <= last and d.state != "met"]
    return [deadline_sentence(material, ahead[0])] if ahead else []


def _next_planned(material: Material) -> list[Sentence]:
    today = material.as_of.date()
    claims = tuple(
        c
        for c in material.loose_claims()
        if c.modality == "planned" and (days := edtf_days(c.when)) and days[1] >= today
    )
    told = sorted(fold_tellings(material, claims), key=lambda pair: (pair[0].when or "", pair[0].id))
    return [planned_sentence(material, claim, ids) for claim, ids in told[:1]]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
