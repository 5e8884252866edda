"""Where accounts contradict one another, the gravest consequence first."""

from __future__ import annotations

from trucewatch.model.incident import HarmFigure, Incident
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import say_range

# What hangs on it, gravest first: lives, who is to answer for it, whether it happened at all, what, when and where.
WEIGHTS = ("killed", "who acted", "whether it happened", "wounded", "captured", "missing", "displaced", "other")
COLUMNS = ("rank", "on", "incident", "when", "where", "versions", "occurrence")


def contradictions(asked: Asked) -> Answer:
    """Every contradiction on record, ranked by what hangs on it and not by who is on which side of it."""
    found = [
        (about, row, versions, claims)
        for row, incident in asked.each()
        for about, versions, claims in _of(row, incident)
    ]
    found.sort(key=lambda f: (WEIGHTS.index(f[0]), not f[1].firm, f[1].code))
    rows = [
        AnswerRow(
            cells={
                "rank": WEIGHTS.index(about) + 1,
                "on": about,
                "incident": row.code,
                "when": row.when,
                "where": row.places or (row.area,),
                "versions": versions,
                "occurrence": row.occurrence,
            },
            claims=claims,
            records=(row.code,),
        )
        for about, row, versions, claims in found
    ]
    says = f"{count_words(len(rows), 'contradiction')} in {count_words(len({f[1].code for f in found}), 'incident')}."
    return asked.answer(
        CONTRADICTIONS, says[:1].upper() + says[1:], COLUMNS, rows, unit="contradictions", number=len(rows)
    )


Found = tuple[str, tuple[str, ...], tuple[str, ...]]


def _of(row: IncidentRow, incident: Incident) -> list[Found]:
    found = _harms(incident)
    if incident.attribution == "mutually_alleged":
        found.append(("who acted", tuple(f"{side} is accused" for side in incident.accused), row.claim_ids))
    if "disputed" in incident.occurrence_flags:
        denials = tuple(x.claim_id for x in incident.claims if x.role == "denies")
        told = tuple(x.claim_id for x in incident.claims if x.role == "tells")[:1]
        said = (f"told by {', '.join(row.told_by)}", *(f"{side} denies" for side in incident.denied_by))
        found.append(("whether it happened", said, (*told, *denials)))
    rest = tuple(c for c in incident.contradictions)
    if rest and not found:
        found.append(("other", rest, row.claim_ids))
    return found


def _harms(incident: Incident) -> list[Found]:
    """Figures of one kind, of one side's people, that cannot all hold."""
    groups: dict[tuple[str, str | None, bool], list[HarmFigure]] = {}
    for f in incident.harm:
        groups.setdefault((f.kind, f.side, f.civilian), []).append(f)
    found: list[Found] = []
    for (kind, side, _), figures in groups.items():
        told = {(f.low, f.high) for f in figures}
        if len(told) < 2 or len({f.speaker for f in figures}) < 2:
            continue
        versions = tuple(
            f"{say_range(f.low, f.high)} {kind} of {side or 'a side not stated'}, says {f.speaker}" for f in figures
        )
        found.append((kind, versions, tuple(dict.fromkeys(c for f in figures for c in f.claim_ids))))
    return found


CONTRADICTIONS = Question(
    name="contradictions",
    asks="Where do accounts contradict one another, and on which of these does most depend?",
    answer=contradictions,
    notes=("Ranked by what hangs on them: " + ", ".join(WEIGHTS[:4]) + ", ...",),
)
