"""Whether an incident falls under a provision at all: its day, its ground, and who is said to have acted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from trucewatch.assess.days import day_bounds, incident_bounds, incident_days, zone_of
from trucewatch.assess.outlines import hold_against
from trucewatch.assess.pack_checks import EVERY_PARTY
from trucewatch.assess.toponyms import core, fold, says_district
from trucewatch.model.agreement import Agreement, Party, Provision, Zone, ZoneVersion
from trucewatch.model.incident import Incident
from trucewatch.model.where import PlaceMention

Verdict = Literal["inside", "outside", "unclear"]
Ground = Literal["inside", "elsewhere", "unclear"]

_WIDE_KINDS = ("district", "region", "country", "area")


class ScopeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one question of scope, with its sentences for and against."""

    verdict: Verdict
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    zone_version: str | None = None


def check_time(incident: Incident, provision: Provision, agreement: Agreement) -> ScopeAnswer:
    """Whether the agreement and the provision were in force when it happened.

    The bounds of the incident are held against the very instant of effect: a day cut in two by it is unclear.
    """
    bounds = incident_bounds(incident, agreement)
    zone = zone_of(agreement)
    start, end = _in_force(provision, agreement)
    local = _clock(start.astimezone(zone))
    if bounds.latest is not None and bounds.latest <= start:
        return ScopeAnswer(verdict="outside", reasons_against=(f"It happened before the terms took effect ({local}).",))
    if end is not None and bounds.earliest is not None and bounds.earliest >= end:
        return ScopeAnswer(
            verdict="outside", reasons_against=(f"It happened after the terms ended ({_clock(end.astimezone(zone))}).",)
        )
    if bounds.earliest is None or bounds.latest is None:
        if bounds.earliest is not None and bounds.earliest >= start and end is None:
            return ScopeAnswer(verdict="inside", reasons_for=(f"It happened after the terms took effect ({local}).",))
        return ScopeAnswer(verdict="unclear", reasons_against=("The accounts do not tell on which day it happened.",))
    if bounds.earliest < start or (end is not None and bounds.latest > end):
        return ScopeAnswer(
            verdict="unclear",
            reasons_against=(
                f"The time told reaches to both sides of the hour of effect or end ({local} for its start).",
            ),
        )
    return ScopeAnswer(verdict="inside", reasons_for=(f"It happened after the terms took effect ({local}).",))


def _in_force(provision: Provision, agreement: Agreement) -> tuple[datetime, datetime | None]:
    zone = zone_of(agreement)
    start = agreement.effective_at
    if provision.valid_from is not None:
        start = max(start, day_bounds(provision.valid_from, None, zone).earliest or start)
    ends = [d for d in (agreement.ends, provision.valid_to) if d is not None]
    return start, day_bounds(None, min(ends), zone).latest if ends else None


def _clock(instant: datetime) -> str:
    offset = instant.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "-"
    return f"{instant:%d %B %Y %H:%M} UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}".lstrip("0")


def check_place(incident: Incident, provision: Provision, agreement: Agreement) -> ScopeAnswer:
    """Whether the happening lies in the agreement's theatre, by the names that the accounts give.

    Places of the provision's own zone belong to it too (a transport link may run outside the theatre).
    """
    told = (*incident.places, *incident.within)
    if not told:
        return ScopeAnswer(verdict="unclear", reasons_against=("The accounts do not tell where it happened.",))
    if not agreement.theatre_places:
        return ScopeAnswer(verdict="inside", reasons_for=("The agreement names no theatre of its own.",))
    zone = find_zone(provision, agreement)
    own = tuple(name for version in zone.versions for name in version.places) if zone else ()
    inside = _known(told, (*agreement.theatre_places, *own))
    outside = [p for p in _known(incident.places or incident.within, agreement.outside_places) if p not in inside]
    if inside and outside:
        return ScopeAnswer(
            verdict="unclear",
            reasons_for=(f"{_names(inside)}: in the agreement's theatre.",),
            reasons_against=(f"{_names(outside)}: outside the agreement's theatre.",),
        )
    if inside:
        return ScopeAnswer(verdict="inside", reasons_for=(f"{_names(inside)}: in the agreement's theatre.",))
    if outside:
        return ScopeAnswer(verdict="outside", reasons_against=(f"{_names(outside)}: outside the agreement's theatre.",))
    return _by_outlines(told, incident.places, agreement)


