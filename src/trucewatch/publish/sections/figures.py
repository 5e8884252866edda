"""Pictures as data: incidents over time with the stretches in which nobody looked, and a map where coordinates are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from trucewatch.publish.brief import Bar, Figure, Spot
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.facts import Place
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import count_of
from trucewatch.publish.wording import edtf_days, plural

DAYS_DRAWN, WEEKS_DRAWN = 45, 420  # longer spans are drawn by week, and longer still by 28 days
SERIES = ("corroborated or verified", "reported by one origin")
LONGEST_DAYS = 7  # an incident whose time is less exact stands in no bar
NO_BORDER = "No line of control and no border is drawn."


def figures(material: Material) -> tuple[Figure, ...]:
    """The pictures that there is ground for."""
    drawn = map_figure(material.rows, lambda row: material.facts(row).ground)
    return (*_over_time(material), *((drawn,) if drawn else ()))


def _over_time(material: Material) -> tuple[Figure, ...]:
    dated = []
    for row in material.rows:
        days = edtf_days(row.when)
        if row.firm and days and (days[1] - days[0]).days < LONGEST_DAYS:
            dated.append((days[1], row))
    if not dated:
        return ()
    first, last = min(d for d, _ in dated), max(d for d, _ in dated)
    width = 1 if (last - first).days < DAYS_DRAWN else 7 if (last - first).days < WEEKS_DRAWN else 28
    cover = [c for c in material.records.store.coverage() if c.claim_ids and c.state != "blind"]
    by_bar: dict[int, list[IncidentRow]] = {}
    for day, row in dated:
        by_bar.setdefault((day - first).days // width, []).append(row)
    bars = []
    for i in range((last - first).days // width + 1):
        start = first + timedelta(days=i * width)
        end = start + timedelta(days=width - 1)
        found = by_bar.get(i, [])
        sure = tuple(r.code for r in found if r.occurrence != "reported")
        rest = tuple(r.code for r in found if r.occurrence == "reported")
        unknown = not any(c.start <= end and c.end >= start for c in cover)
        counts = (count_of(sure, "incidents"), count_of(rest, "incidents"))
        bars.append(Bar(start=start, end=end, counts=counts, unknown=unknown))
    drawn = count_of(tuple(r.code for _, r in dated), "incidents")
    shown = set(drawn.ids)
    left = count_of(tuple(r.code for r in material.rows if r.code not in shown), "incidents")
    step = {1: "day", 7: "week", 28: "stretch of days"}[width]
    caption = (
        f"Firm incidents by {step} of the happening. Unit: incidents. Grey: nobody is known to have looked; not calm. "
    )
    caption += f"{drawn.n:,} drawn; {left.n:,} {plural(left.n, 'candidate or incident', 'candidates or incidents')} "
    caption += "without an exact day left out."
    return (Figure(id="over-time", caption=caption, series=SERIES, bars=tuple(bars), counts=(drawn, left)),)


def map_figure(rows: Sequence[IncidentRow], ground: Callable[[IncidentRow], Iterable[Place]]) -> Figure | None:
    """Places with known coordinates and radius; one whose ground is not settled is not drawn. None where none is known."""
    at: dict[tuple[float, float, int], tuple[str, bool, list[str]]] = {}
    for row in rows:
        for name, lat, lon, radius, area in ground(row):
            codes = at.setdefault((lat, lon, radius), (name, area, []))[2]
            if row.code not in codes:
                codes.append(row.code)
    if not at:
        return None
    spots = tuple(
        Spot(
            name=name,
            lat=lat,
            lon=lon,
            radius_m=radius,
            count=count_of(tuple(codes), "incidents"),
            area=area,
        )
        for (lat, lon, radius), (name, area, codes) in sorted(at.items(), key=lambda item: (-item[0][2], item[0]))
    )
    drawn = count_of(tuple(dict.fromkeys(c for s in spots for c in s.count.ids)), "incidents")
    shown = set(drawn.ids)
    left = count_of(tuple(r.code for r in rows if r.code not in shown), "incidents")
    return Figure(id="map", caption=map_caption(drawn.n, left.n), spots=spots, counts=(drawn, left))


def map_caption(drawn: int, left: int) -> str:
    """What a map shows and what it leaves out, in incidents."""
    caption = f"Where the accounts place them, each ring as wide as the place is uncertain. Unit: incidents. {drawn:,} drawn; "
    return caption + f"{left:,} without known coordinates left out. {NO_BORDER}"
