"""Counts by area with their unit, and the totals that others published, each with its own unit."""

from __future__ import annotations

from trucewatch.model.amount import Tally
from trucewatch.publish.brief import Section, Table, TableRow
from trucewatch.publish.quotes import one_line
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.figures import figures
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import Count, Part, count_of, quoted, words_of
from trucewatch.publish.tell import named
from trucewatch.publish.wording import edtf_days, say_day, say_when

INCIDENT_COLUMNS = ("Area", "Firm", "Candidates", "Corroborated", "One side only", "Latest day", "Incidents")
CODES_SHOWN = 4
ALL_AREAS = "All areas"
TALLY_COLUMNS = ("Counted by", "About", "Number", "Unit, as published", "Period", "Area")


def counts_section(material: Material) -> Section:
    """Incidents by area, and published totals beside them."""
    tables = []
    if material.rows:
        by_area: dict[str, list[IncidentRow]] = {}
        for row in material.rows:
            by_area.setdefault(row.area, []).append(row)
        rows = [
            _area_row(area, found, tuple(dict.fromkeys(c for r in found for c in r.claim_ids)))
            for area, found in sorted(by_area.items())
        ]
        rows.append(_area_row(ALL_AREAS, list(material.rows), material.claim_ids))
        caption = "Incidents by area. Unit: incidents, as we group the claims"
        tables.append(Table(caption=caption, columns=INCIDENT_COLUMNS, rows=tuple(rows)))
    published = material.records.store.tallies()
    known = material.records.known_claims(t.claim_id for t in published)
    tallies = tuple(t for t in published if t.claim_id in known)
    if tallies:
        caption = "Totals that others published. Unit: differs from row to row; rows are not to be added or compared"
        tables.append(Table(caption=caption, columns=TALLY_COLUMNS, rows=tuple(_tally_row(t) for t in tallies)))
    guide = "" if tables else "Nothing to count."
    return Section(id="counts", title="Counts by area", guide=guide, figures=figures(material), tables=tuple(tables))


def _area_row(area: str, rows: list[IncidentRow], claims: tuple[str, ...]) -> TableRow:
    firm = [r for r in rows if r.firm]
    counts = (
        _count(firm),
        _count([r for r in rows if not r.firm]),
        _count([r for r in firm if r.occurrence != "reported"]),
        _count([r for r in firm if r.one_sided]),
    )
    dated = [(days[1], r) for r in rows if (days := edtf_days(r.when))]
    latest = max(dated, key=lambda pair: pair[0], default=None)
    codes = [r.code for r in rows]
    every = ", ".join(codes[:CODES_SHOWN]) + (", …" if len(codes) > CODES_SHOWN else "")
    return TableRow(
        cells=(
            (named(area),),
            *((Part(text=f"{c.n:,}"),) for c in counts),
            words_of(say_day(latest[0]) if latest else "not dated"),
            words_of("all" if area == ALL_AREAS else every),
        ),
        claims=claims,
        records=tuple(
            dict.fromkeys((*([latest[1].code] if latest else []), *codes))
        ),  # the one that grounds the day first
        counts=counts,
        noted=False,
    )


def _count(rows: list[IncidentRow]) -> Count:
    return count_of(tuple(r.code for r in rows), "incidents")


def _tally_row(tally: Tally) -> TableRow:
    return TableRow(
        cells=(
            (named(tally.counted_by.name),) if tally.counted_by else words_of("not stated"),
            (named(tally.about.name),) if tally.about else words_of("not stated"),
            words_of(f"{tally.n:,}"),
            (quoted(one_line(tally.unit)),),
            words_of(say_when(tally.period)),
            (named(", ".join(tally.area)),) if tally.area else words_of("not stated"),
        ),
        claims=(tally.claim_id,),
        records=(tally.id,),
    )
