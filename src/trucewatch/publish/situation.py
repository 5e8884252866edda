"""The situation: a page of incidents with bars by day and a map, from the summary that deriving leaves in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from trucewatch.publish.brief import Figure, Spot
from trucewatch.publish.map_features import GroundMap, PlaceOnMap, Ring, Told
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentFilter, IncidentRow, Listing
from trucewatch.publish.sections.figures import map_caption
from trucewatch.publish.sentence import Count
from trucewatch.publish.summary import read_row, search_of, summary_of
from trucewatch.publish.view import View
from trucewatch.publish.watched import DayWatch, days_watched
from trucewatch.publish.wording import edtf_days
from trucewatch.store.shape import Store
from trucewatch.store.summary_rows import DayCount, SummarySearch

MOST_TOLD = 12  # incidents of one place that a map names; the others are counted
MOST_LINKED = (
    5_000  # incidents up to which a map holds what is told where and on which days; beyond, a place is asked by itself
)
MOST_OFFERED = 200  # names of places that a filter offers
MOST_DRAWN = 300  # rings of the plain map


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list with what stands around it. `listing.rows` is the page; `listing.shown` counts all that are kept.

    `days` counts what a filter keeps, its days left aside, so that bars show all of the time; `seen`: who looked on
    these days, in the place asked for. `undated`: incidents that a filter of days leaves out. `sides`, `acts`, `places`:
    what may be asked for, of places those with most incidents.
    """

    listing: Listing[IncidentRow]
    days: tuple[DayCount, ...]
    seen: DayWatch | None
    undated: int
    sides: tuple[str, ...]
    acts: tuple[str, ...]
    places: tuple[str, ...]


def situation(view: View, wanted: IncidentFilter, *, skip: int, limit: int) -> Situation:
    """The page of the list, and the counts by day of all that the filter keeps. Raises: UsageError for a wrong filter."""
    store, asked = summary_of(view.records), search_of(wanted)
    shown, page = store.summary_page(asked, skip=skip, limit=limit)
    lasting = _lasting(view.records)
    undated = lasting.undated if wanted.start or wanted.end else 0
    told = f" {undated} without a date stand outside any span of days." if undated else ""
    listing = Listing(
        unit="incidents",
        rows=tuple(read_row(data) for data in page),
        shown=shown,
        total=lasting.total,
        as_of=view.as_of,
        filter={k: str(v) for k, v in msgspec.to_builtins(wanted).items()},
        caveat=view.coverage_caveat() + told,
    )
    of_any_day = msgspec.structs.replace(asked, start=None, end=None)
    days = store.summary_days(of_any_day)
    return Situation(
        listing=listing,
        days=days,
        seen=_seen(view.records, days, lasting, wanted.place),
        undated=undated,
        sides=lasting.sides,
        acts=lasting.acts,
        places=lasting.places,
    )


def choices(view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sides, and the places with most incidents, that a filter may ask for."""
    lasting = _lasting(view.records)
    return lasting.sides, lasting.places


def days_within(days: Iterable[DayCount], wanted: IncidentFilter) -> dict[date, int]:
    """Incidents by first day, of the days that the filter asks for."""
    found: dict[date, int] = {}
    for d in days:
        if d.first and (wanted.start or d.first) <= d.first <= (wanted.end or d.first):
            found[d.first] = found.get(d.first, 0) + d.n
    return found


def _seen(records: Records, days: Iterable[DayCount], lasting: _Lasting, place: str | None) -> DayWatch | None:
    """From the first incident to the last, or to the last document; None where no incident has a day."""
    first = [d.first for d in days if d.first]
    last = (*first, *lasting.published[-1:])
    return days_watched(records, min(first), max(last), place) if first else None


def told_at(view: View, wanted: IncidentFilter, lat: float, lon: float, radius_m: int) -> tuple[Told, ...]:
    """The first incidents that the filter keeps at one place of the map."""
    rows = summary_of(view.records).summary_told(search_of(wanted), lat, lon, radius_m, limit=MOST_TOLD)
    return tuple(map(_told, rows))


def situation_map(view: View, wanted: IncidentFilter, ring_of: Callable[[str], Ring]) -> GroundMap:
    """The places of all that the filter keeps."""
    store, asked = summary_of(view.records), search_of(wanted)
    kept, _ = store.summary_page(asked, skip=0, limit=0)
    shown, found = store.summary_places(asked, told=MOST_TOLD if kept <= MOST_LINKED else 0)
    return GroundMap(
        caption=map_caption(shown, kept - shown),
        shown=shown,
        left_out=kept - shown,
        places=tuple(
            PlaceOnMap(
                name=f.place.name,
                lat=f.place.lat,
                lon=f.place.lon,
                radius_m=f.place.radius_m,
                area=f.place.area,
                firm=f.firm,
                candidates=f.n - f.firm,
                told=tuple(_told(data) for data in f.rows),
                days=tuple(date.fromisoformat(d) for d in f.days),
                ring=ring_of(f.place.ref) if f.place.ref else (),
            )
            for f in found
        ),
    )


def plain_map(drawn: GroundMap) -> Figure | None:
    """The same map as a figure of rings, those with most incidents where there are too many; None without any place."""
    if not drawn.places:
        return None
    most = sorted(drawn.places, key=lambda p: (-(p.firm + p.candidates), p.name))[:MOST_DRAWN]
    spots = tuple(
        Spot(
            name=p.name,
            lat=p.lat,
            lon=p.lon,
            radius_m=p.radius_m,
            area=p.area,
            count=Count(n=p.firm + p.candidates, unit="incidents"),
        )
        for p in sorted(most, key=lambda p: (-p.radius_m, p.lat, p.lon))
    )
    return Figure(id="map", caption=drawn.caption, spots=spots)


class _Lasting(msgspec.Struct, frozen=True, kw_only=True):
    """What no filter changes."""

    total: int
    undated: int
    published: tuple[date, ...]
    sides: tuple[str, ...]
    acts: tuple[str, ...]
    places: tuple[str, ...]


def _lasting(records: Records) -> _Lasting:
    """Asked once for one state of the store."""
    held: _Lasting | None = records.__dict__.get("lasting")
    if held is None:
        store = summary_of(records)
        total, undated = store.summary_total()
        accused, acts = store.summary_choices()
        held = _Lasting(
            total=total,
            undated=undated,
            published=tuple(date.fromisoformat(day) for day in records.store.published_days()),
            sides=tuple(sorted({*records.store.speaker_sides(), *accused})),
            acts=acts,
            places=_most_told(store),
        )
        records.__dict__["lasting"] = held
    return held


def _most_told(store: Store) -> tuple[str, ...]:
    """The names of the places with most incidents, in the order of the alphabet."""
    found: dict[str, int] = {}
    for p in store.summary_places(SummarySearch(), told=0)[1]:
        found[p.place.name] = found.get(p.place.name, 0) + p.n
    return tuple(sorted(sorted(found, key=lambda name: (-found[name], name))[:MOST_OFFERED]))


def _told(data: bytes) -> Told:
    row = read_row(data)
    days = edtf_days(row.when)
    return Told(code=row.code, title=row.title, start=days[0] if days else None, end=days[1] if days else None)
