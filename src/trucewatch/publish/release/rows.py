"""The rows that leave the house: one class from store to file, feed and wire."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from trucewatch.model.shape import Circle

Ring = tuple[tuple[float, float], ...]


class ReleasedActor(msgspec.Struct, frozen=True, kw_only=True):
    """Someone in an incident. `role`: accused, or named."""

    name: str
    side: str | None
    kind: str | None
    role: str


class ReleasedHarm(msgspec.Struct, frozen=True, kw_only=True):
    """One speaker's figure; rival figures stand side by side and are never added."""

    kind: str
    side: str | None
    civilian: bool
    low: int | None
    high: int | None
    speaker: str
    speaker_side: str | None


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is: every account's circle, and the codes of the first. Units: degrees WGS 84, metres."""

    circles: tuple[Circle, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    precision: str | None = None
    ucdp_where_prec: int | None = None
    acled_geo_precision: int | None = None


class ReleasedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as it leaves. Status axes stay apart; `version` changes whenever any other field does."""

    code: str
    title: str
    when: str | None
    first_day: date | None
    last_day: date | None
    earliest: datetime | None
    latest: datetime | None
    day_part: str | None
    acts: tuple[str, ...]
    places: tuple[str, ...]
    place_names: tuple[str, ...]
    area: str
    admin1: str | None
    admin2: str | None
    country: tuple[str, ...]
    ground: Ground
    told_by: tuple[str, ...]
    accused: tuple[str, ...]
    other_side: tuple[str, ...]
    denied_by: tuple[str, ...]
    acknowledged_by: tuple[str, ...]
    actors: tuple[ReleasedActor, ...]
    harm: tuple[ReleasedHarm, ...]
    weapons: tuple[str, ...]
    occurrence: str
    flags: tuple[str, ...]
    attribution: str
    compliance: tuple[str, ...]
    editorial: str
    firm: bool
    contested: bool
    unsure_with: tuple[str, ...]
    origins: int
    documents: int
    sources: tuple[str, ...]
    first_reported: datetime | None
    claim_ids: tuple[str, ...]
    version: str = ""


class ReleasedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim as it leaves, with its own short words only where the publisher allows them."""

    id: str
    incidents: tuple[str, ...]
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
    first_day: date | None
    last_day: date | None
    earliest: datetime | None
    latest: datetime | None
    place_names: tuple[str, ...]
    ground: Ground
    weapons: tuple[str, ...]
    harm: tuple[str, ...]
    count: int | None
    count_unit: str | None
    quote: str | None
    start: int
    end: int
    source: str | None
    licence: str | None
    published: date | None
    url: str | None
    document_id: str
    document_sha256: str


class ReleasedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the ground with the incidents told there; `codes` names the first hundred."""

    id: str
    name: str
    kind: str | None
    country: tuple[str, ...]
    ground: Ground
    incidents: int
    firm: int
    codes: tuple[str, ...]


class ReleasedZone(msgspec.Struct, frozen=True, kw_only=True):
    """A zone of an agreement as it stood between two days, as its pack draws it; a zone that nobody has drawn has no outline.

    `outline`: closed rings, longitude first; `doubt_km`: how far off the true edge may lie.
    """

    id: str
    agreement: str
    name: str
    description: str
    first_day: date | None
    last_day: date | None
    place_names: tuple[str, ...]
    outline: tuple[Ring, ...]
    drawn_by: tuple[str, ...]
    doubt_km: float | None
    source: str
    ground: Ground = Ground()


AnyRow = ReleasedIncident | ReleasedClaim | ReleasedPlace | ReleasedZone


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is not in a file, and why."""

    file: str
    id: str
    why: str