def _by_outlines(told: Iterable[PlaceMention], places: Iterable[PlaceMention], agreement: Agreement) -> ScopeAnswer:
    """The theatre by coordinates, for names that the pack does not list. Land outside the drawing is not ruled out by it."""
    held = [(p, hold_against(p, agreement.theatre_outlines)) for p in places]
    within = [p for p, h in held if h.lies == "inside"]
    if within:
        return ScopeAnswer(
            verdict="inside",
            reasons_for=(f"{_names(within)}: on the map within the agreement's theatre as the pack draws it.",),
        )
    far = tuple(
        f"{p.name} lies {h.km:.0f} km outside the theatre as the pack draws it."
        for p, h in held
        if h.lies == "elsewhere"
    )
    unlisted = f"{_names(told)}: not among the places that the pack lists, inside or outside the theatre."
    return ScopeAnswer(verdict="unclear", reasons_against=(unlisted, *far))


def check_zone(incident: Incident, provision: Provision, agreement: Agreement) -> ScopeAnswer:
    """Whether the happening lies in the provision's zone as it stood on that day; inside if the provision has none."""
    zone = find_zone(provision, agreement)
    if zone is None:
        return ScopeAnswer(verdict="inside")
    days = incident_days(incident, agreement)
    if days is None:
        return ScopeAnswer(
            verdict="unclear", reasons_against=(f"Without a day no version of {zone.name} can be chosen.",)
        )
    versions = [v for v in zone.versions if v.valid_from <= days[1] and (v.valid_to is None or v.valid_to >= days[0])]
    if not versions:
        return ScopeAnswer(verdict="outside", reasons_against=(f"{_first_up(zone.name)} did not exist on that day.",))
    label = " / ".join(f"{zone.id}@{v.valid_from}" for v in versions)
    grounds = {_ground(incident, version, agreement) for version in versions}
    drawn = tuple(dict.fromkeys(s for v in versions for s in _as_drawn(incident, v, zone.name)))
    notes = tuple(f"{_first_up(zone.name)} on that day: {_bare(v.description)}." for v in versions if v.description)
    if len(versions) > 1:
        notes = (f"{_first_up(zone.name)} changed in the time told ({label}).", *notes)
    if grounds == {"inside"}:
        return ScopeAnswer(
            verdict="inside",
            reasons_for=(f"It lies in {zone.name} of that day.", *drawn) if any(_bounded(v) for v in versions) else (),
            reasons_against=notes,
            zone_version=label,
        )
    if grounds == {"elsewhere"}:
        return ScopeAnswer(
            verdict="outside",
            reasons_against=(f"It lies outside {zone.name} of that day.", *drawn),
            zone_version=label,
        )
    return ScopeAnswer(
        verdict="unclear",
        reasons_against=(f"Whether it lies in {zone.name} of that day is not told.", *drawn, *notes),
        zone_version=label,
    )


def _bounded(version: ZoneVersion) -> bool:
    """False for a zone that is only described: a line is not a list, so all of the theatre counts."""
    return bool(version.places or version.outlines)


def _ground(incident: Incident, version: ZoneVersion, agreement: Agreement) -> Ground:
    """Where the places told lie by one version: by the pack's own names first, then by its outlines."""
    if not _bounded(version):
        return "inside"
    if not incident.places:
        return "unclear"
    grounds = {_ground_of(place, version, agreement) for place in incident.places}
    if "inside" in grounds:
        return "inside"
    return "elsewhere" if grounds == {"elsewhere"} else "unclear"


