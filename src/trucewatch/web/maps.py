"""What the map in the browser asks for: places of the incidents shown, names around them, zones of a day, the base map."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from trucewatch.errors import UsageError
from trucewatch.gazetteer.default import open_built
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.publish.map_features import GroundMap, Ring, ground_map
from trucewatch.publish.map_features import ground_of as places_of
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.sections.figures import map_figure
from trucewatch.publish.situation import situation_map, told_at
from trucewatch.publish.view import View
from trucewatch.publish.zone_shapes import ZoneOfDay, zones_of_day
from trucewatch.web.query import Query
from trucewatch.web.state import asked

VENDOR = Path(__file__).parent / "static" / "vendor"
MAPS_KEPT = 8
LABELS_MOST = 60  # names on one screen


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A name of the gazetteer at its place."""

    name: str
    kind: str
    lat: float
    lon: float
    population: int


class MapParts(msgspec.Struct, frozen=True, kw_only=True):
    """What a page with a map needs to know before its script runs.

    `library`: the map library is installed; without it the page shows the plain drawing and says why.
    """

    library: bool
    basemap: bool
    labels: bool
    address: str
    zone_day: date | None
    zones: str
    box: str


def map_parts(
    request: Request, query: Query, *, day: date | None = None, box: str = "", address: str | None = None
) -> MapParts:
    """What this installation has for drawing maps. `day`: of the zones to draw; `box`: what to show where no place is."""
    return MapParts(
        library=(VENDOR / "maplibre-gl.mjs").is_file(),
        basemap=request.app.state.basemap is not None,
        labels=_gazetteer(request) is not None,
        address=query.link("/map.json") if address is None else address,
        zone_day=day,
        zones=query.link("/map/zones.json", day=day.isoformat()) if day else "",
        box=box,
    )


def zones_for(view: View, day: date | None) -> tuple[ZoneOfDay, ...]:
    """The zones of the agreements in play on a day; without a day none."""
    return zones_of_day(view.records.in_play, day) if day else ()


def box_of(zones: tuple[ZoneOfDay, ...]) -> str:
    """West, south, east, north of all that is drawn, as the map's script reads it; empty for nothing."""
    corners = [c for z in zones for ring in z.rings for c in ring]
    if not corners:
        return ""
    lons, lats = [x for x, _ in corners], [y for _, y in corners]
    return ",".join(f"{v:.3f}" for v in (min(lons), min(lats), max(lons), max(lats)))


def make_ground(request: Request, view: View, query: Query) -> GroundMap:
    """The places of the incidents that the address asks for; made once for the page and for its script."""
    # with the records, so that it goes when they go
    kept: OrderedDict[IncidentFilter, GroundMap] = view.records.__dict__.setdefault("maps", OrderedDict())
    key = query.wanted
    if key not in kept:
        kept[key] = situation_map(view, query.wanted, _rings(request))
        if len(kept) > MAPS_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def _rings(request: Request) -> Callable[[str], Ring]:
    gazetteer = _gazetteer(request)

    def ring_of(ref: str) -> Ring:
        entry = gazetteer.by_ref(ref) if gazetteer else None
        return entry.polygon if entry else ()

    return ring_of


async def map_json(request: Request) -> Response:
    """The places of the incidents shown, for the script of the map."""
    query, view = asked(request)
    return _json(make_ground(request, view, query))


async def told_json(request: Request) -> Response:
    """The first incidents at one place of the map (`at=latitude,longitude,radius`), with the filter of the address."""
    query, view = asked(request)
    said = request.query_params.get("at", "")
    try:
        lat, lon, radius = (float(x) for x in said.split(",", 2))
        whole = int(radius)
    except (ValueError, OverflowError) as error:
        hint = "latitude,longitude,radius in metres"
        raise UsageError(f"{said[:60]!r} is no place", where="at", try_this=hint) from error
    return _json(told_at(view, query.wanted, lat, lon, whole))


async def incident_json(request: Request) -> Response:
    """The places of one incident."""
    _, view = asked(request)
    detail = view.incident(request.path_params["code"])
    figure = map_figure((detail.row,), lambda _: places_of(detail.incident))
    if figure is None:
        return _json(GroundMap(caption="", places=(), shown=0, left_out=1))
    return _json(ground_map(figure, (detail.row,), lambda _: detail.incident, _rings(request)))


async def zones_json(request: Request) -> Response:
    """The drawn zones of the agreements in play on a day (`day=2020-12-11`) as GeoJSON."""
    _, view = asked(request)
    day = day_of(request.query_params.get("day", ""))
    features = [
        {
            "type": "Feature",
            "properties": {"name": z.name, "agreement": z.agreement, "doubt_km": z.doubt_km, "drawn_by": z.drawn_by},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for z in zones_for(view, day)
        for ring in z.rings
    ]
    return _json({"type": "FeatureCollection", "features": features})


async def labels_json(request: Request) -> Response:
    """The best known names in a box (`box=west,south,east,north`), the most populous first."""
    west, south, east, north = _box(request.query_params.get("box", ""))
    gazetteer = _gazetteer(request)
    entries = gazetteer.in_box(west, south, east, north, most=LABELS_MOST) if gazetteer else ()
    return _json([Label(name=e.name, kind=e.kind, lat=e.lat, lon=e.lon, population=e.population) for e in entries])


async def basemap(request: Request) -> Response:
    """The user's own base map; answers requests for a range of its bytes."""
    path: Path | None = request.app.state.basemap
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="application/octet-stream")


def check_basemap(path: Path) -> Path:
    """The path, if a PMTiles archive (version 3) lies there. Raises: UsageError."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        hint = "name a PMTiles file that you may read"
        raise UsageError(f"cannot read the base map: {error.strerror}", where=str(path), try_this=hint) from error
    if head != b"PMTiles\x03":
        raise UsageError("this is no PMTiles archive of version 3", where=str(path), try_this="make it a PMTiles file")
    return path


def _gazetteer(request: Request) -> GazetteerFile | None:
    held: GazetteerFile | None = request.app.state.gazetteer
    return held


def open_names() -> GazetteerFile | None:
    """The gazetteer for names and outlines on the map, if one is built."""
    return open_built()


def _json(record: object) -> Response:
    return Response(msgspec.json.encode(record), media_type="application/json")


def _box(said: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(x) for x in said.split(",", 3))
    except ValueError as error:
        hint = "west,south,east,north in degrees"
        raise UsageError(f"{said[:60]!r} is no box", where="box", try_this=hint) from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"{said[:60]!r} lies off the globe", where="box", try_this="west,south,east,north in degrees")
    return west, south, east, north


def day_of(said: str) -> date | None:
    """A day of an address, None when it says none. Raises: UsageError."""
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise UsageError(f"{said[:40]!r} is no day", where="day", try_this="a day such as 2020-12-11") from error
