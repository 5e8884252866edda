"""The formats by name, and the one way to write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import BinaryIO

import msgspec

from trucewatch import __version__
from trucewatch.errors import UsageError
from trucewatch.publish.files import acled, atom, ged, geojson, geoparquet, hapi, jsonld, plover, tidy, xlsx
from trucewatch.publish.files.shared import Writer
from trucewatch.publish.ics import calendar_text
from trucewatch.publish.release.rows import LeftOut, ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released


class FileFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format: its name at the command line, its file, what it is, and its writer. `extra`: needs pip's [files]."""

    name: str
    file: str
    media_type: str
    says: str
    write: Callable[[Released, BinaryIO], Writer]
    extra: bool = False


class _Ics(Writer):
    def end(self) -> None:
        self.out.write(calendar_text(self.released.view, __version__, self.released.may_leave))
        self.rows = len(self.released.view.deadlines().rows)


Tell = Callable[[str, int, int], None]
TOLD_EVERY = 200  # rows


def silent(step: str, done: int, total: int) -> None:
    """Tells nobody."""


LIBRARIES = {"geoparquet": "pyarrow", "xlsx": "xlsxwriter"}  # what an extra format is written with
_CSV, _ATOM = "text/csv; charset=utf-8", "application/atom+xml"
_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, FileFormat] = {
    name: FileFormat(name=name, file=file, media_type=kind, says=says, write=write, extra=name in LIBRARIES)
    for name, file, kind, says, write in (
        ("geojson", "incidents.geojson", "application/geo+json", "incidents with their ground (RFC 7946)", geojson.GeoJson),
        ("csv", "incidents.csv", _CSV, "one row an incident", tidy.write_incidents),
        ("csv-claims", "claims.csv", _CSV, "one row a claim, with short quotes", tidy.ClaimCsv),
        ("csv-harm", "harm.csv", _CSV, "one row a figure of harm and speaker", tidy.write_harm),
        ("acled", "acled_shaped.csv", _CSV, "compatible columns, not ACLED data", acled.write_acled),
        ("ged", "ged_shaped.csv", _CSV, "incidents with deaths; compatible columns, not UCDP data", ged.write_ged),
        ("hapi", "hapi_shaped.csv", _CSV, "by month and district; compatible columns, not HDX data", hapi.HapiCsv),
        ("plover", "plover.jsonl", "application/jsonl", "events by PLOVER manual 0.8", plover.Plover),
        ("geoparquet", "incidents.parquet", _PARQUET, "incidents with ground", geoparquet.GeoParquet),
        ("xlsx", "trucewatch.xlsx", _XLSX, "a workbook", xlsx.Xlsx),
        ("atom", "incidents.atom", _ATOM, "feed of incidents", atom.write_incidents),
        ("atom-status", "status.atom", _ATOM, "feed of changes of status", atom.write_status),
        ("atom-corrections", "corrections.atom", _ATOM, "feed of corrections and decisions", atom.Corrections),
        ("ics", "calendar.ics", "text/calendar", "due dates and planned meetings", _Ics),
        ("jsonld", "claims.jsonld", "application/ld+json", "claims as schema.org Claim", jsonld.JsonLd),
    )
}  # fmt: skip


def find_format(name: str) -> FileFormat:
    """The format of that name. Raises: UsageError, with the nearest names, when there is none."""
    if name in FORMATS:
        return FORMATS[name]
    near = get_close_matches(name, FORMATS, n=3, cutoff=0.4) or list(FORMATS)
    raise UsageError(f"no format {name!r}", where="FORMAT", try_this=f"one of {', '.join(near)}")


def write_steps(released: Released, writers: Sequence[Writer], tell: Tell = silent) -> Iterator[None]:
    """Nothing, once an incident; at the end all of these files are written: in one pass over the claims, if one asks for them,
    and one over the incidents.

    `tell` hears how far it is: step, done, of how many. Raises: UsageError where a library is missing.
    """
    for writer in writers:
        writer.begin()
    of_claims = [w for w in writers if w.claims]
    if of_claims:
        run = released.view.records.store.run()
        every = run.claims if run else 0
        for done, claim in enumerate(released.each_claim(), 1):
            for writer in of_claims:
                writer.claim(claim)
            if done % TOLD_EVERY == 0:
                tell("files: claims", done, every)
    rows: Iterator[tuple[ReleasedIncident, tuple[ReleasedClaim, ...]]]
    if any(w.told for w in writers):
        rows = released.each_told()
    else:
        rows = ((row, ()) for row in released.each_incident(papers=any(w.papers for w in writers)))
    # a calendar, or a table of claims, asks for no incident
    of_incidents = [w for w in writers if type(w).incident is not Writer.incident]
    for done, (row, told) in enumerate(rows if of_incidents else (), 1):
        for writer in of_incidents:
            writer.incident(row, told)
        if done % TOLD_EVERY == 0:
            tell("files: incidents", done, len(released.codes))
        yield
    for writer in writers:
        writer.end()


def write_into(
    out: BinaryIO, name: str, released: Released, *, area: str | None = None, tell: Tell = silent
) -> tuple[int, tuple[LeftOut, ...]]:
    """How many rows were written in that format, and what is not among them, with why. `area`: the feed of one area alone.

    Raises: UsageError for an unknown format, or one whose library is missing.
    """
    form = find_format(name)
    writer = atom.write_area(released, out, area) if area else form.write(released, out)
    for _ in write_steps(released, (writer,), tell):
        pass
    return writer.rows, (*released.left_out, *writer.left_out)
