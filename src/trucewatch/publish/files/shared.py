"""What several writers need: GeoJSON geometry, flat properties, CSV text, and figures of death."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from trucewatch.model.ids import short_id
from trucewatch.model.shape import outline
from trucewatch.publish.release.rows import AnyRow, Ground, LeftOut, ReleasedHarm, ReleasedIncident, ReleasedZone
from trucewatch.publish.release.view import Released
from trucewatch.publish.tables import cell

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
NOT_THEIRS = "Compatible columns, not {} data"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A file's bytes, how many rows it holds, and the records that it could not take, with why."""

    data: bytes
    rows: int
    left_out: tuple[LeftOut, ...] = ()


def geometry(ground: Ground) -> dict[str, Any] | None:
    """GeoJSON geometry: a point only where the place is exact; else the whole circle that it lies in."""
    circles = ground.circles
    if not circles:
        return None
    if all(c.exact for c in circles):
        points = [(c.lon, c.lat) for c in circles]
        return _one_or_many("Point", points)
    return _one_or_many("Polygon", [(ring,) for c in circles for ring in outline(c)])


def shape_of(row: AnyRow) -> dict[str, Any] | None:
    """GeoJSON geometry of any row: that of its ground, of a zone its outlines; null where neither is known."""
    if isinstance(row, ReleasedZone):
        return _one_or_many("Polygon", [(ring,) for ring in row.outline]) if row.outline else None
    return geometry(row.ground)


def _one_or_many(kind: str, parts: list[Any]) -> dict[str, Any]:
    if len(parts) == 1:
        return {"type": kind, "coordinates": parts[0]}
    return {"type": f"Multi{kind}", "coordinates": parts}


def properties(row: AnyRow) -> dict[str, Any]:
    """All fields of a row, the ground as numbers and codes; GeoJSON holds its shape."""
    ground = row.ground
    return {
        **{name: getattr(row, name) for name in row.__struct_fields__ if name not in ("ground", "outline")},
        "lat": ground.lat,
        "lon": ground.lon,
        "geo_radius_m": ground.radius_m,
        "place_precision": ground.precision,
        "ucdp_where_prec": ground.ucdp_where_prec,
        "acled_geo_precision": ground.acled_geo_precision,
    }


def csv_file(columns: Sequence[str], rows: Iterable[dict[str, object]], left_out: Iterable[LeftOut] = ()) -> Made:
    """A CSV file in UTF-8 with the ends of lines of RFC 4180; no text cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    held = list(rows)
    writer.writerows([cell(row.get(name)) for name in columns] for row in held)
    return Made(data=out.getvalue().encode(), rows=len(held), left_out=tuple(left_out))


def sift(released: Released, name: str, why_not: Any) -> tuple[list[ReleasedIncident], list[LeftOut]]:
    """The incidents that a format can take, and the others with the reason that `why_not` gives."""
    kept: list[ReleasedIncident] = []
    out: list[LeftOut] = []
    for row in released.incidents:
        why = why_not(row)
        if why:
            out.append(LeftOut(file=name, id=row.code, why=why))
        else:
            kept.append(row)
    return kept, out


def page_name(name: str) -> str:
    """A name as part of a path: as it is where it is plain, else made of its digest, so that no name leads elsewhere."""
    return name if _PLAIN.fullmatch(name) and ".." not in name else short_id("n", name)


def deaths(harm: Iterable[ReleasedHarm]) -> tuple[int, int]:
    """Least and most deaths that the accounts allow: rival figures of one side's people make a range, sides are added.

    A number that is not stated, or has no upper end, counts as its least ("several" and "at least one" are one or more).
    """
    ranges: dict[tuple[str | None, bool], list[tuple[int, int]]] = {}
    for h in harm:
        if h.kind == "killed":
            low = h.low if h.low is not None else (0 if h.high is not None else 1)
            ranges.setdefault((h.side, h.civilian), []).append((low, h.high if h.high is not None else low))
    return sum(min(a for a, _ in r) for r in ranges.values()), sum(max(b for _, b in r) for r in ranges.values())


def days_between(row: ReleasedIncident) -> int | None:
    """How many days the happening's time spans; None without a date."""
    return (row.last_day - row.first_day).days + 1 if row.first_day and row.last_day else None


def iso3(codes: Sequence[str]) -> tuple[str, str, str]:
    """Numeric code, three letters and name of the country; all empty where the ground is of none, or of several."""
    import pycountry

    found = pycountry.countries.get(alpha_2=codes[0]) if len(codes) == 1 else None
    return (found.numeric, found.alpha_3, found.name) if found else ("", "", "")


def month_of(day: date) -> tuple[date, date]:
    """First and last day of its month."""
    import calendar

    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
