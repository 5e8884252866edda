"""Agreements as dated data: parties as the text defines them, provisions, zones, due dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Deontic = Literal["must", "must_not", "may"]


class TextVariant(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One version of the text, with who published it and whether it is authentic; variants are kept, never blended."""

    authority: str
    language: str
    reference: str
    authentic: bool
    note: str | None = None


class Extension(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A due date put off: to when, when that was announced, by whom, in what form."""

    to: date
    announced: date
    by: str
    form: str
    source: str


class Quantity(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A number in the terms: 1,960 servicemen as a ceiling. `words`: nouns by which reports count it, in the plural."""

    n: int
    unit: str
    bound: Literal["exactly", "ceiling", "floor"]
    words: tuple[str, ...] = ()


class Outline(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Ground of a zone as drawn. `coordinates`: (longitude, latitude) in degrees WGS 84, as GeoJSON has them.

    A Point is one corner with `reach_km` round it, a LineString is a route with `reach_km` to each side of it, a Polygon is one
    closed ring. `doubt_km`: how far the true edge may lie from the drawn one. `drawn_by`: whose drawing it is, and from what.
    """

    type: Literal["Point", "LineString", "Polygon"]
    coordinates: tuple[tuple[float, float], ...]
    doubt_km: float
    drawn_by: str
    reach_km: float = 0.0


class ZoneVersion(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A zone as it stood between two days: `places` are names inside it (lower case folded on use), `outlines` its ground."""

    valid_from: date
    valid_to: date | None = None
    description: str = ""
    places: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()
    source: str = ""


class Zone(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A zone of the agreement, with its versions in order of time, none overlapping."""

    id: str
    name: str
    versions: tuple[ZoneVersion, ...]


class Note(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """An interpretation, with who holds it."""

    holder: str
    text: str
    source: str


class WorkedCase(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A sentence-named case that says what the finding must be; a test runs every one.

    `told_as`: what every account calls it besides its acts, such as live_fire_exercise or accident. `ground`: longitude,
    latitude (degrees WGS 84) and radius in km of the one place, as a gazetteer would give it.
    """

    case: str
    acts: tuple[str, ...]
    expect: Literal["outside_scope", "consistent", "apparent_breach", "cannot_tell", "not_assessed"]
    accused: tuple[str, ...] = ()
    when: str | None = None
    places: tuple[str, ...] = ()
    attribution: str = "alleged_one_side"
    occurrence: str = "reported"
    told_as: tuple[str, ...] = ()
    ground: tuple[float, float, float] | None = None


class Provision(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One obligation: who must, must not or may do what, where, by when."""

    id: str
    number: str
    topic: str
    text: str
    deontic: Deontic
    obligors: tuple[str, ...]
    reference: str
    acts: tuple[str, ...] = ()
    zone: str | None = None
    due: date | None = None
    extensions: tuple[Extension, ...] = ()
    fulfilled_by: tuple[str, ...] = ()  # acts that meet it, with place names in `fulfilled_where`
    fulfilled_where: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    exceptions: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    cases: tuple[WorkedCase, ...] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A side and how the agreement binds it: as a party of the text, through another, or by interpretation.

    `names`: other words by which texts name this side or its seat ("Baku", "Azeri"), for picking the agreement of a report.
    """

    side: str
    names: tuple[str, ...] = ()
    role: Literal["party", "guarantor", "witness", "mediator", "not_named"]
    bound_through: str | None = None
    note: str | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A ceasefire agreement. `prefix` heads incident codes ("NK"); `effective_at` carries its UTC offset.

    `theatre_places` are names that place a report in this agreement's theatre, `outside_places` names that plainly lie
    outside it; a name on neither list that is on the map lies in the theatre if all of it is within `theatre_outlines`, and
    else settles nothing. `utc_offset_minutes`: the theatre's zone.
    """

    id: str
    prefix: str
    names: tuple[str, ...]
    kind: str
    parties: tuple[Party, ...]
    signed_on: date
    effective_at: datetime
    texts: tuple[TextVariant, ...]
    provisions: tuple[Provision, ...]
    sources: tuple[str, ...]
    ends: date | None = None
    renewal: str | None = None
    zones: tuple[Zone, ...] = ()
    monitors: tuple[str, ...] = ()
    theatre_places: tuple[str, ...] = ()
    theatre_outlines: tuple[Outline, ...] = ()
    outside_places: tuple[str, ...] = ()
    utc_offset_minutes: int | None = None
    disclaimer: str | None = None
