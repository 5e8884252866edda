"""A workbook: incidents, claims and figures of harm, each on a sheet. Needs XlsxWriter (`pip install trucewatch[files]`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from trucewatch.errors import UsageError
from trucewatch.publish.files import tidy
from trucewatch.publish.files.shared import Writer
from trucewatch.publish.release.rows import ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released
from trucewatch.publish.tables import cell

MOST_ROWS = 1_048_575  # of a sheet, without its header
MOST_TEXT = 32_767  # characters of a cell


class Xlsx(Writer):
    """Text stays text: no cell is a formula or a link. Raises: UsageError without XlsxWriter, or for too many rows."""

    claims = True

    def begin(self) -> None:
        try:
            import xlsxwriter
        except ImportError as error:
            raise UsageError("workbooks need XlsxWriter", try_this="pip install 'trucewatch[files]'") from error
        known = self.released.view.records.store.run()
        if self.released.wanted is None and known is not None and known.claims > MOST_ROWS:
            raise _too_many()  # now, and not after the first million
        # rows go to the disk as they come, which asks for each text to stand in its own cell
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(self.out, {**options, "strings_to_numbers": False})
        created = self.released.as_of or datetime(2000, 1, 1, tzinfo=UTC)
        self._book.set_properties({"created": created, "author": "Trucewatch"})
        self._sheets = {
            name: _Sheet(self._book.add_worksheet(name), columns)
            for name, columns in (
                ("incidents", tidy.INCIDENT_COLUMNS),
                ("claims", tidy.CLAIM_COLUMNS),
                ("harm", tidy.HARM_COLUMNS),
                ("about", ("about",)),
            )
        }

    def claim(self, row: ReleasedClaim) -> None:
        self._sheets["claims"].put(tidy.flat(row))

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        self.rows += 1
        self._sheets["incidents"].put(tidy.incident_cells(row))
        for figure in tidy.harm_cells(row):
            self._sheets["harm"].put(figure)

    def end(self) -> None:
        for line in _about(self.released):
            self._sheets["about"].put({"about": line})
        self._book.close()


class _Sheet:
    """A sheet whose rows are put one below the other."""

    def __init__(self, sheet: Any, columns: Sequence[str]) -> None:
        self._sheet, self._columns, self._at = sheet, columns, 0
        for x, name in enumerate(columns):
            sheet.write_string(0, x, name)
        sheet.freeze_panes(1, 1)

    def put(self, row: dict[str, object]) -> None:
        self._at += 1
        if self._at > MOST_ROWS:
            raise _too_many()
        for x, name in enumerate(self._columns):
            value = cell(row.get(name))
            if isinstance(value, int | float):
                self._sheet.write_number(self._at, x, value)
            elif value != "":
                self._sheet.write_string(self._at, x, str(value)[:MOST_TEXT])


def _too_many() -> UsageError:
    return UsageError("more rows than a sheet can hold", try_this="--from and --to, or another format")


def _about(released: Released) -> tuple[str, ...]:
    as_of = released.as_of.isoformat() if released.as_of else "nothing read yet"
    return (
        f"As of {as_of}; tier {released.tier.name}.",
        "Unit: incidents. Rival figures of harm stand side by side and are never to be added.",
        released.view.coverage_caveat(),
    )
