"""Tables of observations in the style of a monitoring mission: every row a sentence with the table's own words."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import msgspec

from trucewatch.errors import RecordError
from trucewatch.ingest.dates import find_written_date
from trucewatch.ingest.decode import decode_bytes
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import TABLE
from trucewatch.model.issue import Issue
from trucewatch.watching.bulletins import ZIP, bulletin_tables, is_bulletin
from trucewatch.watching.card import COLUMNS, NEEDED_COLUMNS, Table

MAX_UNPACKED = 200_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
HEADING_ROWS = 20  # rows in which the headings are looked for
_NUMERIC = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)")
_PLURAL = re.compile(r"^(\w+(?: (?!(?:in|of|from|with|at|on)\b)\w+)*?(?<!s))(?= (?:in|of|from|with|at|on)\b|$)")
_NOTHING = frozenset(("", "-", "–", "n/a", "n/k", "unknown", "none"))

Row = tuple[str | datetime, ...]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What a table holds for us. `columns`: our names that were found; `missing`: those mapped and not found;
    `unused`: headings that nothing asks for.
    """

    columns: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    found: tuple[Draft | Issue, ...]

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The rows that were understood, as texts."""
        return tuple(f for f in self.found if isinstance(f, Draft))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was set aside, row by row."""
        return tuple(f for f in self.found if isinstance(f, Issue))


def read_table(table: Table, data: bytes, location: str) -> Iterator[Draft | Issue]:
    """Drafts of all rows that name place, observation and day; the others are Issues with their row."""
    yield from understand(table, data, location).found


def understand(table: Table, data: bytes, location: str) -> Understood:
    """The table with what was understood of it. Raises: RecordError for bytes that are no table.

    Of a bulletin (PDF, Word, HTML) that holds several tables: of all that have the needed headings.
    """
    if is_bulletin(data):
        tables = bulletin_tables(table, data)
        if not tables:
            return _understand_rows(table, [], location)
        parts = [_understand_rows(table, rows, f"{location}#table-{n}") for n, rows in enumerate(tables, 1)]
        found = {c for p in parts for c in p.columns}
        return Understood(
            columns=tuple(c for c in COLUMNS if c in found),
            missing=tuple(c for c in COLUMNS if c in table.columns and c not in found),
            unused=tuple(dict.fromkeys(u for p in parts for u in p.unused)),
            found=tuple(f for p in parts for f in p.found),
        )
    return _understand_rows(table, list(_xlsx(data, table.sheet) if data.startswith(ZIP) else _csv(data)), location)


def _understand_rows(table: Table, rows: Sequence[Row], location: str) -> Understood:
    at, places, missing = _headings(table, rows)
    head = [str(c).strip() for c in rows[at]] if rows else []
    unused = tuple(h for i, h in enumerate(head) if h and i not in places.values())
    lacking = [n for n in NEEDED_COLUMNS if n in missing]
    if lacking:
        wanted = ", ".join(f"{table.columns[n]!r} ({n})" for n in lacking)
        reason = f"the table has no column {wanted}; its headings are {', '.join(head) or 'none'}"
        issue = note_issue("layout_changed", location, reason, try_this="mend `table.columns` on the card")
        return Understood(columns=tuple(places), missing=missing, unused=unused, found=(issue,))
    found = tuple(
        f for n, row in enumerate(rows[at + 1 :], at + 2) for f in _draft(table, row, places, f"{location}#{n}")
    )
    return Understood(columns=tuple(places), missing=missing, unused=unused, found=found)


