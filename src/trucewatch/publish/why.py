"""Why a value stands: the chain from any record, or one field of it, to rules and to the words in documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from trucewatch.errors import UsageError
from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Deadline, Finding
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement
from trucewatch.model.span import Span
from trucewatch.model.when import TimeDetail
from trucewatch.model.where import PlaceMention
from trucewatch.publish.quotes import file_name, one_line, quote, shown
from trucewatch.publish.records import Records
from trucewatch.publish.rows import Step
from trucewatch.publish.sentence import plain
from trucewatch.publish.tell import tell
from trucewatch.publish.wording import say_code, say_figures, say_harm, say_instant, say_place, say_when

# Which fields of its claims a field of an incident is made from.
INCIDENT_FIELDS: dict[str, tuple[str, ...]] = {
    "acts": ("acts",),
    "when": ("when", "time"),
    "day_part": ("when", "time"),
    "places": ("where", "within"),
    "within": ("within", "where"),
    "accused": ("initiator", "target"),
    "denied_by": ("polarity", "speaker"),
    "acknowledged_by": ("initiator", "response", "speaker"),
    "harm": ("harm",),
    "weapons": ("weapons",),
    "origins": ("speaker", "relay"),
    "occurrence": ("speaker", "polarity"),
    "attribution": ("initiator", "speaker"),
    "firm": ("when",),
    "title": ("acts", "when", "where"),
}


def why(records: Records, asked: str) -> Step:
    """The chain for an id, or for `id.field`.

    Raises: UsageError when nothing in the store has that id or field.
    """
    for find in _FINDERS:
        step = find(records, asked, None)
        if step:
            return step
    record, dot, field = asked.rpartition(".")
    if dot:
        for find in _FINDERS:
            step = find(records, record, field)
            if step:
                return step
    raise UsageError(
        f"nothing in the store has the id {one_line(asked)!r}",
        where=records.store.path,
        try_this="trucewatch incidents lists the codes, trucewatch show CODE the claims of one incident",
    )


# -- one finder a kind of record ----------------------------------------------------------------------------------
def _incident(records: Records, asked: str, field: str | None) -> Step | None:
    incident = records.incidents.get(asked) or records.incidents.get(asked.upper())
    if incident is None:
        return None
    if field is not None:
        return _incident_field(records, incident, field)
    members = {link.claim_id for link in incident.claims}
    links = [x for x in records.store.links_of(members) if x.a in members and x.b in members]
    return Step(
        kind="incident",
        id=incident.code,
        says=f"{incident.title}: {incident.occurrence}, {incident.attribution.replace('_', ' ')}",
        steps=(
            *(Step(kind="rule", says=r) for r in incident.status_reasons),
            *(_claim_step(records, link.claim_id, role=link.role) for link in incident.claims),
            *(
                Step(
                    kind="link",
                    says=f"{x.judgement} ({x.score:.2f}) by {x.by}: {x.a} and {x.b}",
                    steps=tuple(Step(kind="rule", says=r.sentence) for r in x.reasons),
                )
                for x in links
            ),
            *_judgement_steps(records, {incident.code, *members}),
        ),
    )


def _incident_field(records: Records, incident: Incident, field: str) -> Step:
    if field not in INCIDENT_FIELDS:
        raise UsageError(
            f"an incident has no field {field!r} that claims support",
            where=incident.code,
            try_this="one of " + ", ".join(INCIDENT_FIELDS),
        )
    by_rule = field in ("occurrence", "attribution", "firm", "origins")
    wanted = INCIDENT_FIELDS[field]
    steps = [Step(kind="rule", says=r) for r in incident.status_reasons if by_rule]
    for link in incident.claims:
        claim = records.claim(link.claim_id)
        values = tuple(s for name in wanted for s in _field_steps(records, claim, name))
        if values:
            steps.append(Step(kind="claim", id=claim.id, says=plain(tell(claim, _doc(records, claim))), steps=values))
    return Step(
        kind="field",
        id=f"{incident.code}.{field}",
        says=f"{field} = {_incident_value(incident, field)}",
        steps=(*steps, *_judgement_steps(records, {incident.code}, field)),
    )


def _incident_value(incident: Incident, field: str) -> str:
    if field == "harm":
        return "; ".join(say_figures(incident.harm)) or "none given"
    if field in ("when", "day_part"):
        return say_when(incident.when, incident.day_part)
    if field in ("places", "within"):
        return "; ".join(p.name for p in getattr(incident, field)) or "not stated"
    if field == "origins":
        return f"{len(incident.origins)}: " + "; ".join(o.group for o in incident.origins)
    value = getattr(incident, field)
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def _claim(records: Records, asked: str, field: str | None) -> Step | None:
    claim = records.store.claim(asked)
    if claim is None:
        return None
    if field is None:
        return _claim_step(records, claim.id, whole=True)
    if field not in type(claim).__struct_fields__:
        names = ", ".join(n for n in type(claim).__struct_fields__ if n not in ("id", "document_id", "evidence"))
        raise UsageError(f"a claim has no field {field!r}", where=claim.id, try_this=f"one of {names}")
    steps = _field_steps(records, claim, field)
    said = steps or (Step(kind="rule", says="the words do not say; nothing was filled in"),)
    return Step(kind="field", id=f"{claim.id}.{field}", says=plain(tell(claim, _doc(records, claim))), steps=said)


def _claim_step(records: Records, claim_id: str, *, role: str | None = None, whole: bool = False) -> Step:
    claim = records.store.claim(claim_id)
    if claim is None:
        return Step(kind="claim", id=claim_id, says="not in the store: it was retracted or is not known at this time")
    document = _doc(records, claim)
    fields = tuple(s for name in claim.evidence for s in _field_steps(records, claim, name)) if whole else ()
    rest = _judgement_steps(records, {claim.id}) if whole else ()
    return Step(
        kind="claim",
        id=claim.id,
        says=(f"{role}: " if role else "")
        + f"{plain(tell(claim, document))} Read by {claim.reader or 'an unnamed reader'}.",
        steps=(*(_words(document, s) for s in claim.spans), *fields, *rest, document_step(document)),
    )


def _field_steps(records: Records, claim: Claim, field: str) -> tuple[Step, ...]:
    """One step for the value of a claim's field, resting on its rules and words; none when the value is empty."""
    # an evidence key may name a part of a field ("harm[0].low")
    keys = [k for k in claim.evidence if k == field or k.split("[")[0].split(".")[0] == field]
    value = getattr(claim, field, None)
    if value in (None, (), "", False) and not keys:
        return ()
    document = _doc(records, claim)
    rests = tuple(
        Step(kind="rule", says=e.rule, steps=tuple(_words(document, s) for s in e.spans))
        for k in keys
        for e in claim.evidence[k]
    )
    return (Step(kind="field", id=f"{claim.id}.{field}", says=f"{field} = {_say_field(field, value)}", steps=rests),)


