"""Answers as text for programs: JSON with its limits, JSON lines and CSV with the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from trucewatch.publish.questions.answer import Answer, Cell
from trucewatch.publish.tables import cell


def write_answer(answer: Answer, form: str) -> Iterator[str]:
    """Lines of the answer. `json` holds number, unit, filter, caveat and notes; `jsonl` and `csv` the rows only."""
    if form == "json":
        yield msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()
        return
    if form == "jsonl":
        for row in answer.rows:
            yield msgspec.json.encode({**row.cells, "claims": row.claims, "records": row.records}).decode()
        return
    if not answer.rows:
        return
    yield _line((*answer.columns, "claims", "records"))
    for row in answer.rows:
        yield _line((*(cell(row.cells.get(c)) for c in answer.columns), cell(row.claims), cell(row.records)))


def say_cell(value: Cell) -> str:
    """One cell for people: figures with commas, several values joined, nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    return "; ".join(value) if isinstance(value, tuple) else value


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
