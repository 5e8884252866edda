"""What is new, what changed and what we would have said: the view now beside the view as of an earlier time."""

from __future__ import annotations

from collections import defaultdict

from trucewatch.model.incident import HarmFigure, Incident
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Cell, Question, count_words, stands
from trucewatch.publish.questions.harm import people_between
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.view import View
from trucewatch.publish.wording import edtf_days, say_day, say_range

NEW_COLUMNS = (
    "incident",
    "what is new",
    "when",
    "about an earlier day",
    "where",
    "told by",
    "new claims",
    "from",
    "occurrence",
)
CHANGE_COLUMNS = ("incident", "change", "then", "now", "why", "by")


def new_since(asked: Asked) -> Answer:
    """Incidents that were not known then, and those of which more is known; earlier days included and marked."""
    then = asked.before
    moment = then.as_of
    known = then.records.claims
    old_codes = set(then.records.incidents)
    cut = moment.astimezone(asked.zone).date() if moment else None
    rows = []
    for row in asked.rows:
        fresh = tuple(c for c in row.claim_ids if c not in known)
        if not fresh:
            continue
        days = edtf_days(row.when)
        documents = dict.fromkeys(asked.records.claim(c).document_id for c in fresh)
        rows.append(
            AnswerRow(
                cells={
                    "incident": row.code,
                    "what is new": "more is known" if row.code in old_codes else "not known before",
                    "when": row.when,
                    "about an earlier day": days[1] < cut if days and cut else None,
                    "where": row.places or (row.area,),
                    "told by": row.told_by,
                    "new claims": len(fresh),
                    "from": tuple(dict.fromkeys(outlet_of(asked.records.document(d)) for d in documents)),
                    "occurrence": row.occurrence,
                },
                claims=fresh,
                records=(row.code, *documents),
            )
        )
    new = sum(r.cells["what is new"] == "not known before" for r in rows)
    early = sum(bool(r.cells["about an earlier day"]) for r in rows)
    papers = [d for d in asked.records.documents if d not in then.records.documents]
    says = (
        f"{count_words(new, 'incident')} not known before and {count_words(len(rows) - new, 'incident')} of which more "
    )
    says += f"is known; {early or 'none'} about an earlier day. {count_words(len(papers), 'document').capitalize()} came in."
    return asked.answer(NEW, says[:1].upper() + says[1:], NEW_COLUMNS, rows, unit="incidents", number=len(rows))


def changes(asked: Asked) -> Answer:
    """Status, day, place, grouping and findings of each incident, where they differ between then and now."""
    then, now = asked.before, asked.view
    kept = {r.code for r in asked.rows} | {r.code for r in then.incidents(asked.wanted.incidents).rows}
    rows = []
    for code in sorted(kept):
        old, new = then.records.incidents.get(code), now.records.incidents.get(code)
        if old is None:
            continue  # new ones are told by new-since
        if new is None:
            rows.append(_gone(asked, old))
            continue
        reason, by = _why(asked, old, new)
        for change, before, after in _differences(then, now, old, new):
            rows.append(
                AnswerRow(
                    cells={"incident": code, "change": change, "then": before, "now": after, "why": reason, "by": by},
                    claims=tuple(x.claim_id for x in new.claims),
                    records=(code,),
                )
            )
    touched = len({r.cells["incident"] for r in rows})
    says = f"{count_words(len(rows), 'change')} in {count_words(touched, 'incident')}." if rows else "No change."
    return asked.answer(CHANGES, says[:1].upper() + says[1:], CHANGE_COLUMNS, rows, unit="changes", number=len(rows))


def _differences(then: View, now: View, old: Incident, new: Incident) -> list[tuple[str, Cell, Cell]]:
    found: list[tuple[str, Cell, Cell]] = [
        ("occurrence", old.occurrence, new.occurrence),
        ("flags", tuple(old.occurrence_flags), tuple(new.occurrence_flags)),
        ("attribution", old.attribution, new.attribution),
        ("editorial", old.editorial, new.editorial),
        ("firm", old.firm, new.firm),
        ("grouping contested", old.contested, new.contested),
        ("day", old.when, new.when),
        ("place", _places(old), _places(new)),
        ("acts", tuple(sorted(old.acts)), tuple(sorted(new.acts))),
        ("findings", _findings(then, old.code), _findings(now, new.code)),
        ("harm", _figures(old), _figures(new)),
    ]
    came = {c for c in _members(new) if c in then.records.incident_of} - _members(old)
    from_codes = sorted({code for c in came for code in then.records.incident_of[c] if code != old.code})
    if from_codes:
        found.append(("merged with", (), tuple(from_codes)))
    left = {c for c in _members(old) if c in now.records.incident_of} - _members(new)
    to_codes = sorted({code for c in left for code in now.records.incident_of[c] if code != new.code})
    if to_codes:
        found.append(("split into", (old.code,), (new.code, *to_codes)))
    return [(name, a, b) for name, a, b in found if a != b]


def _members(incident: Incident) -> set[str]:
    return {x.claim_id for x in incident.claims}


def _places(incident: Incident) -> tuple[str, ...]:
    return tuple(sorted(p.name for p in incident.places))