def _ground_of(place: PlaceMention, version: ZoneVersion, agreement: Agreement) -> Ground:
    cores = {core(n) for n in version.places}
    is_wide = place.kind in _WIDE_KINDS or says_district(place.name)
    if fold(place.name) in {fold(n) for n in version.places} or (core(place.name) in cores and not is_wide):
        return "inside"
    drawn = hold_against(place, version.outlines).lies
    if drawn != "unclear" or (version.outlines and place.lat is not None):
        return drawn
    theatre = {core(n) for n in agreement.theatre_places}
    wide = {core(n) for p in agreement.parties for n in (p.side, *p.names)}
    return "elsewhere" if core(place.name) in theatre - cores - wide else "unclear"


def _as_drawn(incident: Incident, version: ZoneVersion, zone: str) -> Iterator[str]:
    """What the pack's own drawing says of each place with coordinates."""
    for place in incident.places:
        held = hold_against(place, version.outlines)
        if place.radius_m is None or held.km is None:
            continue
        about = f"{place.name}, known to within {place.radius_m / 1000:.3g} km,"
        if held.lies == "inside":
            yield f"{about} lies wholly within {zone} as the pack draws it, {held.km:.0f} km from its edge."
        elif held.lies == "elsewhere":
            yield f"{about} lies {held.km:.0f} km outside {zone} as the pack draws it."
        else:
            yield f"{about} is too close to the drawn edge of {zone} ({held.km:.0f} km) to be told inside or outside."


def check_actors(sides: tuple[str, ...], provision: Provision, agreement: Agreement) -> ScopeAnswer:
    """Whether those said to have acted are bound by the provision: as obligors, through one of them, or not at all."""
    obligors = _spread(provision.obligors, agreement)
    reasons_for: list[str] = []
    reasons_against: list[str] = []
    bound = 0
    for side in _spread(sides, agreement):
        party = find_party(side, agreement)
        if party is not None and party.side in obligors:
            bound += 1
            reasons_for.append(f"{party.side} is bound by point {provision.number}.")
        elif party is not None and party.bound_through in obligors:
            bound += 1
            reasons_for.append(f"{party.side} may be bound through {party.bound_through}.")
            reasons_against.append(
                f"The text does not name {party.side}. {_bare(party.note or 'Who is bound is a reading')}."
            )
        elif party is not None:
            reasons_against.append(f"Point {provision.number} puts no duty on {party.side}.")
        else:
            reasons_against.append(f"{side} is no party to the agreement.")
    return ScopeAnswer(
        verdict="inside" if bound else "outside", reasons_for=tuple(reasons_for), reasons_against=tuple(reasons_against)
    )


def find_zone(provision: Provision, agreement: Agreement) -> Zone | None:
    """The zone that a provision refers to."""
    return next((z for z in agreement.zones if z.id == provision.zone), None)


def find_party(side: str, agreement: Agreement) -> Party | None:
    """The agreement's party of that side, by its name or one of its other names."""
    wanted = fold(side)
    return next((p for p in agreement.parties if wanted in {fold(n) for n in (p.side, *p.names)}), None)


def _spread(sides: Iterable[str], agreement: Agreement) -> tuple[str, ...]:
    parties = [p.side for p in agreement.parties if p.role == "party"]
    spread = [s for side in sides for s in (parties if side == EVERY_PARTY else [side])]
    return tuple(dict.fromkeys(spread))


def due_on(provision: Provision, day: date) -> date | None:
    """The due date as it was known on a day: put off only by what had been announced by then."""
    due = provision.due
    for extension in provision.extensions:
        if extension.announced <= day:
            due = extension.to
    return due


def _known(told: Iterable[PlaceMention], listed: tuple[str, ...]) -> list[PlaceMention]:
    cores = {core(n) for n in listed}
    return [p for p in told if core(p.name) in cores]


def _names(places: Iterable[PlaceMention]) -> str:
    return ", ".join(dict.fromkeys(p.name for p in places))


def _first_up(name: str) -> str:
    return name[:1].upper() + name[1:]


def _bare(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".")
