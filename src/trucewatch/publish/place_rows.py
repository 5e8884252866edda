"""Rows about places: what names in incidents stand for, and which are open questions."""

from __future__ import annotations

from typing import Literal

from trucewatch.model.place import PlaceCandidate, ResolvedPlace
from trucewatch.places.codes import acled_geo_precision, ucdp_where_prec
from trucewatch.publish.records import Records
from trucewatch.publish.rows import PlaceRow


def place_rows(records: Records) -> tuple[PlaceRow, ...]:
    """One row for each name of each incident, by code, open questions first."""
    found = {(i.code, g.name, g.ref, g.radius_m): g for i in records.incidents.values() for g in i.ground}
    rows = [_row(code, g) for (code, *_), g in found.items()]
    return tuple(sorted(rows, key=lambda r: (r.code, r.state != "open", r.name, r.radius_m or 0)))


def _row(code: str, g: ResolvedPlace) -> PlaceRow:
    return PlaceRow(
        code=code,
        name=g.name,
        state=_state(g),
        ref=g.ref,
        label=g.label,
        kind=g.kind,
        country=g.country,
        lat=g.lat,
        lon=g.lon,
        radius_m=g.radius_m,
        precision=g.precision,
        probability=g.probability,
        method=g.method,
        ucdp=ucdp_where_prec(g),
        acled=acled_geo_precision(g),
        question=g.question,
        reasons=tuple(r.sentence for r in g.reasons),
        candidates=tuple(_said(c) for c in g.candidates),
    )


def _state(g: ResolvedPlace) -> Literal["open", "resolved", "answered"]:
    if g.method.startswith("judgement:"):
        return "answered"
    return "resolved" if g.settled else "open"


def _said(c: PlaceCandidate) -> str:
    where = f"{c.lat:.3f} {c.lon:.3f}"
    return f"{c.ref}: {c.name}, {c.kind.replace('_', ' ')}, {' '.join(c.country) or 'no country'}, {where}, {c.probability:.2f}"
