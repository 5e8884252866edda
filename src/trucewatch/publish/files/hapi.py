"""HDX-HAPI-shaped CSV: events and deaths by month, district and type of event. Compatible columns, not HDX data.

Source: HDX HAPI, table of conflict events. P-codes are left empty with a warning: no list of them comes along.
"""

from __future__ import annotations

from trucewatch.model.acts import acts
from trucewatch.publish.files.shared import Made, csv_file, deaths, iso3, month_of, sift
from trucewatch.publish.release.rows import ReleasedIncident
from trucewatch.publish.release.view import Released

COLUMNS = [
    "location_code",
    "has_hrp",
    "in_gho",
    "provider_admin1_name",
    "provider_admin2_name",
    "admin1_code",
    "admin1_name",
    "admin2_code",
    "admin2_name",
    "admin_level",
    "event_type",
    "events",
    "fatalities",
    "reference_period_start",
    "reference_period_end",
    "dataset_hdx_id",
    "resource_hdx_id",
    "warning",
    "error",
]
VIOLENT = ("Battles", "Explosions/Remote violence", "Violence against civilians")
NO_CODE = "no p-code: our names are not matched to COD-AB"
SEVERAL = "ground that more than one state claims, or no country: no location code"


def write_hapi(released: Released) -> Made:
    """One row a month, district and type of event, over firm incidents of violence whose month is known."""
    kept, out = sift(released, "hapi", _why_not)
    groups: dict[tuple[object, ...], list[ReleasedIncident]] = {}
    for row in kept:
        assert row.first_day is not None
        key = (iso3(row.country)[1], row.admin1 or "", row.admin2 or "", _event_type(row), *month_of(row.first_day))
        groups.setdefault(key, []).append(row)
    keys = sorted(groups, key=lambda k: tuple(map(str, k)))
    return csv_file(COLUMNS, (_row(key, groups[key]) for key in keys), out)


def _why_not(row: ReleasedIncident) -> str | None:
    if not row.firm:
        return "a candidate: no day, or perhaps the same as another"
    if row.first_day is None or row.last_day is None or month_of(row.first_day) != month_of(row.last_day):
        return "its month is not known"
    if acts()[row.acts[0]].acled_event_type not in VIOLENT:
        return "no political violence"
    return None


def _event_type(row: ReleasedIncident) -> str:
    return "civilian_targeting" if acts()[row.acts[0]].family == "civilians" else "political_violence"


def _row(key: tuple[object, ...], rows: list[ReleasedIncident]) -> dict[str, object]:
    country, one, two, event_type, start, end = key
    return {
        "location_code": country,
        "provider_admin1_name": one,
        "provider_admin2_name": two,
        "admin_level": 2 if two else 1 if one else 0,
        "event_type": event_type,
        "events": len(rows),
        "fatalities": sum(deaths(r.harm)[0] for r in rows),
        "reference_period_start": start,
        "reference_period_end": end,
        "warning": NO_CODE,
        "error": "" if country else SEVERAL,
    }
