"""HDX-HAPI-shaped CSV: events and deaths by month, district and type of event. Compatible columns, not HDX data.

Source: HDX HAPI, table of conflict events. P-codes are left empty with a warning: no list of them comes along.
"""

from __future__ import annotations

from typing import BinaryIO

from trucewatch.model.acts import acts
from trucewatch.publish.files.shared import CsvWriter, deaths, iso3, month_of
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


class HapiCsv(CsvWriter):
    """One row a month, district and type of event, over firm incidents of violence whose month is known."""

    def __init__(self, released: Released, out: BinaryIO) -> None:
        super().__init__(released, out, COLUMNS, name="hapi", why_not=_why_not)
        self._groups: dict[tuple[object, ...], tuple[int, int]] = {}  # events and deaths
        self.cells = self._count

    def _count(self, row: ReleasedIncident) -> tuple[()]:
        assert row.first_day is not None
        key = (iso3(row.country)[1], row.admin1 or "", row.admin2 or "", _event_type(row), *month_of(row.first_day))
        events, dead = self._groups.get(key, (0, 0))
        self._groups[key] = events + 1, dead + deaths(row.harm)[0]
        return ()

    def end(self) -> None:
        for key in sorted(self._groups, key=lambda k: tuple(map(str, k))):
            self.put(_row(key, *self._groups[key]))
        super().end()


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


def _row(key: tuple[object, ...], events: int, dead: int) -> dict[str, object]:
    country, one, two, event_type, start, end = key
    return {
        "location_code": country,
        "provider_admin1_name": one,
        "provider_admin2_name": two,
        "admin_level": 2 if two else 1 if one else 0,
        "event_type": event_type,
        "events": events,
        "fatalities": dead,
        "reference_period_start": start,
        "reference_period_end": end,
        "warning": NO_CODE,
        "error": "" if country else SEVERAL,
    }
