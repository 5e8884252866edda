"""The formats by name, and the one way to write them."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import msgspec

from trucewatch import __version__
from trucewatch.errors import UsageError
from trucewatch.publish.files import acled, atom, ged, geojson, geoparquet, hapi, jsonld, plover, tidy, xlsx
from trucewatch.publish.files.shared import Made as Made
from trucewatch.publish.ics import calendar_text
from trucewatch.publish.release.view import Released


class FileFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format: its name at the command line, its file, what it is, and its writer. `extra`: needs pip's [files]."""

    name: str
    file: str
    media_type: str
    says: str
    write: Callable[[Released], Made]
    extra: bool = False


def _ics(released: Released) -> Made:
    return Made(
        data=calendar_text(released.view, __version__, released.may_leave), rows=len(released.view.deadlines().rows)
    )


LIBRARIES = {"geoparquet": "pyarrow", "xlsx": "xlsxwriter"}  # what an extra format is written with
_CSV, _ATOM = "text/csv; charset=utf-8", "application/atom+xml"
_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, FileFormat] = {
    name: FileFormat(name=name, file=file, media_type=kind, says=says, write=write, extra=name in LIBRARIES)
    for name, file, kind, says, write in (
        ("geojson", "incidents.geojson", "application/geo+json", "incidents with their ground (RFC 7946)", geojson.write_geojson),
        ("csv", "incidents.csv", _CSV, "one row an incident", tidy.write_incidents),
        ("csv-claims", "claims.csv", _CSV, "one row a claim, with short quotes", tidy.write_claims),
        ("csv-harm", "harm.csv", _CSV, "one row a figure of harm and speaker", tidy.write_harm),
        ("acled", "acled_shaped.csv", _CSV, "compatible columns, not ACLED data", acled.write_acled),
        ("ged", "ged_shaped.csv", _CSV, "incidents with deaths; compatible columns, not UCDP data", ged.write_ged),
        ("hapi", "hapi_shaped.csv", _CSV, "by month and district; compatible columns, not HDX data", hapi.write_hapi),
        ("plover", "plover.jsonl", "application/jsonl", "events by PLOVER manual 0.8", plover.write_plover),
        ("geoparquet", "incidents.parquet", _PARQUET, "incidents with ground", geoparquet.write_geoparquet),
        ("xlsx", "trucewatch.xlsx", _XLSX, "a workbook", xlsx.write_xlsx),
        ("atom", "incidents.atom", _ATOM, "feed of incidents", atom.write_incidents),
        ("atom-status", "status.atom", _ATOM, "feed of changes of status", atom.write_status),
        ("atom-corrections", "corrections.atom", _ATOM, "feed of corrections and decisions", atom.write_corrections),
        ("ics", "calendar.ics", "text/calendar", "due dates and planned meetings", _ics),
        ("jsonld", "claims.jsonld", "application/ld+json", "claims as schema.org Claim", jsonld.write_jsonld),
    )
}  # fmt: skip


def find_format(name: str) -> FileFormat:
    """The format of that name. Raises: UsageError, with the nearest names, when there is none."""
    if name in FORMATS:
        return FORMATS[name]
    near = get_close_matches(name, FORMATS, n=3, cutoff=0.4) or list(FORMATS)
    raise UsageError(f"no format {name!r}", where="FORMAT", try_this=f"one of {', '.join(near)}")


def write_file(name: str, released: Released) -> Made:
    """The file of that format, with what it could not take and what the tier holds back.

    Raises: UsageError for an unknown format, or one whose library is missing.
    """
    made = find_format(name).write(released)
    return msgspec.structs.replace(made, left_out=(*released.left_out, *made.left_out))
