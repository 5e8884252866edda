"""ACLED-shaped CSV: the 31 columns of its export, with our own ids. Compatible columns, not ACLED data.

Source: ACLED codebook 2023. What our records do not hold (region, admin3, scale of a source) stays empty.
"""

from __future__ import annotations

from typing import BinaryIO

from trucewatch.model.acts import acts
from trucewatch.publish.files.shared import NOT_THEIRS, CsvWriter, Writer, days_between, deaths, iso3
from trucewatch.publish.release.rows import ReleasedActor, ReleasedIncident
from trucewatch.publish.release.view import Released

COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
LONGEST_DAYS = 366
# kinds of our actors to the words of inter1 and inter2; a kind that is not here stays empty
INTER = {
    "state": "State forces",
    "ministry": "State forces",
    "state_military": "State forces",
    "officials": "State forces",
    "de_facto_force": "Rebel group",
    "de_facto_authority": "Rebel group",
    "non_state_armed_group": "Rebel group",
    "armed_group": "Rebel group",
    "militia": "Political militia",
    "peacekeeping_force": "External/Other forces",
    "monitoring_mission": "External/Other forces",
}


def write_acled(released: Released, out: BinaryIO) -> Writer:
    """One row an incident that has a day, a place on the ground and an act that ACLED has a code for."""
    return CsvWriter(released, out, COLUMNS, lambda row: (_row(row),), name="acled", why_not=_why_not)


def _why_not(row: ReleasedIncident) -> str | None:
    if not row.firm:
        return "a candidate: no day, or perhaps the same as another"
    span = days_between(row)
    if span is None or span > LONGEST_DAYS:
        return "no date, or none within a year"
    if row.ground.lat is None:
        return "no place on the ground is settled"
    act = acts()[row.acts[0]]
    if act.acled_sub_event_type in ("", "Other"):
        return f"no sub-event type for the act {act.code}"
    return None


def time_precision(span: int) -> int:
    """1 a day, 2 up to a week, 3 up to a month or more."""
    return 1 if span == 1 else 2 if span <= 7 else 3


def _row(row: ReleasedIncident) -> dict[str, object]:
    act = acts()[row.acts[0]]
    one, two = (*one_a_side(row), None, None)[:2]
    numeric, _, country = iso3(row.country)
    inter = (_inter(one), _inter(two))
    strategic = act.acled_event_type == "Strategic developments"
    return {
        "event_id_cnty": row.code,
        "event_date": row.first_day,
        "year": row.first_day.year if row.first_day else None,
        "time_precision": time_precision(days_between(row) or LONGEST_DAYS),
        "disorder_type": "Strategic developments" if strategic else "Political violence",
        "event_type": act.acled_event_type,
        "sub_event_type": act.acled_sub_event_type,
        "actor1": one.name if one else "",
        "assoc_actor_1": one.side if one else "",
        "inter1": inter[0],
        "actor2": two.name if two else "",
        "assoc_actor_2": two.side if two else "",
        "inter2": inter[1],
        "interaction": "-".join(inter) if all(inter) else "",
        "civilian_targeting": "Civilian targeting" if act.family == "civilians" else "",
        "iso": int(numeric) if numeric else "",
        "country": country,
        "admin1": row.admin1,
        "admin2": row.admin2,
        "location": row.ground.circles[0].label or row.ground.circles[0].name,
        "latitude": row.ground.lat,
        "longitude": row.ground.lon,
        "geo_precision": row.ground.acled_geo_precision,
        "source": row.sources,
        "notes": f"{NOT_THEIRS.format('ACLED')}. {row.title}. Told by {', '.join(row.told_by)}; "
        f"{', '.join(row.other_side) or 'nobody is accused'}. Order of actors says nothing of who began.",
        "fatalities": deaths(row.harm)[0],
        "tags": (row.occurrence, *row.flags, row.attribution, row.editorial),
        "timestamp": int(row.first_reported.timestamp()) if row.first_reported else "",
    }


def one_a_side(row: ReleasedIncident) -> list[ReleasedActor]:
    """One actor a side in order of the alphabet: their order says nothing of who began."""
    found: dict[str, ReleasedActor] = {}
    for actor in sorted(
        row.actors, key=lambda a: (a.kind or "") not in INTER
    ):  # a force rather than a person of its side
        found.setdefault(actor.side or actor.name, actor)
    for side in row.accused:
        found.setdefault(side, ReleasedActor(name=side, side=side, kind=None, role="accused"))
    return [found[key] for key in sorted(found)]


def _inter(actor: ReleasedActor | None) -> str:
    return INTER.get(actor.kind or "", "") if actor else ""
