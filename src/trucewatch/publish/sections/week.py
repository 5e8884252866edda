"""The week beside the week before, each with the days on which somebody looked."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from trucewatch.model.finding import NO_AREA
from trucewatch.publish.brief import Section, Table, TableRow
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import Count, Sentence, count_of, words_of
from trucewatch.publish.tell import named
from trucewatch.publish.wording import edtf_days, say_day

WEEK_DAYS = 7
COLUMNS = ("Area", "This week", "Days watched", "Week before", "Days watched")
GUIDE = (
    "Firm incidents by the day of the happening. Two weeks compare only where both were watched alike; a day that nobody is "
    "known to have watched is unknown, not calm."
)


def week_section(material: Material) -> Section:
    """Incidents by area of the seven days that the report covers and of the seven before."""
    first = material.options.since or material.as_of.date()
    before = first - timedelta(days=WEEK_DAYS)
    weeks: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in material.of_any_day:
        which = _week(row, first, before)
        if which is not None and row.firm and row.editorial != "retracted":
            weeks[row.area][which].append(row.code)
    if not weeks:
        none = Sentence(
            parts=words_of(
                "No firm incident with a day is on record for this week and the week before. That is not calm."
            ),
            counts=(count_of((), "incidents"),),
        )
        return Section(id="week", title="Compared with the week before", guide=GUIDE, sentences=(none,))
    rows = tuple(_row(material, area, found, first, before) for area, found in sorted(weeks.items()))
    end = first + timedelta(days=WEEK_DAYS - 1)
    days = tuple(d.isoformat() for d in (first, end, before, first - timedelta(days=1)))
    text = f"This week is {say_day(first)} to {say_day(end)}; the week before is {say_day(before)} to "
    said = Sentence(parts=words_of(f"{text}{say_day(first - timedelta(days=1))}."), records=days)
    caption = "Unit: incidents, as we group the claims; days of seven"
    return Section(
        id="week",
        title="Compared with the week before",
        guide=GUIDE,
        sentences=(said,),
        tables=(Table(caption=caption, columns=COLUMNS, rows=rows),),
    )


def _week(row: IncidentRow, first: date, before: date) -> int | None:
    """0 for this week, 1 for the one before, None for another or none: by the last day that the accounts allow."""
    days = edtf_days(row.when)
    if days is None or (days[1] - days[0]).days >= WEEK_DAYS:
        return None
    if first <= days[1] < first + timedelta(days=WEEK_DAYS):
        return 0
    return 1 if before <= days[1] < first else None


def _row(material: Material, area: str, found: tuple[list[str], list[str]], first: date, before: date) -> TableRow:
    counts: list[Count] = []
    for codes, start in zip(found, (first, before), strict=True):
        counts += [count_of(tuple(codes), "incidents"), count_of(_watched(material, area, start), "days")]
    incidents = material.records.incidents
    claims = tuple(dict.fromkeys(x.claim_id for codes in found for code in codes for x in incidents[code].claims))
    return TableRow(
        cells=((named(area),), *(words_of(f"{c.n:,}") for c in counts)),
        claims=claims,
        records=(*found[0], *found[1]),
        counts=tuple(counts),
        noted=False,
    )


def _watched(material: Material, area: str, start: date) -> tuple[str, ...]:
    cover = [
        c
        for c in material.records.store.coverage()
        if c.area == area != NO_AREA and c.state in ("watching", "nothing_to_report")
    ]
    days = (start + timedelta(days=i) for i in range(WEEK_DAYS))
    return tuple(d.isoformat() for d in days if any(c.start <= d <= c.end for c in cover))
