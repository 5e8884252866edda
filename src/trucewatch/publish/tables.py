"""Listings as text: JSON, JSON lines and CSV, one shape for every listing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from trucewatch.publish.rows import Listing

Format = Literal["json", "jsonl", "csv"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_listing(listing: Listing[Any], form: Format) -> Iterator[str]:
    """Lines of the listing for machines. `json` holds the counts and the caveat, the others rows only."""
    if form == "json":
        yield msgspec.json.format(msgspec.json.encode(listing), indent=2).decode()
    elif form == "jsonl":
        for row in listing.rows:
            yield msgspec.json.encode(row).decode()
    else:
        yield from write_csv(listing.rows)


def write_csv(rows: tuple[msgspec.Struct, ...]) -> Iterator[str]:
    """A header and one line a row; several values in one cell are joined by "; "."""
    if not rows:
        return
    columns = rows[0].__struct_fields__
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line(tuple(cell(getattr(row, name)) for name in columns))


def cell(value: object) -> object:
    """One value as a cell: empty for none, joined for several, never text that a spreadsheet would run as a formula."""
    if type(value) is str:  # most are; forty million of them stand in a table of a million claims
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    return _tame(_flat(value))


def _flat(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "; ".join(_flat(v) for v in value)
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_flat(v)}" for k, v in value.items())
    built = msgspec.to_builtins(value)
    return built if isinstance(built, str) else msgspec.json.encode(built).decode()


def _tame(text: str) -> str:
    # a leading apostrophe is the spreadsheet's own sign for "text, not a formula"
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
