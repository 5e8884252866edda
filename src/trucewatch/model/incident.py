"""Incidents: our hypotheses that some claims concern one happening."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import HarmKind
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.reason import Reason as Reason
from trucewatch.model.when import DayPart
from trucewatch.model.where import PlaceMention

LinkJudgement = Literal["same", "different", "unsure"]
Occurrence = Literal["reported", "corroborated", "verified"]
OccurrenceFlag = Literal["disputed", "refuted", "withdrawn", "unresolved"]
Attribution = Literal["none", "alleged_one_side", "mutually_alleged", "acknowledged", "assessed", "determined"]
Editorial = Literal["machine_draft", "in_review", "accepted", "second_reader", "published", "corrected", "retracted"]
SpeakerRelation = Literal["own_side", "opposing", "third_party", "unknown"]
SlotState = Literal["agreed", "compatible", "disputed", "one_origin", "silent"]
LinkRole = Literal["tells", "denies", "acknowledges", "counts", "recalls"]


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Two claims, and whether they concern one happening. Shape: `a` < `b`."""

    a: str
    b: str
    judgement: LinkJudgement
    score: float
    by: str
    reasons: tuple[Reason, ...] = ()


class ClaimLink(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A claim's place in an incident."""

    claim_id: str
    role: LinkRole = "tells"


class Origin(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One independent origin of an incident: all claims that lead back to one independence group.

    `reasons` say which other names were found to be this origin too.
    """

    group: str
    claim_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class HarmFigure(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A figure of harm, kept with who says it; rival figures stand side by side and are never added or narrowed."""

    kind: HarmKind
    side: str | None
    civilian: bool
    low: int | None
    high: int | None
    speaker: str
    speaker_side: str | None
    relation: SpeakerRelation
    claim_ids: tuple[str, ...]


class SlotValue(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """What one origin says in a slot, in words."""

    by: str
    value: str


class Slot(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One question put to all origins of an incident. `compatible`: not the same, and both can be right.

    `silent`: the origins that tell of the incident and do not say.
    """

    name: str
    state: SlotState
    values: tuple[SlotValue, ...] = ()
    silent: tuple[str, ...] = ()


class Incident(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One happening as told by its claims, with its status on each axis kept apart.

    `firm` False: a candidate (nothing in the words ties it to a day, or it may be another incident retold: see
    `unsure_with`). Times: `when` EDTF, bounds in UTC (earliest inclusive, latest exclusive).
    `first_reported_by`: who says it in the texts of that day; `reported_after_days`: from the last day on which it can
    have happened to that one, None when it is undated. `accused` and `denied_by` are sides. `places` hold every account's
    own names; a disputed place stays plural. `ground`: what these names stand for, one for each name in
    the order of `places` and `within`, or a question. `slots`: what its origins agree on, dispute, and do not say.
    """

    code: str
    title: str
    acts: tuple[str, ...]
    claims: tuple[ClaimLink, ...]
    when: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    day_part: DayPart | None = None
    places: tuple[PlaceMention, ...] = ()
    within: tuple[PlaceMention, ...] = ()
    ground: tuple[ResolvedPlace, ...] = ()
    actors: tuple[ActorRef, ...] = ()
    accused: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    acknowledged_by: tuple[str, ...] = ()
    harm: tuple[HarmFigure, ...] = ()
    weapons: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    firm: bool = True
    contested: bool = False
    unsure_with: tuple[str, ...] = ()
    occurrence: Occurrence = "reported"
    occurrence_flags: tuple[OccurrenceFlag, ...] = ()
    attribution: Attribution = "none"
    editorial: Editorial = "machine_draft"
    status_reasons: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    first_reported: datetime | None = None
    first_reported_by: tuple[str, ...] = ()
    reported_after_days: int | None = None
    slots: tuple[Slot, ...] = ()
    episode: str | None = None


class Episode(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Incidents of one engagement, so that both units can be counted."""

    id: str
    title: str
    incidents: tuple[str, ...]


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """What `reconcile` hands on: incidents by code, links with reasons, episodes, and claims that stand alone as context."""

    incidents: tuple[Incident, ...] = ()
    links: tuple[Link, ...] = ()
    episodes: tuple[Episode, ...] = ()
