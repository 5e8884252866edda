"""Tables in PDF files, found by the headings that a card names: a PDF knows no tables, only letters and lines at places.
Held against pdfplumber and camelot on made bulletins in docs/decisions/0030.

The headings give the columns, the gaps that no word crosses their borders, and drawn lines or wider steps the rows. Units:
points, y upwards from the foot of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from trucewatch.errors import RecordError

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_PAGES = 500
MAX_CHARACTERS = 2_000_000
HEAD_LINES = 4  # that a row of headings may take up
_JOINED = 0.6  # of a letter's height: words nearer to one another stand in one cell
_SAME_LINE = 0.5
_ROW_STEP = 1.2  # times the narrowest step of lines: a wider one starts a row
_HALF_STEP = 0.75  # of a letter's height
_FULL_SHARE = 0.8  # of the rows that must have most of their cells
_LEAST_RULE = 12.0  # length of a drawn line that can part rows
_HYPHENS = "\ufffe\x02"  # what pdfium gives for a hyphen at a line end; in cells it mostly is one of the word's own
_PATH = 2  # FPDF_PAGEOBJ_PATH


class Word(msgspec.Struct, frozen=True):
    """A word and its box."""

    text: str
    left: float
    right: float
    low: float
    high: float

    @property
    def y(self) -> float:
        """The height of its middle."""
        return (self.low + self.high) / 2


class _Head(msgspec.Struct, frozen=True):
    """A found row of headings: their words, the borders between columns, and the foot of the row."""

    names: tuple[str, ...]
    borders: tuple[float, ...]
    cells: tuple[tuple[float, float], ...]
    foot: float


Line = tuple[Word, ...]
Rows = list[tuple[str, ...]]


def pdf_rows(data: bytes, headings: Iterable[str], least: int) -> Iterator[Rows]:
    """Every table under at least so many of the headings, its headings first; a table goes on over pages.

    Raises: RecordError for bytes that are no PDF.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    wanted = {fold(h) for h in headings}
    try:
        file = PdfDocument(data)
    except PdfiumError as error:
        raise RecordError(f"is a broken PDF ({error})", try_this="save it anew") from error
    table: Rows = []
    head: _Head | None = None
    left = MAX_CHARACTERS
    try:
        for number in range(min(len(file), MAX_PAGES)):
            words, rules = _words(file[number]), _rules(file[number])
            left -= sum(len(w.text) for w in words)
            if left < 0:
                return
            lines = _lines(words)
            while lines:
                at = _find_head(lines, wanted, least)
                if at is not None:
                    found, lines = at
                    if table and (head is None or found.names != head.names):
                        yield table
                        table = []
                    table = table or [found.names]
                    head = found
                if head is None:
                    break
                body, lines = _body(lines, head)
                head = _with_borders(head, body)
                rows = list(_rows_of(body, head, rules))
                if number and rows and len(table) > 1 and _goes_on(rows[0]):
                    table[-1] = tuple(f"{a} {b}".strip() for a, b in zip(table[-1], rows.pop(0), strict=True))
                table += rows
                if lines:  # something else stands below: the table has ended
                    yield table
                    table, head = [], None
    except PdfiumError:
        pass  # the rest of a broken file; what was found before stands
    finally:
        file.close()
    if table:
        yield table


def _goes_on(row: tuple[str, ...]) -> bool:
    """True for the first row of a page that is the rest of the last one on the page before."""
    return not row[0] and 2 * sum(map(bool, row)) <= len(row)


def fold(text: str) -> str:
    """Letters and figures of a heading alone: a line end may have cut it anywhere."""
    return re.sub(r"\W+", "", text).casefold()


# -- what stands on a page ----------------------------------------------------------------------------------------
def _words(page: PdfPage) -> list[Word]:
    text = page.get_textpage()
    written, ends = text.get_text_range(), text.count_chars()
    words: list[Word] = []
    letters, box = "", (0.0, 0.0, 0.0, 0.0)

    def end() -> None:
        if letters:
            words.append(Word(letters, box[0], box[2], box[1], box[3]))

    for i, c in enumerate(written[:ends]):
        c = "-" if c in _HYPHENS else c
        if c.isspace() or c == "\x00":
            end()
            letters = ""
            continue
        at = text.get_charbox(i, loose=True)
        if letters and (at[0] - box[2] > _JOINED * (at[3] - at[1]) or at[0] < box[0] or abs(at[1] - box[1]) > 3):
            end()
            letters = ""
        box = (min(box[0], at[0]), min(box[1], at[1]), max(box[2], at[2]), max(box[3], at[3])) if letters else at
        letters += c
    end()
    return words


def _rules(page: PdfPage) -> list[tuple[float, float, float]]:
    """Upper and lower edges of what is drawn: left end, right end, height."""
    found = []
    for thing in page.get_objects(filter=[_PATH]):
        try:
            left, low, right, high = thing.get_bounds() if hasattr(thing, "get_bounds") else thing.get_pos()
        except Exception:  # noqa: BLE001 - a path without a place draws nothing
            continue
        if right - left >= _LEAST_RULE:
            found += [(left, right, low), (left, right, high)]
    return found


