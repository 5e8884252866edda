"""Weapons told of for the first time since the agreement took effect."""

from __future__ import annotations

from datetime import date

from trucewatch.model.claim import Claim
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.questions.first import in_force_since
from trucewatch.publish.wording import edtf_days

COLUMNS = ("weapon", "first day told", "where", "incident", "told by", "known since", "occurrence", "incidents")


def new_weapons(asked: Asked) -> Answer:
    """Each class of weapon with its first day; with an earlier time named, only those not told of by then."""
    start = in_force_since(asked)
    seen = _uses(asked, start)
    known_then = _known_then(asked) if asked.earlier else frozenset()
    rows = []
    for weapon, uses in sorted(seen.items()):
        if weapon in known_then:
            continue
        day, code, claim = min(uses, key=lambda u: (u[0] or date.max, u[1], u[2].id))
        incident = asked.records.incidents[code]
        published = [p for _, c, k in uses if c == code and (p := asked.published(k.id))]
        rows.append(
            AnswerRow(
                cells={
                    "weapon": weapon.replace("_", " "),
                    "first day told": day.isoformat() if day else None,
                    "where": tuple(p.name for p in incident.places),
                    "incident": code,
                    "told by": (claim.speaker.side or claim.speaker.name) if claim.speaker else None,
                    "known since": min(published).isoformat() if published else None,
                    "occurrence": incident.occurrence,
                    "incidents": len({c for _, c, _ in uses}),
                },
                claims=(claim.id,),
                records=(code,),
            )
        )
    rows.sort(key=lambda r: (r.cells["first day told"] is None, str(r.cells["first day told"]), str(r.cells["weapon"])))
    says = f"{count_words(len(rows), 'class', 'classes')} of weapon"
    says += " told of for the first time since then." if asked.earlier else " told of since the terms took effect."
    return asked.answer(WEAPONS, says[:1].upper() + says[1:], COLUMNS, rows, unit="classes of weapon", number=len(rows))


def _uses(asked: Asked, start: date | None) -> dict[str, list[tuple[date | None, str, Claim]]]:
    """Every telling of a weapon by its class: day, incident, claim."""
    found: dict[str, list[tuple[date | None, str, Claim]]] = {}
    for row, incident in asked.each(papers=True):
        for link in incident.claims:
            claim = asked.records.claim(link.claim_id)
            days = edtf_days(claim.when) or edtf_days(row.when)
            if claim.polarity != "affirms" or claim.modality != "actual" or (start and days and days[0] < start):
                continue
            for weapon in claim.weapons:
                found.setdefault(weapon, []).append((days[0] if days else None, row.code, claim))
    return found


def _known_then(asked: Asked) -> frozenset[str]:
    return frozenset(_uses(Asked(asked.before, asked.wanted), in_force_since(asked)))


WEAPONS = Question(
    name="new-weapons",
    asks="Which weapons are told of for the first time?",
    answer=new_weapons,
    notes=(
        "A weapon counts as its teller names it; nobody here has seen it.",
        "Asked since a time (--since): only those new since then.",
    ),
)
