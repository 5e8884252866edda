"""What several writers need: GeoJSON geometry, flat properties, CSV text, and figures of death."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from trucewatch.model.ids import short_id
from trucewatch.model.shape import outline
from trucewatch.publish.release.rows import (
    AnyRow,
    Ground,
    LeftOut,
    ReleasedClaim,
    ReleasedHarm,
    ReleasedIncident,
    ReleasedZone,
)
from trucewatch.publish.release.view import Released
from trucewatch.publish.tables import cell

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
AT_ONCE = 1 << 16  # characters of a table that are written together
NOT_THEIRS = "Compatible columns, not {} data"


class Writer:
    """One file while it is written: rows are handed in one after another and leave at once, so that their number costs no memory.

    What it asks for: `claims`: every claim that leaves, in the order of the documents, before the first incident;
    `papers`: claims and documents of an incident at hand in the records; `told`: the claims of an incident with it.
    """

    claims = papers = told = False

    def __init__(self, released: Released, out: BinaryIO) -> None:
        self.released, self.out = released, out
        self.rows = 0
        self.left_out: list[LeftOut] = []

    def begin(self) -> None:
        """What stands before the first row."""

    def claim(self, row: ReleasedClaim) -> None:
        """One claim."""

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        """One incident, in order of time; `told` is empty unless it was asked for."""

    def end(self) -> None:
        """What stands behind the last row."""


class CsvWriter(Writer):
    """A CSV file in UTF-8 with the ends of lines of RFC 4180; no text cell is a formula.

    `cells`: the rows of one incident by column; `why_not`: why an incident is not in it, which is then noted under `name`.
    """

    def __init__(
        self,
        released: Released,
        out: BinaryIO,
        columns: Sequence[str],
        cells: Callable[[ReleasedIncident], Iterable[dict[str, object]]] = lambda row: (),
        *,
        name: str = "",
        why_not: Callable[[ReleasedIncident], str | None] = lambda row: None,
    ) -> None:
        super().__init__(released, out)
        self.columns, self.cells, self.name, self.why_not = columns, cells, name, why_not
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text)

    def begin(self) -> None:
        self._csv.writerow(self.columns)

    def put(self, row: dict[str, object]) -> None:
        """One line."""
        self.rows += 1
        self._csv.writerow([cell(row.get(name)) for name in self.columns])
        if self._text.tell() > AT_ONCE:
            self._flush()

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        why = self.why_not(row)
        if why:
            self.left_out.append(LeftOut(file=self.name, id=row.code, why=why))
            return
        for line in self.cells(row):
            self.put(line)

    def end(self) -> None:
        self._flush()

    def _flush(self) -> None:
        self.out.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()


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


@cache
def iso3(codes: tuple[str, ...]) -> tuple[str, str, str]:
    """Numeric code, three letters and name of the country; all empty where the ground is of none, or of several."""
    import pycountry

    found = pycountry.countries.get(alpha_2=codes[0]) if len(codes) == 1 else None
    return (found.numeric, found.alpha_3, found.name) if found else ("", "", "")


def month_of(day: date) -> tuple[date, date]:
    """First and last day of its month."""
    import calendar

    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
