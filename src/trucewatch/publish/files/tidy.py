"""Tidy CSV: one row an incident, a claim, or a figure of harm; several values in a cell are joined by "; "."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.publish.files.shared import CsvWriter, Writer, properties
from trucewatch.publish.release.rows import ReleasedClaim, ReleasedHarm, ReleasedIncident
from trucewatch.publish.release.view import Released

_GROUND = ("lat", "lon", "geo_radius_m", "place_precision", "ucdp_where_prec", "acled_geo_precision")
_NESTED = ("ground", "harm", "actors")
INCIDENT_COLUMNS = (*(f for f in ReleasedIncident.__struct_fields__ if f not in _NESTED), *_GROUND, "people", "figures")
CLAIM_COLUMNS = (*(f for f in ReleasedClaim.__struct_fields__ if f != "ground"), *_GROUND)
HARM_COLUMNS = ("code", "when", "first_day", "last_day", *ReleasedHarm.__struct_fields__)


def write_incidents(released: Released, out: BinaryIO) -> Writer:
    """One row an incident."""
    return CsvWriter(released, out, INCIDENT_COLUMNS, lambda row: (incident_cells(row),))


def incident_cells(i: ReleasedIncident) -> dict[str, object]:
    """The cells of one incident by column."""
    typed = {name: getattr(i, name) for name in i.__struct_fields__ if name not in _NESTED}  # days stay days
    return {**flat(i), **typed, "people": _people(i), "figures": _figures(i)}


class ClaimCsv(CsvWriter):
    """One row a claim, with its short words."""

    claims = True

    def __init__(self, released: Released, out: BinaryIO) -> None:
        super().__init__(released, out, CLAIM_COLUMNS)

    def claim(self, row: ReleasedClaim) -> None:
        self.put(flat(row))


def write_harm(released: Released, out: BinaryIO) -> Writer:
    """One row a figure: rival figures of one incident stand one below the other and are never to be added."""
    return CsvWriter(released, out, HARM_COLUMNS, harm_cells)


def harm_cells(i: ReleasedIncident) -> Iterator[dict[str, object]]:
    """The cells of every figure of one incident."""
    for h in i.harm:
        yield {"code": i.code, "when": i.when, "first_day": i.first_day, "last_day": i.last_day, **_plain(h)}


def flat(row: ReleasedIncident | ReleasedClaim) -> dict[str, object]:
    """The cells of a row by column."""
    return properties(row)


def _plain(h: ReleasedHarm) -> dict[str, object]:
    return {name: getattr(h, name) for name in h.__struct_fields__}


def _people(i: ReleasedIncident) -> tuple[str, ...]:
    return tuple(f"{a.name} ({a.side})" if a.side else a.name for a in i.actors)


def _figures(i: ReleasedIncident) -> tuple[str, ...]:
    return tuple(
        f"{'?' if h.low is None else h.low}-{'?' if h.high is None else h.high} {h.kind}"
        f"{' civilian' if h.civilian else ''} of {h.side or 'side not stated'} says {h.speaker}"
        for h in i.harm
    )
