"""The description of the API (OpenAPI 3.0), its schemas made from the classes on the wire by msgspec."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from trucewatch import __version__
from trucewatch.publish.questions import QUESTIONS, Answer
from trucewatch.web.api.collections import COLLECTIONS
from trucewatch.web.api.parameters import LONGEST, MOST, USUAL

_REF = "#/components/schemas/{name}"
_GROUND = {
    "lat": {"type": "number", "nullable": True},
    "lon": {"type": "number", "nullable": True},
    "geo_radius_m": {"type": "integer", "nullable": True},
    "place_precision": {"type": "string", "nullable": True},
    "ucdp_where_prec": {"type": "integer", "nullable": True},
    "acled_geo_precision": {"type": "integer", "nullable": True},
}
_LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel", "type"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    held = {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": False}
    return {**held, "description": description}


def _path(name: str, choices: list[str] | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": {**schema, "enum": choices} if choices else schema}


_TEXT = {"type": "string", "maxLength": LONGEST}
AS_OF = _query("as_of", {"type": "string", "format": "date-time"}, "What was known then: a time with its zone.")
ITEMS = (
    _query(
        "bbox",
        {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        "west,south,east,north in degrees (CRS84); west above east crosses the antimeridian. What has no ground meets every box.",
    ),
    _query(
        "datetime",
        {"type": "string"},
        "An instant, a day, or an interval: start/end, either `..`. Undated items meet any.",
    ),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Most items of a page."),
    _query("cursor", _TEXT, "Where the last page ended; as the link `next` has it."),
    AS_OF,
    _query("placed", {"type": "boolean", "default": False}, "true: only what has known ground."),
)
ASKED = tuple(
    _query(name, dict(schema), description)
    for name, schema, description in (
        ("place", _TEXT, "Part of a place's name."),
        ("side", _TEXT, "A side that tells, is accused, or is named."),
        ("status", _TEXT, "A word of any axis."),
        ("act", _TEXT, "The code of an act."),
        ("from", {"type": "string", "format": "date"}, "First day of the happening."),
        ("to", {"type": "string", "format": "date"}, "Last day of the happening."),
        ("source", _TEXT, "Part of a publisher's name."),
        ("harm", _TEXT, "A kind of harm."),
        ("people_of", _TEXT, "The side whose people were hurt."),
        ("days", {"type": "integer", "minimum": 1, "maximum": 3660, "default": 14}, "How many days ahead, or back."),
        ("incident", _TEXT, "The code of the incident asked about."),
        ("since", {"type": "string", "format": "date-time"}, "The earlier time, for what is new or changed."),
    )
)


def _answers(content: dict[str, Any], *, missing: bool = False) -> dict[str, Any]:
    said = {
        "200": {"description": "The answer.", "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}},
        "304": {"description": "Nothing has changed since the ETag that was sent."},
        "400": {"$ref": "#/components/responses/Refused"},
    }
    return {**said, "404": {"$ref": "#/components/responses/Missing"}} if missing else said


def _get(
    name: str, summary: str, answers: dict[str, Any], parameters: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": answers}}


def _json(schema: dict[str, Any], kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": schema}}


@cache
def openapi(root: str) -> bytes:
    """The description as JSON. `root`: the address of the landing page."""
    plain = {"type": "object"}
    paths: dict[str, Any] = {
        "/": _get("landing", "Landing page", _answers(_json({"$ref": _REF.format(name="Landing")}))),
        "/conformance": _get("conformance", "What it conforms to", _answers(_json(plain))),
        "/openapi.json": _get(
            "description",
            "This description",
            _answers({"application/vnd.oai.openapi+json;version=3.0": {"schema": plain}}),
        ),
        "/collections": _get("collections", "The collections", _answers(_json(plain))),
        "/questions": _get("questions", "The questions that can be put", _answers(_json(plain))),
        "/questions/{name}": _get(
            "ask",
            "One question, answered with unit, filter, caveat and the claims behind each row",
            _answers(_json({"$ref": _REF.format(name="Answer")}), missing=True),
            (_path("name", list(QUESTIONS)), *ASKED, AS_OF),
        ),
    }
    for c in COLLECTIONS.values():
        geo = "application/geo+json"
        item = {"$ref": _REF.format(name=f"{c.row.__name__}Feature")}
        items = {"$ref": _REF.format(name=f"{c.row.__name__}Features")}
        base = f"/collections/{c.id}"
        paths[base] = _get(f"{c.id}_about", c.title, _answers(_json(plain)))
        paths[f"{base}/items"] = _get(f"{c.id}_items", c.description, _answers(_json(items, geo)), ITEMS)
        paths[f"{base}/items/{{featureId}}"] = _get(
            f"{c.id}_item", f"One of: {c.title}", _answers(_json(item, geo), missing=True), (_path("featureId"), AS_OF)
        )
    held = {
        "openapi": "3.0.3",
        "info": {
            "title": "Trucewatch",
            "version": __version__,
            "description": "Who says what happened, where and when; rival accounts side by side; held against the agreement.",
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {"Refused": _trouble("A parameter has no meaning."), "Missing": _trouble("There is none.")},
        },
    }
    return msgspec.json.encode(held)


def _trouble(says: str) -> dict[str, Any]:
    return {"description": says, "content": _json({"$ref": _REF.format(name="Trouble")})}


def _schemas() -> dict[str, Any]:
    kinds = [c.row for c in COLLECTIONS.values()]
    _, made = msgspec.json.schema_components([*kinds, Answer], ref_template=_REF)
    found: dict[str, Any] = {name: _for_3_0(schema) for name, schema in made.items()}
    for kind in kinds:
        name = kind.__name__
        own = found.pop(name)
        fields = {k: v for k, v in own["properties"].items() if k not in ("ground", "outline")}
        found[f"{name}Feature"] = {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": {"type": "string"},
                "geometry": {"type": "object", "nullable": True},
                "properties": {"type": "object", "properties": {**fields, **_GROUND}},
                "links": _LINKS,
            },
        }
        found[f"{name}Features"] = {
            "type": "object",
            "required": ["type", "features", "links", "numberReturned"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": _REF.format(name=f"{name}Feature")}},
                "links": _LINKS,
                "numberReturned": {"type": "integer", "minimum": 0},
                "numberMatched": {"type": "integer", "minimum": 0},
                "caveat": {"type": "string"},
            },
        }
    for unused in ("Ground", "Circle"):
        found.pop(unused, None)
    trouble = {"code": {"type": "string"}, "description": {"type": "string"}, "try_this": {"type": "string"}}
    found["Trouble"] = {"type": "object", "required": ["code", "description"], "properties": trouble}
    landing = {"title": {"type": "string"}, "description": {"type": "string"}, "links": _LINKS}
    found["Landing"] = {"type": "object", "required": ["title", "links"], "properties": landing}
    return found


def _for_3_0(schema: Any) -> Any:
    """A JSON Schema of 2020-12 as OpenAPI 3.0 says it: `nullable` for null, and no other null type."""
    if isinstance(schema, list):
        return [_for_3_0(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    held = {k: _for_3_0(v) for k, v in schema.items()}
    if isinstance(held.get("anyOf"), list):
        kept = [s for s in held["anyOf"] if s.get("type") != "null"]
        if len(kept) < len(held["anyOf"]):
            rest = {k: v for k, v in held.items() if k != "anyOf"}
            if len(kept) == 1 and "$ref" not in kept[0]:
                return {**kept[0], **rest, "nullable": True}
            return {**rest, "nullable": True, "anyOf": kept}
    return held