def _say_field(field: str, value: object) -> str:
    """A field's value in words, on one line, cut at 300 characters."""
    parts = value if isinstance(value, tuple) else (value,)
    text = one_line("; ".join(_say_value(field, part) for part in parts)) or "none"
    return text if len(text) <= 300 else text[:299] + "…"


def _say_value(field: str, value: object) -> str:
    match value:
        case ActorRef():
            return f"{value.name} ({value.side})" if value.side and value.side != value.name else value.name
        case Harm():
            return say_harm(value)
        case PlaceMention():
            return say_place(value)
        case TimeDetail():
            bounds = (say_instant(at) if at else "not known" for at in (value.earliest, value.latest))
            return f"“{value.text}”, from {' until '.join(bounds)}"
        case bool():
            return "yes" if value else "no"
        case str():
            return say_when(value) if field == "when" else say_code("acts", value) if field == "acts" else value
    return msgspec.json.encode(value).decode()


def _document(records: Records, asked: str, field: str | None) -> Step | None:
    document = records.store.document(asked)
    if document is None or field is not None:
        return None
    return msgspec.structs.replace(document_step(document), steps=_judgement_steps(records, {document.id}))


def _finding(records: Records, asked: str, field: str | None) -> Step | None:
    finding = next((f for f in records.store.findings() if f.id == asked), None)
    if finding is None or field is not None:
        return None
    return Step(
        kind="finding",
        id=finding.id,
        says=f"{finding.incident_code}: {say_code('compliance', finding.compliance)}",
        steps=(
            _provision_step(records, finding),
            *(Step(kind="reason for", says=r) for r in finding.reasons_for),
            *(Step(kind="reason against", says=r) for r in finding.reasons_against),
            *(_claim_step(records, c) for c in finding.claim_ids),
            *_judgement_steps(records, {finding.id}),
        ),
    )


def _provision_step(records: Records, held: Finding | Deadline) -> Step:
    provision = records.provision(held.agreement_id, held.provision_id)
    if provision is None:
        return Step(kind="provision", id=held.provision_id, says=f"of {held.agreement_id}, which is not in the store")
    return Step(kind="provision", id=provision.id, says=f"{provision.number}: {provision.text} ({provision.reference})")


def _deadline(records: Records, asked: str, field: str | None) -> Step | None:
    deadline = next((d for d in records.store.deadlines() if d.id == asked), None)
    if deadline is None or field is not None:
        return None
    return Step(
        kind="deadline",
        id=deadline.id,
        says=f"{deadline.title}, due {deadline.due.isoformat()}: {say_code('deadline', deadline.state)}",
        steps=(
            Step(kind="rule", says=deadline.reason),
            _provision_step(records, deadline),
            *(_claim_step(records, c) for c in deadline.claim_ids),
        ),
    )


