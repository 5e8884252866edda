"""One function a resource; trouble is told as JSON, in one shape, with 400 for what was asked wrongly."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from trucewatch import __version__
from trucewatch.errors import StoreError, TrucewatchError, UsageError, WithheldError
from trucewatch.publish.files.geojson import feature
from trucewatch.publish.questions import QUESTIONS, Wanted, ask
from trucewatch.publish.questions.public import PUBLIC, ask_public
from trucewatch.publish.release import FULL, Released, Tier
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.steady import collector_paused
from trucewatch.publish.view import View
from trucewatch.web.api.collections import COLLECTIONS, Collection
from trucewatch.web.api.openapi import ASKED, openapi
from trucewatch.web.api.parameters import MissingError, check_names, read_page, read_past
from trucewatch.web.query import read_query
from trucewatch.web.state import ground

Handler = Callable[[Request], Response]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "oas30")
)
JSON, GEOJSON, OAS = "application/json", "application/geo+json", "application/vnd.oai.openapi+json;version=3.0"
_RELEASED: WeakKeyDictionary[View, Released] = WeakKeyDictionary()


def api_routes() -> list[BaseRoute]:
    """All routes of the API, under /api. The tier is that of the application's state."""
    found: list[tuple[str, Handler]] = [
        ("/", landing),
        ("/conformance", conformance),
        ("/openapi.json", description),
        ("/collections", collections),
        ("/collections/{collection}", collection),
        ("/collections/{collection}/items", items),
        ("/collections/{collection}/items/{item:path}", item),
        ("/questions", questions),
        ("/questions/{name}", question),
        ("/{rest:path}", nothing),
    ]
    return [Route("/api", _door(landing)), Mount("/api", routes=[Route(path, _door(f)) for path, f in found])]


