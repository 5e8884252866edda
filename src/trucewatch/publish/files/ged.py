"""GED-shaped CSV: the 49 columns of UCDP's events, only for incidents with a death. Compatible columns, not UCDP data.

Source: UCDP GED codebook 24.1. `best` is the least figure that the accounts allow: we weigh no account above another.
Ids of conflicts, dyads and countries are UCDP's own and stay empty.
"""

from __future__ import annotations

from typing import BinaryIO

from trucewatch.publish.files.acled import INTER, one_a_side
from trucewatch.publish.files.shared import CsvWriter, Writer, days_between, deaths, iso3
from trucewatch.publish.release.rows import ReleasedIncident
from trucewatch.publish.release.view import Released

COLUMNS = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]


def write_ged(released: Released, out: BinaryIO) -> Writer:
    """One row an incident with at least one death, a date and a place on the ground."""
    return CsvWriter(released, out, COLUMNS, lambda row: (_row(row),), name="ged", why_not=_why_not)


def _why_not(row: ReleasedIncident) -> str | None:
    if not row.firm:
        return "a candidate: no day, or perhaps the same as another"
    least, most = deaths(row.harm)
    if least < 1:
        return "the accounts differ on whether anyone died" if most else "no death is told of"
    if row.first_day is None or (days_between(row) or 0) > 366:
        return "no date, or none within a year"
    if row.ground.lat is None:
        return "no place on the ground is settled"
    return None


def date_prec(span: int) -> int:
    """1 a day, 2 two to six days, 3 a week, 4 a month, 5 a year."""
    return next(code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31), (5, 10**6)) if span <= most)


def priogrid(lat: float, lon: float) -> int:
    """The cell of PRIO-GRID 2.0 (half a degree), counted from one at the south-west corner."""
    return min(359, int((lat + 90) * 2)) * 720 + min(719, int((lon + 180) * 2)) + 1


def _row(row: ReleasedIncident) -> dict[str, object]:
    low, high = deaths(row.harm)
    sides = one_a_side(row)
    a, b = ((s.side or s.name) for s in (*sides, *sides[:1], *sides[:1])[:2]) if sides else ("", "")
    b = b if len(sides) > 1 else ""
    dead = {key: deaths(h for h in row.harm if key == _whose(h.civilian, h.side, a, b))[0] for key in "abcu"}
    assert row.ground.lat is not None
    assert row.ground.lon is not None
    return {
        "id": row.code,
        "year": row.first_day.year if row.first_day else None,
        "code_status": "Clear" if row.occurrence != "reported" else "Check: one origin",
        "type_of_violence": _violence(row, [INTER.get(s.kind or "") for s in sides]),
        "dyad_name": f"{a} - {b}" if b else a,
        "side_a": a,
        "side_b": b,
        "number_of_sources": row.origins,
        "source_office": row.sources,
        "source_date": row.first_reported.date() if row.first_reported else None,
        "source_original": row.told_by,
        "where_prec": row.ground.ucdp_where_prec,
        "where_coordinates": row.ground.circles[0].label or row.ground.circles[0].name,
        "where_description": row.places,
        "adm_1": row.admin1,
        "adm_2": row.admin2,
        "latitude": row.ground.lat,
        "longitude": row.ground.lon,
        "geom_wkt": f"POINT ({row.ground.lon} {row.ground.lat})",
        "priogrid_gid": priogrid(row.ground.lat, row.ground.lon),
        "country": iso3(row.country)[2],
        "event_clarity": 1 if row.origins else 2,
        "date_prec": date_prec(days_between(row) or 1),
        "date_start": row.first_day,
        "date_end": row.last_day,
        "deaths_a": dead["a"],
        "deaths_b": dead["b"],
        "deaths_civilians": dead["c"],
        "deaths_unknown": dead["u"],
        "best": low,
        "high": max(low, high),
        "low": low,
    }


def _whose(civilian: bool, side: str | None, a: str, b: str) -> str:
    return "c" if civilian else "a" if side and side == a else "b" if side and side == b else "u"


def _violence(row: ReleasedIncident, inter: list[str | None]) -> int | None:
    """1 with a state, 2 among other armed groups, 3 against civilians; None where the kinds of actors do not tell."""
    if row.acts[0] in ("civilian_harm", "abduction"):
        return 3
    if "State forces" in inter:
        return 1
    return 2 if len(inter) > 1 and all(i == "Rebel group" for i in inter) else None
