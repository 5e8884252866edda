"""Judgements of people, checked and appended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, cast, get_args

import msgspec

from trucewatch.assess.chosen import AGREEMENT_FIELD, NONE, read_agreement
from trucewatch.errors import UsageError
from trucewatch.flow.codes import first_claim_of
from trucewatch.flow.corrections import correct_claim, correct_document
from trucewatch.flow.place_answers import read_value
from trucewatch.gazetteer.default import open_built
from trucewatch.model.finding import Compliance
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Attribution, Occurrence, OccurrenceFlag
from trucewatch.model.judgement import Judgement, JudgementKind
from trucewatch.store.shape import Store

Subject = Literal["claim", "incident", "document", "finding", "judgement"]
RULE = "rule:"  # what machines sign with: reports leave their rows out, so nobody else may
PAIR_KINDS = ("same", "different", "unsure")
# by kind: what it may speak of
SUBJECTS: dict[str, tuple[Subject, ...]] = {
    "same": ("claim", "incident"),
    "different": ("claim", "incident"),
    "unsure": ("claim", "incident"),
    "accept": ("claim", "incident", "document"),
    "correct": ("claim", "document"),
    "retract": ("claim", "incident", "document"),
    "assess": ("incident", "finding"),
    "place": ("incident",),
    "undo": ("judgement",),
}


# by axis: what an assessment may say; a provision's id in `field` stands for compliance with that provision
ASSESSMENTS: dict[str, tuple[str, ...]] = {
    "compliance": get_args(Compliance),
    "occurrence": (*get_args(Occurrence), *get_args(OccurrenceFlag)),
    "attribution": get_args(Attribution),
}


def record_judgement(
    store: Store,
    kind: str,
    subject: str,
    *,
    by: str,
    reason: str,
    now: datetime,
    object: str | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Judgement:
    """The judgement that now stands in the ledger; the next `derive` reads it.

    same, different, unsure between two incidents are written between the claims that their codes were first given to.
    Cost: O(ledger) to look codes and undone rows up. Raises: UsageError for an unknown id, kind, field or value.
    """
    if kind not in SUBJECTS:
        raise UsageError(f"{kind} is no kind of judgement", try_this=f"one of: {', '.join(SUBJECTS)}")
    if not by.strip() or not reason.strip():
        raise UsageError("a judgement needs a name and a reason", try_this="say who judges and why")
    if by.strip().lower().startswith(RULE):
        raise UsageError(f"{by} is the name of a rule, not of a person", try_this="say who judges")
    if now.tzinfo is None:
        raise UsageError("the time of a judgement needs a zone", try_this="give it in UTC")
    _check_subject(store, kind, subject)
    if kind in PAIR_KINDS:
        subject, object, field, value = _pair(store, kind, subject, object)
    elif object is not None:
        raise UsageError(f"{kind} speaks of one record", try_this="leave the second id out")
    made_at = now.astimezone(UTC)
    parts = (kind, subject, object or "", field or "", value or "", by, reason, made_at.isoformat())
    judgement = Judgement(
        id=short_id("j", *parts),
        kind=cast(JudgementKind, kind),
        subject=subject,
        object=object,
        field=field,
        value=value,
        by=by,
        reason=reason,
        made_at=made_at,
    )
    _check_content(store, judgement)
    store.append_judgements((judgement,))
    return judgement


def what_is(store: Store, record_id: str) -> Subject | None:
    """What kind of record an id names; None when the store knows none of that id."""
    if store.claim(record_id):
        return "claim"
    if store.incident(record_id):
        return "incident"
    if store.document(record_id):
        return "document"
    if any(f.id == record_id for f in store.findings()):
        return "finding"
    return "judgement" if any(j.id == record_id for j in store.judgements()) else None


def _check_subject(store: Store, kind: str, subject: str) -> None:
    found = what_is(store, subject)
    if found is None:
        raise UsageError(f"no record has the id {subject}", try_this="`trucewatch incidents` and `show` list the ids")
    if found not in SUBJECTS[kind]:
        allowed = " or ".join(SUBJECTS[kind])
        raise UsageError(f"{kind} speaks of a {allowed}, and {subject} is a {found}", try_this=_advice(kind, found))


def _advice(kind: str, found: Subject) -> str:
    if kind == "correct" and found == "incident":
        return "correct the claim that the wrong value comes from: the incident follows"
    return f"name a {' or '.join(SUBJECTS[kind])}"


def _pair(store: Store, kind: str, a: str, b: str | None) -> tuple[str, str, str | None, str | None]:
    """Two claims in order, and which incidents they were named by."""
    if b is None:
        raise UsageError(f"{kind} speaks of two records", try_this="name a second claim or incident")
    _check_subject(store, kind, b)
    incidents = [x for x in (a, b) if store.incident(x)]
    first, second = sorted((_claim_of(store, a), _claim_of(store, b)))
    if first == second:
        raise UsageError(f"{a} and {b} are one and the same claim", try_this="name two different ones")
    named = msgspec.json.encode(incidents).decode() if incidents else None
    return first, second, "incidents" if incidents else None, named


def _claim_of(store: Store, record_id: str) -> str:
    incident = store.incident(record_id)
    if incident is None:
        return record_id
    # a total that recalls the incident is told of it and stands in no group: to judge it would change nothing
    claims = {link.claim_id for link in incident.claims if link.role != "recalls"}
    anchored = first_claim_of(incident.code, store.judgements())
    return anchored if anchored in claims else min(claims)


def _check_content(store: Store, judgement: Judgement) -> None:
    if judgement.kind == "undo":
        _check_undo(store, judgement)
    elif judgement.kind == "correct":
        _check_correction(store, judgement)
    elif judgement.kind == "assess":
        _check_assessment(store, judgement)
    elif judgement.kind == "place":
        _check_place(store, judgement)
    elif judgement.kind not in PAIR_KINDS and (judgement.field or judgement.value):
        raise UsageError(f"{judgement.kind} sets no value", try_this="use `correct` to set one")


def _check_undo(store: Store, judgement: Judgement) -> None:
    ledger = store.judgements()
    undone = {j.subject for j in _standing_undos(ledger)}
    if judgement.subject in undone:
        raise UsageError(f"{judgement.subject} is undone already", try_this="undo its undoing to bring it back")


def _standing_undos(ledger: tuple[Judgement, ...]) -> list[Judgement]:
    """The undoings that hold. `standing` leaves all undoings out, so they are walked from the end as it does."""
    undone: set[str] = set()
    held: list[Judgement] = []
    for j in reversed(ledger):
        if j.kind == "undo" and j.id not in undone:
            undone.add(j.subject)
            held.append(j)
    return held


def _check_correction(store: Store, judgement: Judgement) -> None:
    if judgement.field is not None and judgement.value is None:
        raise UsageError(
            "a correction needs a new value",
            where=judgement.subject,
            try_this="--value '\"2020-12-11\"', or --value null where the text does not say",
        )
    claim, document = store.claim(judgement.subject), store.document(judgement.subject)
    try:
        if claim is not None:
            correct_claim(claim, judgement)
        elif document is not None:
            correct_document(document, judgement)
    except ValueError as error:
        raise UsageError(
            str(error), where=judgement.subject, try_this='give the value as JSON, e.g. "2020-12-11"'
        ) from error


def _check_place(store: Store, judgement: Judgement) -> None:
    incident = store.incident(judgement.subject)
    names = [p.name for p in (*incident.places, *incident.within)] if incident else []
    if judgement.field not in names:
        raise UsageError(
            f"{judgement.subject} names no place {judgement.field}",
            where="--field",
            try_this=f"one of: {', '.join(names)}" if names else "an incident that names a place",
        )
    value = read_value(judgement.value)
    gazetteer = open_built()
    if isinstance(value, str) and (gazetteer is None or gazetteer.by_ref(value) is None):
        raise UsageError(
            f"the gazetteer in use has no row {value}", where="--value", try_this="`trucewatch places` lists ids"
        )


def _check_assessment(store: Store, judgement: Judgement) -> None:
    field = judgement.field or "compliance"
    provisions = {p.id for a in store.agreements() for p in a.provisions}
    if field == AGREEMENT_FIELD:
        _check_agreement(store, judgement)
        return
    if field not in ASSESSMENTS and field not in provisions:
        axes = ", ".join((*ASSESSMENTS, AGREEMENT_FIELD))
        raise UsageError(f"{field} is neither an axis nor a provision", try_this=f"one of {axes}, or a provision's id")
    if field in ("occurrence", "attribution") and store.incident(judgement.subject) is None:
        raise UsageError(f"{field} is assessed of an incident", try_this="name the incident's code")
    allowed = ASSESSMENTS.get(field, get_args(Compliance))
    if (judgement.value or "").strip('"') not in allowed:
        raise UsageError(f"{judgement.value} is no assessment of {field}", try_this=f"one of: {', '.join(allowed)}")


def _check_agreement(store: Store, judgement: Judgement) -> None:
    """An incident may be laid to an agreement that the store holds, or to none."""
    if store.incident(judgement.subject) is None:
        raise UsageError("an agreement is named for an incident", try_this="name the incident's code")
    allowed = (*(a.id for a in store.agreements()), NONE)
    if read_agreement(judgement) not in allowed:
        raise UsageError(f"{judgement.value} is no agreement held here", try_this=f"one of: {', '.join(allowed)}")
