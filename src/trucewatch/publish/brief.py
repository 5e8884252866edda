"""The report as data: what is said, on what ground, in what order. Rendering comes after, and adds nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from trucewatch.publish.rows import ClaimRow, IncidentRow
from trucewatch.publish.sentence import Count, Part, Sentence

BriefFormat = Literal["markdown", "html", "json"]


class BriefOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the report is to cover. `as_of` carries the zone that all times are given in; nothing here reads a clock.

    `since`: only what happened, or was first reported, on or after that day; None for all that is known.
    `weekly`: the seven days up to `as_of`, held beside the seven before; `since` is then their first day.
    `clock`: by which time the documents count as known ("system" or "published"); said at the head.
    `detail`: how many incidents are told in full; `annex`: how many the annex lists at most, the latest of them.
    """

    as_of: datetime
    clock: str = "system"
    since: date | None = None
    weekly: bool = False
    detail: int = 40
    annex: int = 400
    version: str = ""


class TableRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row: cells made of parts, and the ground of its figures. `noted` as in a sentence."""

    cells: tuple[tuple[Part, ...], ...]
    claims: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    noted: bool = True


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its unit said in the caption; the first column heads each row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    @property
    def noted(self) -> bool:
        """True if some row leads to notes."""
        return any(row.noted and row.claims for row in self.rows)


class Bar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of days in a chart: one count a series. `unknown`: nobody is known to have looked anywhere in it."""

    start: date
    end: date
    counts: tuple[Count, ...]
    unknown: bool = False


class Spot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place on a map, with the incidents there. Units: degrees WGS 84, metres. `area`: a district, not a point."""

    name: str
    lat: float
    lon: float
    radius_m: int
    count: Count
    area: bool = False


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture as data: bars over time, or spots on a map. `caption` says the unit and what is not drawn."""

    id: str
    caption: str
    series: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    spots: tuple[Spot, ...] = ()
    counts: tuple[Count, ...] = ()


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences under a heading of their own, with short marks beside it ("corroborated", "candidate")."""

    id: str
    heading: tuple[Part, ...]
    marks: tuple[str, ...]
    sentences: tuple[Sentence, ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the report. `guide` is fixed text of ours that says how to read it; it tells no fact."""

    id: str
    title: str
    guide: str = ""
    sentences: tuple[Sentence, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    blocks: tuple[Block, ...] = ()


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered note: the claim that sentences rest on, with its words and its document."""

    number: int
    claim: ClaimRow


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """The daily report. Header fields are texts ready to read; `sections` hold every sentence with its ground."""

    title: str
    as_of: datetime
    as_of_text: str
    clock_text: str
    period_text: str
    made_by: str
    agreements: tuple[str, ...]
    disclaimers: tuple[str, ...]
    sections: tuple[Section, ...]
    annex: tuple[IncidentRow, ...]
    annex_text: str
    notes: tuple[Note, ...]


REFS_SHOWN = 6  # a sentence that rests on more claims shows the first ones and how many more there are


def sentences_of(brief: Brief) -> tuple[Sentence, ...]:
    """Every sentence of the report, table rows among them, in reading order."""
    found: list[Sentence] = []
    for section in brief.sections:
        found += section.sentences
        for figure in section.figures:
            found += figure_sentences(figure)
        for table in section.tables:
            found += [row_sentence(row) for row in table.rows]
        for block in section.blocks:
            found.append(Sentence(parts=block.heading, records=(block.id,)))
            found += block.sentences
    return tuple(found)


def figure_sentences(figure: Figure) -> list[Sentence]:
    """A picture as sentences, for the checks: its caption, and one for each bar and spot."""
    said = [Sentence(parts=(Part(text=figure.caption),), counts=figure.counts, noted=False)]
    for bar in figure.bars:
        days = (bar.start.isoformat(), bar.end.isoformat())
        said.append(
            Sentence(parts=(Part(text=f"{days[0]} to {days[1]}"),), counts=bar.counts, records=days, noted=False)
        )
    said += [
        Sentence(parts=(Part(text=spot.name, quoted=True),), counts=(spot.count,), noted=False) for spot in figure.spots
    ]
    return said


def row_sentence(row: TableRow) -> Sentence:
    """A table row as one sentence, its cells joined, for the checks."""
    parts = tuple(p for cell in row.cells for p in (*cell, Part(text=" | ")))
    return Sentence(parts=parts, claims=row.claims, records=row.records, counts=row.counts, noted=row.noted)
