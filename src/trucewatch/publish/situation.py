"""The situation: a page of incidents with bars by day and a map, from the summary that deriving leaves in the store.

A store that an earlier program derived has no summary; one is then made in memory, from all records, until the next derivation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from trucewatch.model.incident import Incident
from trucewatch.publish.brief import Figure, Spot
from trucewatch.publish.incidents import incident_row, side_names, statuses
from trucewatch.publish.map_features import GroundMap, PlaceOnMap, Ring, Told
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentFilter, IncidentRow, Listing
from trucewatch.publish.sections.figures import ground_of, map_caption
from trucewatch.publish.sentence import Count
from trucewatch.publish.view import View, check_filter
from trucewatch.publish.watched import DayWatch, days_watched
from trucewatch.publish.wording import edtf_days, edtf_reach, fold
from trucewatch.store.opening import MEMORY, open_store
from trucewatch.store.shape import Store
from trucewatch.store.summary_rows import MapPlace, SummaryRow, SummarySearch

MOST_TOLD = 12  # incidents of one place that a map names; the others are counted
MOST_LINKED = (
    5_000  # incidents up to which a map holds what is told where and on which days; beyond, a place is asked by itself
)
MOST_DRAWN = 300  # rings of the plain map
_ROW = msgspec.json.Decoder(IncidentRow)


class DayCount(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents that begin on one day; None: without a day."""

    first: date | None
    firm: bool
    n: int


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list with what stands around it. `listing.rows` is the page; `listing.shown` counts all that are kept.

    `days` counts what a filter keeps, its days left aside, so that bars show all of the time; `seen`: who looked on
    these days, in the place asked for. `undated`: incidents that a filter of days leaves out. `sides`, `acts`: what may be
    asked for.
    """

    listing: Listing[IncidentRow]
    days: tuple[DayCount, ...]
    seen: DayWatch | None
    undated: int
    sides: tuple[str, ...]
    acts: tuple[str, ...]


def situation(view: View, wanted: IncidentFilter, *, skip: int, limit: int) -> Situation:
    """The page of the list, and the counts by day of all that the filter keeps. Raises: UsageError for a wrong filter."""
    store, asked = _source(view.records), _search(view, wanted)
    shown, page = store.summary_page(asked, skip=skip, limit=limit)
    lasting = _lasting(view.records)
    undated = lasting.undated if wanted.start or wanted.end else 0
    told = f" {undated} without a date stand outside any span of days." if undated else ""
    listing = Listing(
        unit="incidents",
        rows=tuple(_ROW.decode(data) for data in page),
        shown=shown,
        total=lasting.total,
        as_of=view.as_of,
        filter={k: str(v) for k, v in msgspec.to_builtins(wanted).items()},
        caveat=view.coverage_caveat() + told,
    )
    of_any_day = msgspec.structs.replace(asked, start=None, end=None)
    days = tuple(
        DayCount(first=date.fromisoformat(day) if day else None, firm=firm, n=n)
        for day, firm, n in store.summary_days(of_any_day)
    )
    return Situation(
        listing=listing,
        days=days,
        seen=_seen(view.records, days, lasting, wanted.place),
        undated=undated,
        sides=lasting.sides,
        acts=lasting.acts,
    )


def _seen(records: Records, days: Iterable[DayCount], lasting: _Lasting, place: str | None) -> DayWatch | None:
    """From the first incident to the last, or to the last document; None where no incident has a day."""
    first = [d.first for d in days if d.first]
    last = (*first, *lasting.published[-1:])
    return days_watched(records, min(first), max(last), place) if first else None


def told_at(view: View, wanted: IncidentFilter, lat: float, lon: float, radius_m: int) -> tuple[Told, ...]:
    """The first incidents that the filter keeps at one place of the map."""
    rows = _source(view.records).summary_told(_search(view, wanted), lat, lon, radius_m, limit=MOST_TOLD)
    return tuple(map(_told, rows))


def situation_map(view: View, wanted: IncidentFilter, ring_of: Callable[[str], Ring]) -> GroundMap:
    """The places of all that the filter keeps."""
    store, asked = _source(view.records), _search(view, wanted)
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
    left = len(drawn.places) - len(most)
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
    return Figure(
        id="map", caption=drawn.caption + (f" {left:,} places with fewer are left out." if left else ""), spots=spots
    )


def summarise(records: Records, incidents: Iterable[Incident]) -> Iterator[SummaryRow]:
    """The rows of the summary, in the order of the incidents."""
    for position, incident in enumerate(incidents):
        row = incident_row(records, incident)
        days, reach = edtf_days(incident.when), edtf_reach(incident.when)
        first = days[0].isoformat() if days else None
        places = dict.fromkeys(
            n for p in (*incident.places, *incident.within) for n in (fold(p.name), fold(p.text or "")) if n
        )
        yield SummaryRow(
            position=position,
            sort=f"{int(incident.when is None)} {first or '9999-12-31'} {incident.code}",
            first_day=first,
            reach=(reach[0].isoformat(), reach[1].isoformat()) if reach else None,
            firm=incident.firm,
            one_sided=row.one_sided,
            statuses=tuple(sorted(statuses(row))),
            sides=tuple(sorted({fold(n) for n in side_names(incident, row)})),
            acts=incident.acts,
            places=tuple(places),
            data=msgspec.json.encode(row),
            on_map=tuple(_on_map(incident)),
        )


def _on_map(incident: Incident) -> Iterator[MapPlace]:
    """Its places on a map; the outline's row only where the name means the whole of it and not ground near it."""
    refs = {
        (g.name, g.lat, g.lon, g.radius_m): g.ref for g in incident.ground if g.ref and g.precision in ("area", "line")
    }
    for name, lat, lon, radius, area in ground_of(incident):
        yield MapPlace(name=name, lat=lat, lon=lon, radius_m=radius, area=area, ref=refs.get((name, lat, lon, radius)))


