"""The rows that every door shows: one shape for commands, files, and later API and web."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

import msgspec

from trucewatch.model.incident import Incident, Link
from trucewatch.model.span import Span

Row = TypeVar("Row")
SlotState = Literal["agreed", "compatible", "differ", "one_account", "not_said"]


class IncidentFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to show. `place` and `text` match parts of words, whatever case and accents; `status` a word of any axis."""

    place: str | None = None
    side: str | None = None
    status: str | None = None
    start: date | None = None
    end: date | None = None
    one_sided: bool = False
    act: str | None = None
    text: str | None = None


class Listing(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """Rows with what a reader needs to judge them: unit, how many of how many, as-of time, filter, and the caveat."""

    unit: str
    rows: tuple[Row, ...]
    shown: int
    total: int
    as_of: datetime | None = None
    filter: dict[str, str] = {}
    caveat: str = ""


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One incident in a list. `told_by`: who affirms it; `other_side`: what each accused side does about it.

    `voices`: sides, or names without one, of all who speak of it, deniers too. `open_questions`: the weightiest first.
    """

    code: str
    when: str | None
    day_part: str | None
    places: tuple[str, ...]
    area: str
    acts: tuple[str, ...]
    title: str
    told_by: tuple[str, ...]
    accused: tuple[str, ...]
    other_side: tuple[str, ...]
    one_sided: bool
    harm: tuple[str, ...]
    occurrence: str
    flags: tuple[str, ...]
    attribution: str
    compliance: tuple[str, ...]
    firm: bool
    contested: bool
    unsure_with: tuple[str, ...]
    editorial: str
    origins: int
    claims: int
    documents: int
    first_reported: datetime | None
    claim_ids: tuple[str, ...]
    voices: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a document, always an exact piece of its text; the flags say on which side the passage goes on."""

    document_id: str
    span: Span
    text: str
    cut_before: bool = False
    cut_after: bool = False


class DocumentRef(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it is cited."""

    id: str
    title: str | None
    source: str | None
    published: date | None
    published_how: str | None
    location: str | None
    url: str | None
    sha256: str
    reprint_of: str | None


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True):
    """One claim for readers: who says what, through whom, with the exact words."""

    id: str
    role: str | None
    speaker: str | None
    side: str | None
    relay: tuple[str, ...]
    polarity: str
    modality: str
    background: bool
    acts: tuple[str, ...]
    initiator: str | None
    target: str | None
    response: bool
    when: str | None
    day_part: str | None
    places: tuple[str, ...]
    weapons: tuple[str, ...]
    harm: tuple[str, ...]
    count: int | None
    quotes: tuple[Quote, ...]
    document: DocumentRef


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one side (or one outlet) says about an incident; `origins` are the independence groups behind it."""

    by: str
    side: str | None
    origins: tuple[str, ...]
    claims: tuple[ClaimRow, ...]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One question put to all accounts, in the order of the accounts; None where an account does not say."""

    name: str
    state: SlotState
    values: tuple[str | None, ...]


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with the provision's own words beside it."""

    id: str
    agreement: str
    provision: str
    topic: str
    reference: str
    compliance: str
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    zone_version: str | None
    claim_ids: tuple[str, ...]


class JudgementRow(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with whether it still holds."""

    id: str
    kind: str
    subject: str
    object: str | None
    field: str | None
    value: str | None
    by: str
    reason: str
    made_at: datetime
    stands: bool


class IncidentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one incident: accounts side by side, slots, findings, links, judgements.

    `agreement`: the id of the one that it was held against, None when none fits; `agreement_reason`: why.
    """

    row: IncidentRow
    incident: Incident
    accounts: tuple[Account, ...]
    slots: tuple[Slot, ...]
    findings: tuple[FindingRow, ...]
    links: tuple[Link, ...]
    judgements: tuple[JudgementRow, ...]
    agreement: str | None
    agreement_reason: str


class ProvisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One provision of one agreement, with how many findings stand against it by outcome."""

    agreement: str
    id: str
    number: str
    topic: str
    deontic: str
    obligors: tuple[str, ...]
    text: str
    due: date | None
    extended_to: date | None
    acts: tuple[str, ...]
    reference: str
    notes: tuple[str, ...]
    findings: dict[str, int]


class AgreementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement at its head; its provisions are rows of their own."""

    id: str
    names: tuple[str, ...]
    parties: tuple[str, ...]
    signed_on: date
    effective_at: datetime
    texts: tuple[str, ...]
    sources: tuple[str, ...]
    disclaimer: str | None


class DeadlineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One due date and how it stands."""

    id: str
    agreement: str
    provision: str
    title: str
    due: date
    first_due: date
    days_left: int | None
    state: str
    reason: str
    claim_ids: tuple[str, ...]


class CoverageRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who looked where and when."""

    id: str
    observer: str
    area: str
    start: date
    end: date
    state: str
    means: str


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one source gave: documents, the last day, reprints of others' texts."""

    source: str
    documents: int
    reprints: int
    first: date | None
    last: date | None


class PlaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A name in an incident and what it stands for, or the question that it is.

    Units: degrees WGS 84, `radius_m` metres. `candidates`: what it may be, the likeliest first, each "id: name, kind, country,
    latitude longitude, probability". `ucdp`, `acled`: precision codes of these data sets.
    """

    code: str
    name: str
    state: Literal["open", "resolved", "answered"]
    ref: str | None
    label: str | None
    kind: str | None
    country: tuple[str, ...]
    lat: float | None
    lon: float | None
    radius_m: int | None
    precision: str
    probability: float
    method: str
    ucdp: int | None
    acled: int | None
    question: str | None
    reasons: tuple[str, ...]
    candidates: tuple[str, ...]


class IssueRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was set aside, where and why."""

    id: str
    stage: str
    code: str
    where: str
    reason: str
    offset: int | None
    document_id: str | None
    try_this: str | None


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the chain from a value to the words; `steps` are what it rests on."""

    kind: str
    says: str
    id: str | None = None
    steps: tuple[Step, ...] = ()