def _tally(records: Records, asked: str, field: str | None) -> Step | None:
    tally = next((t for t in records.store.tallies() if t.id == asked), None)
    if tally is None or field is not None:
        return None
    counted = tally.counted_by.name if tally.counted_by else "nobody named"
    return Step(
        kind="tally",
        id=tally.id,
        says=f"{tally.n:,} “{one_line(tally.unit)}” counted by {counted}: a total, not expanded into incidents",
        steps=(_claim_step(records, tally.claim_id),),
    )


def _judgement(records: Records, asked: str, field: str | None) -> Step | None:
    found = next((j for j in records.judgements if j.id == asked), None)
    if found is None or field is not None:
        return None
    subjects = [found.subject, *([found.object] if found.object else [])]
    rests = [s for s in (_rest(records, subject) for subject in subjects) if s]
    return Step(**{**_judgement_fields(records, found), "steps": tuple(rests)})  # type: ignore[arg-type]


def _rest(records: Records, subject: str) -> Step | None:
    for find in (_claim, _incident, _document):
        step = find(records, subject, None)
        if step:
            return step
    return None


def _provision(records: Records, asked: str, field: str | None) -> Step | None:
    for agreement in records.agreements.values():
        for provision in agreement.provisions:
            if asked in (provision.id, f"{agreement.id}.{provision.id}") and field is None:
                notes = (Step(kind="note", says=f"{n.holder}: {n.text} ({n.source})") for n in provision.notes)
                texts = (
                    Step(kind="text", says=f"{t.authority} ({t.language}): {t.reference}") for t in agreement.texts
                )
                return Step(
                    kind="provision",
                    id=provision.id,
                    says=f"{agreement.names[0]}, {provision.number}: {provision.text} ({provision.reference})",
                    steps=(*notes, *texts),
                )
    return None


def _coverage(records: Records, asked: str, field: str | None) -> Step | None:
    found = next((c for c in records.store.coverage() if c.id == asked), None)
    if found is None or field is not None:
        return None
    return Step(
        kind="coverage",
        id=found.id,
        says=f"{found.observer}, {found.area}, {found.start} to {found.end}: {found.state} ({found.means})",
        steps=(
            *(_claim_step(records, c) for c in found.claim_ids),
            *(document_step(records.document(d)) for d in found.document_ids),
        ),
    )


# -- leaves -------------------------------------------------------------------------------------------------------
def without_paths(records: Records, step: Step) -> Step:
    """The same chain with the names of files in place of their paths: folders of a disk concern its owner only."""
    says = step.says
    if step.kind == "document" and step.id:
        says = document_step(records.document(step.id), path=False).says
    return msgspec.structs.replace(step, says=says, steps=tuple(without_paths(records, s) for s in step.steps))


def document_step(document: Document, *, path: bool = True) -> Step:
    """The document at the end of a chain: title, source, date and how it was found, digest, where it came from.

    `path` False: of a file on a disk only its name.
    """
    said = [
        f"“{one_line(document.title)}”" if document.title else "no title",
        one_line(document.source) if document.source else "source not stated",
        f"published {document.published.isoformat()} (from {document.published_how})"
        if document.published
        else "no date of publication",
        f"sha256 {document.sha256_raw}",
    ]
    place = document.location if path or not document.location else file_name(document.location)
    said += [f"from {one_line(place)}"] if place else []
    said += [f"url {one_line(document.url)}"] if document.url else []
    earlier = document.republication_of or document.near_duplicate_of
    said += [f"a reprint of {earlier}"] if earlier else []
    return Step(kind="document", id=document.id, says="; ".join(said))


def _words(document: Document, span: Span) -> Step:
    found = quote(document, span)
    return Step(kind="words", id=f"{document.id}:{span.start}-{span.end}", says=f"“{shown(found)}”")


def _judgement_steps(records: Records, subjects: set[str], field: str | None = None) -> tuple[Step, ...]:
    return tuple(
        Step(**_judgement_fields(records, j))  # type: ignore[arg-type]
        for j in records.judgements
        if j.kind != "code" and {j.subject, j.object} & subjects and (field is None or j.field == field)
    )


def _judgement_fields(records: Records, j: Judgement) -> dict[str, object]:
    what = f"{j.kind} {j.subject}" + (f" {j.object}" if j.object else "")
    sets = f" ({j.field} = {j.value})" if j.field else ""
    gone = "" if j.id in records.standing or j.kind == "undo" else "; undone since"
    says = f"{what}{sets} by {j.by} at {j.made_at.isoformat()}: {one_line(j.reason)}{gone}"
    return {"kind": "judgement", "id": j.id, "says": says}


def _doc(records: Records, claim: Claim) -> Document:
    return records.document(claim.document_id)


Finder = Callable[[Records, str, str | None], Step | None]
_FINDERS: tuple[Finder, ...] = (
    _incident,
    _claim,
    _document,
    _finding,
    _deadline,
    _tally,
    _judgement,
    _provision,
    _coverage,
)


def walk(step: Step, depth: int = 0) -> Iterable[tuple[int, Step]]:
    """Every step with its depth, in the order in which a reader would read them."""
    yield depth, step
    for below in step.steps:
        yield from walk(below, depth + 1)