def _figures(incident: Incident) -> tuple[str, ...]:
    said = (
        f"{say_range(f.low, f.high)} {f.kind} of {f.side or 'a side not stated'}, says {f.speaker}"
        for f in incident.harm
    )
    return tuple(sorted(said))


def _findings(view: View, code: str) -> tuple[str, ...]:
    return tuple(sorted(f"{f.provision_id}: {f.compliance}" for f in view.records.findings.get(code, ())))


def _gone(asked: Asked, old: Incident) -> AnswerRow:
    """An incident that is no longer there: its claims have gone to others, or were retracted."""
    now = asked.records.incident_of
    heirs = tuple(sorted({code for c in _members(old) for code in now.get(c, ())}))
    reason, by = _why(asked, old, None)
    return AnswerRow(
        cells={
            "incident": old.code,
            "change": "merged into" if heirs else "gone",
            "then": old.title,
            "now": heirs,
            "why": reason,
            "by": by,
        },
        claims=tuple(c for c in sorted(_members(old)) if c in asked.records.claims),
        records=heirs,
    )


def _why(asked: Asked, old: Incident, new: Incident | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The judgements made since that touch it, the documents that came since, and by whom."""
    then = asked.before
    known = {j.id for j in then.records.judgements}
    about = {old.code, *_members(old), *(_members(new) if new else ())}
    made = [
        j for j in asked.records.judgements if j.kind != "code" and j.id not in known and {j.subject, j.object} & about
    ]
    reasons = [f"{j.kind}: {j.reason}" for j in made]
    fresh = sorted(_members(new) - set(then.records.claims)) if new else []
    documents = dict.fromkeys(asked.records.claim(c).document_id for c in fresh)
    for d in documents:
        document = asked.records.document(d)
        day = say_day(document.published) if document.published else "no date"
        reasons.append(f"new account in {outlet_of(document)}, {day}")
    if not reasons:
        reasons.append("what came in elsewhere since changed what it is grouped with")
    return tuple(reasons), tuple(dict.fromkeys(j.by for j in made)) or ("rules",)


def said_then(asked: Asked) -> Answer:
    """What we would have said then, figure by figure, beside what we say now."""
    then = asked.before
    old, new = _headline(Asked(then, asked.wanted)), _headline(asked)
    rows = [
        AnswerRow(
            cells={"what": name, "then": old.get(name, (None, ()))[0], "now": new.get(name, (None, ()))[0]},
            records=tuple(dict.fromkeys((*old.get(name, (None, ()))[1], *new.get(name, (None, ()))[1]))),
        )
        for name in dict.fromkeys((*old, *new))
    ]
    moment = then.as_of.isoformat(timespec="minutes") if then.as_of else "that time"
    people = [f"{name}: {value}" for name, (value, _) in old.items() if name.startswith("killed")]
    says = f"As of {moment}: {count_words(int(str(old['incidents'][0])), 'incident')} on record"
    says += f"; {'; '.join(people)}." if people else "; nobody known to be killed."
    return asked.answer(SAID_THEN, says, ("what", "then", "now"), rows, unit="figures", number=len(rows))


def _headline(asked: Asked) -> dict[str, tuple[Cell, tuple[str, ...]]]:
    """The figures that head a report: each with the incidents that it counts."""
    rows = [r for r in asked.rows if stands(r)]

    def codes(found: list[IncidentRow]) -> tuple[Cell, tuple[str, ...]]:
        return len(found), tuple(r.code for r in found)

    firm = [r for r in rows if r.firm]
    days = [d[1] for r in rows if (d := edtf_days(r.when))]
    head: dict[str, tuple[Cell, tuple[str, ...]]] = {
        "documents": (len(asked.records.documents), ()),
        "incidents": codes(rows),
        "firm": codes(firm),
        "candidates": codes([r for r in rows if not r.firm]),
        "corroborated or verified": codes([r for r in firm if r.occurrence != "reported"]),
        "disputed": codes([r for r in rows if "disputed" in r.flags]),
        "told by one side only": codes([r for r in rows if r.one_sided]),
        "last day told": (max(days).isoformat() if days else None, ()),
    }
    told: dict[str, dict[str, list[HarmFigure]]] = defaultdict(lambda: defaultdict(list))
    for row, incident in asked.each():  # the rows stand, every one
        for f in incident.harm:
            name = f"{f.kind}, of {f.side or 'a side not stated'}, by the account of {f.speaker_side or f.speaker}"
            told[name][row.code].append(f)
    by_code = {r.code: r for r in rows}
    for name, found in told.items():
        low, high = people_between(found, by_code)
        head[name] = low if low == high else say_range(low, high), tuple(found)
    return head


NEW = Question(
    name="new-since",
    asks="What is new since my last report, earlier days included?",
    answer=new_since,
    needs=("since",),
    notes=("New is what came to be known, not what happened: a late report tells of an earlier day.",),
)
CHANGES = Question(
    name="changes",
    asks="What changed status, moved, was merged or split since then, why and by whom?",
    answer=changes,
    needs=("since",),
)
SAID_THEN = Question(
    name="said-then",
    asks="What would I have said then, beside what I say now?",
    answer=said_then,
    needs=("since",),
    notes=(
        "People are a range where accounts differ, and where incidents may be one happening: the gravest of them, to all.",
    ),
)
