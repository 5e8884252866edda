"""Claims and documents as standing judgements leave them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec

from trucewatch.assess.days import day_bounds, edtf_days
from trucewatch.model.acts import acts
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.evidence import Evidence
from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.model.when import TimeDetail

# what makes a claim or document the one that it is cannot be corrected: another passage is another claim
FIXED_IN_CLAIMS = frozenset({"id", "document_id", "spans", "evidence", "reader", "time"})
OPEN_IN_DOCUMENTS = frozenset(
    {"published", "published_at", "title", "byline", "agency", "source", "language", "url", "anchor_date"}
)


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """Records after judgement. `changed` holds the new forms by id, `retracted` the ids that no longer speak."""

    changed: dict[str, Any] = {}
    retracted: frozenset[str] = frozenset()
    issues: tuple[Issue, ...] = ()


def correct_claims(claims: Iterable[Claim], judgements: tuple[Judgement, ...]) -> Corrected:
    """The claims that standing judgements change or retract, and Issues for values that do not fit. Cost: linear."""
    return _correct(claims, judgements, correct_claim)


def correct_documents(documents: Iterable[Document], judgements: tuple[Judgement, ...]) -> Corrected:
    """The same for documents; a retracted document stays on record, its claims are retracted with it."""
    return _correct(documents, judgements, correct_document)


def _correct(records: Iterable[Any], judgements: tuple[Judgement, ...], change: Any) -> Corrected:
    by_subject: dict[str, list[Judgement]] = {}
    for j in judgements:
        if j.kind in ("accept", "correct", "retract"):
            by_subject.setdefault(j.subject, []).append(j)
    changed: dict[str, Any] = {}
    retracted: set[str] = set()
    issues: list[Issue] = []
    for record in records if by_subject else ():
        for j in by_subject.get(record.id, ()):  # in the order in which they were made: the last one holds
            if j.kind == "retract":
                retracted.add(record.id)
            elif j.kind == "accept":
                retracted.discard(record.id)
            else:
                try:
                    changed[record.id] = change(changed.get(record.id, record), j)
                except ValueError as error:
                    issues.append(_does_not_fit(j, str(error)))
    return Corrected(changed=changed, retracted=frozenset(retracted), issues=tuple(issues))


def correct_claim(claim: Claim, judgement: Judgement) -> Claim:
    """The claim with one field set as the judgement says. Raises: ValueError in words when it does not fit."""
    field = judgement.field or ""
    if field not in Claim.__struct_fields__ or field in FIXED_IN_CLAIMS:
        raise ValueError(f"{field or 'no field'} cannot be corrected in a claim")
    changed: Claim = _with(claim, field, judgement)
    if field == "acts" and not (changed.acts and all(a in acts() for a in changed.acts)):
        raise ValueError(f"{judgement.value} holds a code that is not in the list of acts")
    if field == "when":
        changed = msgspec.structs.replace(changed, time=_time_of(changed.when, claim.time, judgement))
    evidence = {**claim.evidence, field: (Evidence(rule=f"judgement:{judgement.id}"),)}
    return msgspec.structs.replace(changed, evidence=evidence)


def correct_document(document: Document, judgement: Judgement) -> Document:
    """The document with one field set as the judgement says. Raises: ValueError in words when it does not fit."""
    field = judgement.field or ""
    if field not in OPEN_IN_DOCUMENTS:
        raise ValueError(f"{field or 'no field'} cannot be corrected in a document")
    changed: Document = _with(document, field, judgement)
    if field == "published":
        # an instant that was found together with the wrong day is wrong too
        return msgspec.structs.replace(changed, published_at=None, published_how="option")
    if field == "anchor_date":
        return msgspec.structs.replace(changed, anchor_from=f"judgement:{judgement.id}")
    return changed


def _with(record: Any, field: str, judgement: Judgement) -> Any:
    try:
        value = msgspec.json.decode((judgement.value or "null").encode())
        return msgspec.convert({**msgspec.to_builtins(record), field: value}, type(record))
    except msgspec.DecodeError as error:  # also its child, ValidationError
        raise ValueError(f"{judgement.value} does not fit {field}: {error}") from error


def _time_of(when: str | None, before: TimeDetail | None, judgement: Judgement) -> TimeDetail | None:
    """Bounds of a corrected date, so that words and bounds never disagree; the zone stays the one that was known."""
    if when is None:
        return None
    first, last = edtf_days(when)
    if first is None and last is None:
        raise ValueError(f"{when} is no EDTF date or interval")
    _check_order(first, last, when)
    offset = before.utc_offset_minutes if before else None
    bounds = day_bounds(first, last, _zone(offset))
    return TimeDetail(
        text=when,
        rule=f"judgement:{judgement.id}",
        earliest=_shift(bounds.earliest, offset, -1),
        latest=_shift(bounds.latest, offset, +1),
        utc_offset_minutes=offset,
    )


def _check_order(first: date | None, last: date | None, when: str) -> None:
    if first and last and last < first:
        raise ValueError(f"{when} ends before it begins")


def _zone(offset_minutes: int | None) -> timezone:
    return UTC if offset_minutes is None else timezone(timedelta(minutes=offset_minutes))


def _shift(moment: datetime | None, offset_minutes: int | None, sign: int) -> datetime | None:
    """Without a known zone the bounds are widened by 14 hours, as `TimeDetail` asks."""
    return moment + sign * timedelta(hours=14) if moment is not None and offset_minutes is None else moment


def _does_not_fit(judgement: Judgement, reason: str) -> Issue:
    return Issue(
        id=short_id("x", "correction", judgement.id, reason),
        stage="reconcile",
        code="correction-does-not-fit",
        where=judgement.id,
        reason=f"the correction of {judgement.subject} by {judgement.by} was set aside: {reason}",
        try_this="undo it and write a new one with a value that fits",
    )