def _headings(table: Table, rows: Sequence[Row]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """The row of the headings (the one with most of ours), where each of our columns is, and which are missing."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:HEADING_ROWS]):
        heads = {_fold(str(c)): i for i, c in reversed(list(enumerate(row)))}
        places = {n: heads[_fold(h)] for n, h in table.columns.items() if _fold(h) in heads}
        if len(places) > len(best[1]):
            best = (at, places)
    return best[0], best[1], tuple(n for n in COLUMNS if n in table.columns and n not in best[1])


def _draft(table: Table, row: Row, places: dict[str, int], where: str) -> Iterator[Draft | Issue]:
    cells = {n: row[i] for n, i in places.items() if i < len(row)}
    words = {n: _word(v) for n, v in cells.items()}
    if not any(words.values()):
        return
    day, clock = _when(cells.get("date", ""), table), _clock(cells.get("time", "")) or _clock(cells.get("date", ""))
    lacking = [n for n in ("place", "observation") if not words.get(n)]
    if lacking or day is None:
        what = ", ".join([*lacking, *(["day that can be told"] if day is None else [])])
        yield note_issue(
            "row_set_aside", where, f"the row has no {what}: {' | '.join(w for w in words.values() if w)}"[:400]
        )
        return
    yield Draft(
        text=_sentence(table, words, day, clock),
        location=where,
        media_type=TABLE,
        published=day,
        published_how="header",
    )


def _sentence(table: Table, words: dict[str, str], day: date, clock: time | None) -> str:
    """The row as a sentence. Only the frame is ours; every value stands in the table's own words."""
    number = words.get("number", "")
    what = words["observation"]
    if number and number.isdecimal() and int(number) != 1 and re.fullmatch(r"[A-Za-z ]*[a-z]", what):
        what = _PLURAL.sub(r"\1s", what, count=1)
    shown = f"{number} {what[:1].lower()}{what[1:]}" if number else f"{what[:1].lower()}{what[1:]}"
    details = [words[n] for n in ("description", "weapon", "direction", "means") if words.get(n)]
    zone = f" UTC{table.zone}" if table.zone else ""
    at = f" at {clock:%H:%M}{zone}" if clock else ""
    frm = f" from {words['position']}" if words.get("position") else ""
    extra = f" ({'; '.join(details)})" if details else ""
    note = f" {words['note'].rstrip('.')}." if words.get("note") else ""
    there = words["place"] if words["place"][0].isdecimal() else f"in {words['place']}"  # "2-3 km SE of Dolna"
    day_words = f"{day.day} {day:%B} {day.year}"
    who = table.observer[:1].upper() + table.observer[1:]
    return f"{who} recorded {shown} {there}{at} on {day_words}{extra}{frm}.{note}"


def _word(value: str | datetime) -> str:
    text = re.sub(r"\s+", " ", str(value)).strip()
    text = re.sub(r"\.0$", "", text)  # a spreadsheet's whole number
    return "" if text.casefold() in _NOTHING else text


def _when(value: str | datetime, table: Table) -> date | None:
    """The day of a cell, in the order of parts that the card states; None when it has none or could be two days."""
    if isinstance(value, datetime):
        return value.date()
    numeric = _NUMERIC.search(value)
    if numeric:
        order = "ymd" if len(numeric[1]) == 4 else table.dates
        parts = dict(zip(order, (int(g) for g in numeric.groups()), strict=True))
        try:
            return date(parts["y"], parts["m"], parts["d"]) if parts["y"] > 1000 else None
        except ValueError:
            return None
    written = find_written_date(value)
    return written.date if written else None


def _clock(value: str | datetime) -> time | None:
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0, second=0) if value.time() != time() else None
    found = _CLOCK.search(_NUMERIC.sub(" ", value))
    return time(int(found[1]), int(found[2])) if found else None


def _csv(data: bytes) -> Iterator[Row]:
    decoded = decode_bytes(data, html=False)
    if isinstance(decoded, str):
        raise RecordError(f"is no table: it {decoded}", try_this="save it as CSV in UTF-8, or as XLSX")
    head = "\n".join(decoded.text.splitlines()[:HEADING_ROWS])
    mark = max(",;\t", key=head.count)
    try:
        for n, row in enumerate(csv.reader(io.StringIO(decoded.text), delimiter=mark)):
            if n >= MAX_ROWS:
                raise RecordError(f"the table has more than {MAX_ROWS:,} rows", try_this="split it")
            yield tuple(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise RecordError(f"is no table: {error}", try_this="save it as CSV in UTF-8, or as XLSX") from error


def _xlsx(data: bytes, sheet: str | None) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise RecordError(f"the workbook unpacks to more than {MAX_UNPACKED:,} bytes", try_this="split it")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        page = book[sheet] if sheet else book.worksheets[0]
        for row in page.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True):
            yield tuple(_cell(c) for c in row)
    except RecordError:
        raise
    except Exception as error:  # openpyxl raises what its parts raise
        raise RecordError(f"is no workbook: {error}", try_this="save it as XLSX or CSV") from error


def _cell(value: object) -> str | datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return "" if value is None else str(value)


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