def _lines(words: Sequence[Word]) -> list[Line]:
    """Words of one height, from the top of the page down."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: -w.y):
        if lines and abs(lines[-1][0].y - word.y) < _SAME_LINE * min(
            word.high - word.low, lines[-1][0].high - lines[-1][0].low
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda w: w.left)) for line in lines]


# -- the headings -------------------------------------------------------------------------------------------------
def _find_head(lines: Sequence[Line], wanted: set[str], least: int) -> tuple[_Head, list[Line]] | None:
    """The first row with most of the headings, and the lines below it; None when no row has so many."""
    best: tuple[int, int, int, list[list[Word]]] | None = None
    for start in range(len(lines)):
        for count in range(1, HEAD_LINES + 1):
            cells = _cells([w for line in lines[start : start + count] for w in line])
            hits = sum(fold(_text(c)) in wanted for c in cells)
            if hits >= least and (best is None or hits > best[0]):
                best = (hits, start, count, cells)
        if best is not None and start - best[1] > HEAD_LINES:
            break
    if best is None:
        return None
    _, start, count, cells = best
    found = [w for c in cells for w in c]
    spans = tuple((min(w.left for w in c), max(w.right for w in c)) for c in cells)
    head = _Head(
        names=tuple(_text(c) for c in cells),
        borders=tuple((a[1] + b[0]) / 2 for a, b in pairwise(spans)),
        cells=spans,
        foot=min(w.low for w in found),
    )
    return head, list(lines[start + count :])


def _cells(words: Sequence[Word]) -> list[list[Word]]:
    """Words put together that stand over one another or side by side."""
    cells: list[list[Word]] = []
    edge = 0.0
    for word in sorted(words, key=lambda w: w.left):
        if cells and word.left - edge < _JOINED * (word.high - word.low):
            cells[-1].append(word)
            edge = max(edge, word.right)
        else:
            cells.append([word])
            edge = word.right
    return cells


def _text(cell: Iterable[Word]) -> str:
    """The words of a cell, line by line; a word that a hyphen ends at the edge is one with the next."""
    said = ""
    for line in _lines(tuple(cell)):
        words = " ".join(w.text for w in line)
        said += words if not said or said.endswith("-") else f" {words}"
    return said


# -- the rows -----------------------------------------------------------------------------------------------------
def _body(lines: Sequence[Line], head: _Head) -> tuple[list[Line], list[Line]]:
    """The lines of the table, and those below it: text that runs over the middles of two columns is none of it."""
    middles = [(a + b) / 2 for a, b in head.cells]
    for n, line in enumerate(lines):
        for run in _cells(line):
            left, right = min(w.left for w in run), max(w.right for w in run)
            if sum(left < m < right for m in middles) > 1:
                return list(lines[:n]), list(lines[n:])
    return list(lines), []


def _with_borders(head: _Head, body: Sequence[Line]) -> _Head:
    """The head with each border in the widest gap that no word crosses, between the middles of its columns."""
    words = sorted(((w.left, w.right) for line in body for w in line), key=lambda w: w[0])
    borders = []
    for n, ((a, b), (c, d)) in enumerate(pairwise(head.cells)):
        free, at = (0.0, head.borders[n]), (a + b) / 2
        covered = sorted([*((x, y) for x, y in words if y > at and x < (c + d) / 2), (a, b), (c, d)])
        for x, y in covered:
            if x > at and x - at > free[0]:
                free = (x - at, (x + at) / 2)
            at = max(at, y)
        borders.append(free[1])
    return msgspec.structs.replace(head, borders=tuple(borders))


def _rows_of(
    body: Sequence[Line], head: _Head, rules: Sequence[tuple[float, float, float]]
) -> Iterator[tuple[str, ...]]:
    """The rows in the order of the page, a cell for each heading."""
    for group in _grouped(body, head, rules):
        cells: list[list[Word]] = [[] for _ in head.names]
        for word in (w for line in group for w in line):
            middle = (word.left + word.right) / 2
            cells[sum(middle > b for b in head.borders)].append(word)
        yield tuple(_text(c) for c in cells)


def _grouped(body: Sequence[Line], head: _Head, rules: Sequence[tuple[float, float, float]]) -> list[list[Line]]:
    """Lines of one row together: parted by drawn lines where there are any, else by steps wider than those within a cell.

    Where that does not give rows with most of their cells, all steps are alike: then a line with many cells starts a row.
    """
    if not body:
        return []
    left, right = head.cells[0][0], head.cells[-1][1]
    top, foot = body[0][0].y, body[-1][0].y
    drawn = sorted({round(y, 1) for a, b, y in rules if foot < y < top and a < right and b > left})
    if drawn:
        return _parted(body, lambda above, line: any(line[0].y < y < above[0].y for y in drawn))
    steps = [a[0].y - b[0].y for a, b in pairwise(body)]
    height = median(w.high - w.low for line in body for w in line)
    # cells set in the middle of their row stand half a step from one another: that is no step of lines
    narrow = min((s for s in steps if s > _HALF_STEP * height), default=height)
    for wide in (_ROW_STEP * height, _ROW_STEP * narrow):
        found = _parted(body, lambda above, line, wide=wide: above[0].y - line[0].y > wide)  # type: ignore[misc]
        if len(found) > 1 and _mostly_full(found, len(head.names)):
            return found
    fullest = max(len(_cells(line)) for line in body)
    return _parted(body, lambda above, line: 2 * len(_cells(line)) > fullest)


def _parted(body: Sequence[Line], apart: Callable[[Line, Line], bool]) -> list[list[Line]]:
    groups = [[body[0]]]
    for above, line in pairwise(body):
        if apart(above, line):
            groups.append([])
        groups[-1].append(line)
    return groups


def _mostly_full(groups: Sequence[Sequence[Line]], columns: int) -> bool:
    """True if nearly every group has something in half of the columns."""
    full = sum(2 * len(_cells([w for line in g for w in line])) >= columns for g in groups)
    return full >= _FULL_SHARE * len(groups)