def _door(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler behind an ETag; every trouble that is ours is told, and nothing else is caught."""

    async def answer(request: Request) -> Response:
        try:
            tag = _tag(request)
            if tag in [t.strip() for t in request.headers.get("if-none-match", "").split(",")]:
                return Response(status_code=304, headers={"ETag": tag})
            made = handler(request)
        except TrucewatchError as error:
            return _trouble(error)
        if made.status_code == 200:
            made.headers["ETag"] = tag
        return made

    return answer


def _tag(request: Request) -> str:
    """Weak: the same rows, the same question, the same program and tier give the same answer."""
    said = (__version__, _tier(request).name, ground(request).store.last_written(), str(request.url))
    return f'W/"{hashlib.sha256(chr(31).join(said).encode(errors="replace")).hexdigest()[:24]}"'


def _trouble(error: TrucewatchError) -> Response:
    missing = isinstance(error, MissingError)
    status = 404 if missing else {UsageError: 400, WithheldError: 409, StoreError: 503}.get(type(error), 500)
    held = {
        "code": "not found" if missing else "refused",
        "description": str(error).split("\n")[0],
        "try_this": error.try_this or "",
    }
    return _send(held, status=status)


def _send(held: object, *, kind: str = JSON, status: int = 200) -> Response:
    return Response(msgspec.json.encode(held), status_code=status, media_type=kind)


def _tier(request: Request) -> Tier:
    tier: Tier = getattr(request.app.state, "tier", FULL)
    return tier


def _released(request: Request, as_of: Any = None) -> Released:
    view = ground(request).view(as_of)
    if view not in _RELEASED:
        _RELEASED[view] = Released(view, _tier(request))
    return _RELEASED[view]


def _root(request: Request) -> str:
    return f"{request.base_url}api"


def _link(href: str, rel: str, kind: str = JSON, title: str = "") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, **({"title": title} if title else {})}


def landing(request: Request) -> Response:
    """Where everything is."""
    check_names(request.query_params, ())
    root = _root(request)
    links = [
        _link(root, "self", title="this page"),
        _link(f"{root}/openapi.json", "service-desc", OAS, "the description (OpenAPI 3.0)"),
        _link(f"{root}/conformance", "conformance", title="what it conforms to"),
        _link(f"{root}/collections", "data", title="incidents, claims, places, zones"),
        _link(f"{root}/questions", "related", title="the questions"),
    ]
    about = "Who says what happened, where and when; rival accounts side by side; held against the agreement."
    return _send({"title": "Trucewatch", "description": about, "links": links})


def conformance(request: Request) -> Response:
    """The conformance classes."""
    check_names(request.query_params, ())
    return _send({"conformsTo": CONFORMS})


def description(request: Request) -> Response:
    """The OpenAPI document."""
    check_names(request.query_params, ())
    return Response(openapi(_root(request)), media_type=OAS)


def collections(request: Request) -> Response:
    """All collections."""
    check_names(request.query_params, ())
    root = _root(request)
    links = [_link(f"{root}/collections", "self")]
    return _send({"links": links, "collections": [_about(root, c) for c in COLLECTIONS.values()]})


def collection(request: Request) -> Response:
    """One collection."""
    check_names(request.query_params, ())
    return _send(_about(_root(request), _find(request)))


def _about(root: str, c: Collection) -> dict[str, object]:
    here = f"{root}/collections/{c.id}"
    return {
        "id": c.id,
        "title": c.title,
        "description": c.description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {"bbox": [[-180, -90, 180, 90]], "crs": CRS84},
            "temporal": {"interval": [[None, None]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
        },
        "links": [_link(here, "self"), _link(f"{here}/items", "items", GEOJSON, c.title)],
    }


def _find(request: Request) -> Collection:
    name = request.path_params["collection"]
    if name not in COLLECTIONS:
        raise MissingError(f"no collection {name[:40]!r}", try_this=f"one of {', '.join(COLLECTIONS)}")
    return COLLECTIONS[name]


def items(request: Request) -> Response:
    """A page of a collection."""
    found, page = _find(request), read_page(request.query_params)
    released = _released(request, page.as_of)
    with collector_paused():
        rows, cursor = found.page(released, page)
    here = f"{_root(request)}/collections/{found.id}"
    asked = dict(request.query_params.items())
    links = [_link(_address(f"{here}/items", asked), "self", GEOJSON), _link(here, "collection")]
    if cursor is not None:
        links.append(_link(_address(f"{here}/items", {**asked, "cursor": cursor}), "next", GEOJSON))
    held = {
        "type": "FeatureCollection",
        "links": links,
        "numberReturned": len(rows),
        **({"numberMatched": len(rows)} if cursor is None and not page.cursor else {}),
        "as_of": released.as_of,
        "caveat": released.caveat,
        "features": [feature(row) for row in rows],
    }
    return _send(held, kind=GEOJSON)


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path


def item(request: Request) -> Response:
    """One item of a collection."""
    found = _find(request)
    said = check_names(request.query_params, ("as_of",))
    ident = request.path_params["item"]
    row = found.item(_released(request, read_past(said, "as_of")), ident)
    if row is None:
        raise MissingError(f"no item {ident[:60]!r} among {found.id}", try_this="the collection's items")
    here = f"{_root(request)}/collections/{found.id}"
    links = [_link(_address(f"{here}/items/{ident}", said), "self", GEOJSON), _link(here, "collection")]
    return _send({**feature(row), "links": links}, kind=GEOJSON)


def questions(request: Request) -> Response:
    """The questions that can be put."""
    check_names(request.query_params, ())
    root = _root(request)
    listed = [
        {"name": q.name, "asks": q.asks, "needs": q.needs, "links": [_link(f"{root}/questions/{q.name}", "item")]}
        for q in QUESTIONS.values()
        if _tier(request).name == FULL.name or q.name in PUBLIC
    ]
    return _send({"links": [_link(f"{root}/questions", "self")], "questions": listed})


def question(request: Request) -> Response:
    """One answer, as `trucewatch ask` gives it."""
    name = request.path_params["name"]
    if name not in QUESTIONS:
        raise MissingError(f"no question {name[:40]!r}", try_this="/api/questions lists them")
    public = _tier(request).name != FULL.name
    if public and name not in PUBLIC:
        hint = f"one of {', '.join(PUBLIC)}"
        raise UsageError("this question reads what a public door does not show", where="tier", try_this=hint)
    said = check_names(request.query_params, (*(p["name"] for p in ASKED), "as_of"))
    kept = read_query({k: v for k, v in said.items() if k in ("place", "side", "status", "act", "from", "to")})
    days = said.get("days", "14")
    if not (days.isascii() and days.isdigit() and len(days) < 6) or not 1 <= int(days) <= 3660:
        raise UsageError(f"{days[:40]!r} is no number of days", where="days", try_this="1 to 3660")
    missing = [n for n in QUESTIONS[name].needs if n not in said]
    if missing:
        raise UsageError(f"this question needs {' and '.join(missing)}", where=missing[0])
    wanted = Wanted(
        incidents=kept.wanted or IncidentFilter(),
        people_of=said.get("people_of"),
        incident=said.get("incident"),
        source=said.get("source"),
        harm=said.get("harm"),
        days=int(days),
    )
    if public:
        if "since" in said:
            raise UsageError("a public door sets no two times side by side", where="since", try_this="ask without it")
        return _send(ask_public(name, _released(request, read_past(said, "as_of")), wanted))
    held = ground(request)
    view = held.view(read_past(said, "as_of"))
    since = read_past(said, "since")
    before = held.view(since) if since else None
    return _send(ask(name, view, wanted, before=before))


def nothing(request: Request) -> Response:
    """What there is not."""
    raise MissingError(f"no resource {request.url.path[:80]!r}", try_this="/api")