class _Lasting(msgspec.Struct, frozen=True, kw_only=True):
    """What no filter changes."""

    total: int
    undated: int
    published: tuple[date, ...]
    sides: tuple[str, ...]
    acts: tuple[str, ...]


def _lasting(records: Records) -> _Lasting:
    """Asked once for one state of the store."""
    held: _Lasting | None = records.__dict__.get("lasting")
    if held is None:
        store = _source(records)
        total, undated = store.summary_total()
        accused, acts = store.summary_choices()
        held = _Lasting(
            total=total,
            undated=undated,
            published=tuple(date.fromisoformat(day) for day in records.store.published_days()),
            sides=tuple(sorted({*records.store.speaker_sides(), *accused})),
            acts=acts,
        )
        records.__dict__["lasting"] = held
    return held


def _source(records: Records) -> Store:
    """The store if it has the summary, else one in memory that lives as long as the records."""
    if records.store.has_summary():
        return records.store
    held: Store | None = records.__dict__.get("summary")
    if held is None:
        held = open_store(MEMORY)
        held.replace_summary(summarise(records, records.reconciliation.incidents))
        records.__dict__["summary"] = held
    return held


def _search(view: View, wanted: IncidentFilter) -> SummarySearch:
    check_filter(wanted)
    only = None
    if wanted.text is not None:  # words of claims are in no summary
        codes = {row.code for row in view.incidents(IncidentFilter(text=wanted.text)).rows}
        only = tuple(n for n, i in enumerate(view.records.reconciliation.incidents) if i.code in codes)
    return SummarySearch(
        place=fold(wanted.place) if wanted.place is not None else None,
        side=fold(wanted.side) if wanted.side is not None else None,
        status=fold(wanted.status).replace("-", "_").replace(" ", "_") if wanted.status is not None else None,
        act=wanted.act,
        start=wanted.start.isoformat() if wanted.start else None,
        end=wanted.end.isoformat() if wanted.end else None,
        one_sided=wanted.one_sided,
        only=only,
    )


def _told(data: bytes) -> Told:
    row = _ROW.decode(data)
    days = edtf_days(row.when)
    return Told(code=row.code, title=row.title, start=days[0] if days else None, end=days[1] if days else None)
