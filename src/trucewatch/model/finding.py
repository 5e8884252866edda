"""Findings: an incident, or a deadline, held against one provision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Compliance = Literal[
    "not_assessed", "outside_scope", "consistent", "apparent_breach", "cannot_tell", "determined_breach"
]
DeadlineState = Literal["not_due", "due", "met", "partly", "late", "extended", "not_met", "disputed", "unknown"]


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Provision x incident, with the reasons on both sides. `determined_breach` only comes from a recorded judgement."""

    id: str
    agreement_id: str
    provision_id: str
    incident_code: str
    compliance: Compliance
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    claim_ids: tuple[str, ...] = ()
    zone_version: str | None = None
    by: str = ""
    as_of: datetime | None = None


class Deadline(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A due date of the agreement and how it stands on a day, each word with the claims that it rests on."""

    id: str
    agreement_id: str
    provision_id: str
    title: str
    due: date
    first_due: date
    state: DeadlineState
    reason: str
    claim_ids: tuple[str, ...] = ()
    as_of: date | None = None


NO_AREA = "area not stated"  # of an observer who names none: no area may be taken for watched on that ground


class Coverage(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Who looked where and when. No coverage is *unknown*, never calm; a followed source that fell silent has a row that
    says *unknown*.

    `claim_ids` is empty where reports were published and no observer speaks: somebody wrote, nobody need have looked.
    """

    id: str
    observer: str
    area: str
    start: date
    end: date
    state: Literal["watching", "partial", "blind", "nothing_to_report", "unknown"]
    means: str
    claim_ids: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()


def in_order(row: Coverage) -> tuple[date, date, str, str, str, str]:
    """What rows of coverage are sorted by."""
    return row.start, row.end, row.observer, row.area, row.state, row.id
