"""Agreements as dated data: parties as the text defines them, provisions, zones, due dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Deontic = Literal["must", "must_not", "may"]


class TextVariant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of the text, with who published it and whether it is authentic; variants are kept, never blended."""

    authority: str
    language: str
    reference: str
    authentic: bool
    note: str | None = None


class Extension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A due date put off: to when, when that was announced, by whom, in what form."""

    to: date
    announced: date
    by: str
    form: str
    source: str


class Quantity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number in the terms: 1,960 servicemen as a ceiling."""

    n: int
    unit: str
    bound: Literal["exactly", "ceiling", "floor"]


class ZoneVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A zone as it stood between two days. `places` are names inside it (lower case folded on use), `radius_m` metres."""

    valid_from: date
    valid_to: date | None = None
    description: str = ""
    places: tuple[str, ...] = ()
    source: str = ""


class Zone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A zone of the agreement, with its versions in order of time, none overlapping."""

    id: str
    name: str
    versions: tuple[ZoneVersion, ...]


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An interpretation, with who holds it."""

    holder: str
    text: str
    source: str


class WorkedCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence-named case that says what the finding must be; a test runs every one.

    `told_as`: what every account calls it besides its acts, such as live_fire_exercise or accident.
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


class Provision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side and how the agreement binds it: as a party of the text, through another, or by interpretation.

    `names`: other words by which texts name this side or its seat ("Baku", "Azeri"), for picking the agreement of a report.
    """

    side: str
    names: tuple[str, ...] = ()
    role: Literal["party", "guarantor", "witness", "mediator", "not_named"]
    bound_through: str | None = None
    note: str | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ceasefire agreement. `prefix` heads incident codes ("NK"); `effective_at` carries its UTC offset.

    `theatre_places` are names that place a report in this agreement's theatre, `outside_places` names that plainly lie
    outside it (a name on neither list settles nothing); `utc_offset_minutes` the theatre's zone.
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
    outside_places: tuple[str, ...] = ()
    utc_offset_minutes: int | None = None
    disclaimer: str | None = None
