"""Days and instants of what is told: from EDTF and UTC bounds, and no more exact than these."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_UNSURE = "?~%"


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Two UTC instants, `earliest` inclusive and `latest` exclusive; None = open."""

    earliest: datetime | None = None
    latest: datetime | None = None

    @property
    def known(self) -> bool:
        """True if both ends are known."""
        return self.earliest is not None and self.latest is not None


def zone_of(agreement: Agreement) -> timezone:
    """The time zone of the agreement's theatre; that of its hour of effect when the pack names none."""
    if agreement.utc_offset_minutes is not None:
        return timezone(timedelta(minutes=agreement.utc_offset_minutes))
    offset = agreement.effective_at.utcoffset()
    return timezone(offset) if offset is not None else UTC


def edtf_days(when: str | None) -> tuple[date | None, date | None]:
    """First and last day of an EDTF date or interval; None for an end that is open, unknown or not understood."""
    if not when:
        return None, None
    start, _, end = when.partition("/")
    return _edge(start, last=False), _edge(end if "/" in when else start, last=True)


def _edge(text: str, *, last: bool) -> date | None:
    found = _PART.fullmatch(text.strip().rstrip(_UNSURE).split("T")[0])
    if not found:
        return None
    year, month, day = (int(g) if g else None for g in found.groups())
    if year is None or not 1000 <= year <= 9998:  # room for one day on either side
        return None
    try:
        month = month or (12 if last else 1)
        return date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except ValueError:
        return None


def incident_bounds(incident: Incident, agreement: Agreement) -> Bounds:
    """When the incident happened, in UTC: its own bounds, else the days of `when` in the theatre's zone."""
    earliest, latest = incident.earliest, incident.latest
    if earliest is None and latest is None:
        return day_bounds(*edtf_days(incident.when), zone_of(agreement))
    return Bounds(earliest=earliest, latest=latest)


def incident_days(incident: Incident, agreement: Agreement) -> tuple[date, date] | None:
    """First and last calendar day told of an incident, None when either is open.

    The days of `when` go first: bounds in UTC may be widened where no zone was known, and a day told of the theatre is
    a day there.
    """
    first, last = edtf_days(incident.when)
    if first is not None and last is not None:
        return first, last
    return local_days(incident_bounds(incident, agreement), zone_of(agreement))


def day_bounds(first: date | None, last: date | None, zone: timezone) -> Bounds:
    """The instants from the start of the first day to the end of the last one, in a zone."""
    return Bounds(
        earliest=datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC) if first else None,
        latest=(datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)).astimezone(UTC)
        if last
        else None,
    )


def local_days(bounds: Bounds, zone: timezone) -> tuple[date, date] | None:
    """First and last calendar day that the bounds touch in a zone, None when either end is open."""
    if bounds.earliest is None or bounds.latest is None:
        return None
    last = bounds.latest - timedelta(microseconds=1)
    return bounds.earliest.astimezone(zone).date(), max(bounds.earliest, last).astimezone(zone).date()


def claim_days(claim: Claim, zone: timezone) -> tuple[date | None, date | None]:
    """First and last day that a claim gives for its happening; None where the words give none."""
    if claim.when:
        return edtf_days(claim.when)
    if claim.time and claim.time.earliest and claim.time.latest:
        return local_days(Bounds(earliest=claim.time.earliest, latest=claim.time.latest), zone) or (None, None)
    return None, None
