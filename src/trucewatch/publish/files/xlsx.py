"""A workbook: incidents, claims and figures of harm, each on a sheet. Needs XlsxWriter (`pip install trucewatch[files]`)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from trucewatch.errors import UsageError
from trucewatch.publish.files import tidy
from trucewatch.publish.files.shared import Made
from trucewatch.publish.release.view import Released
from trucewatch.publish.tables import cell

MOST_ROWS = 1_048_575  # of a sheet, without its header
MOST_TEXT = 32_767  # characters of a cell


def write_xlsx(released: Released) -> Made:
    """Text stays text: no cell is a formula or a link. Raises: UsageError without XlsxWriter, or for too many rows."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("workbooks need XlsxWriter", try_this="pip install 'trucewatch[files]'") from error
    incidents = [tidy.incident_cells(i) for i in released.incidents]
    sheets: tuple[tuple[str, Sequence[str], list[dict[str, object]]], ...] = (
        ("incidents", tidy.INCIDENT_COLUMNS, incidents),
        ("claims", tidy.CLAIM_COLUMNS, [tidy.flat(c) for c in released.claims]),
        ("harm", tidy.HARM_COLUMNS, list(tidy.harm_cells(released))),
    )
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": released.as_of or datetime(2000, 1, 1, tzinfo=UTC), "author": "Trucewatch"})
    about: list[dict[str, object]] = [{"about": line} for line in _about(released)]
    for name, columns, rows in (*sheets, ("about", ("about",), about)):
        _fill(book.add_worksheet(name), columns, rows)
    book.close()
    return Made(data=out.getvalue(), rows=len(incidents))


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[dict[str, object]]) -> None:
    for x, name in enumerate(columns):
        sheet.write_string(0, x, name)
    for y, row in enumerate(rows, 1):
        if y > MOST_ROWS:
            raise UsageError("more rows than a sheet can hold", try_this="--from and --to, or another format")
        for x, name in enumerate(columns):
            value = cell(row.get(name))
            if isinstance(value, int | float):
                sheet.write_number(y, x, value)
            elif value != "":
                sheet.write_string(y, x, str(value)[:MOST_TEXT])
    sheet.freeze_panes(1, 1)


def _about(released: Released) -> tuple[str, ...]:
    as_of = released.as_of.isoformat() if released.as_of else "nothing read yet"
    return (
        f"As of {as_of}; tier {released.tier.name}.",
        "Unit: incidents. Rival figures of harm stand side by side and are never to be added.",
        released.view.coverage_caveat(),
    )
