"""PDF: the text layer as pdfium reads it, paragraphs told by the space between lines, running heads and feet left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import PDF
from trucewatch.model.issue import Issue

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000
_GAP = 1.4  # times the usual step between lines: a larger one sets paragraphs apart
_LARGER = 1.25  # times the height of the line beside: another size of letters is another paragraph
_EDGE_LINES = 2  # at the head and foot of a page, where a running head or a page number may stand
_FEWEST_PAGES = 3  # on which the same edge line must stand to be taken for a running head
_BROKEN = re.compile(r"(?<=[a-z])[\ufffe\x02](?=[a-z])")  # a word that a line end cut in two
_DIGITS = re.compile(r"\d+")
_SCAN = 20  # letters: a whole file with fewer holds pictures of text

_Line = tuple[str, float, float]  # words, upper edge and height in points, the page's foot being 0


def read_pdf(data: bytes, location: str) -> Iterator[Draft | Issue]:
    """One draft of all pages in order; a page is set apart by a line end, so that a sentence goes on over it.

    The file's own title and dates are not taken: they mostly tell of the program and the day that made the file.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        file = PdfDocument(data)
    except PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "is locked with a password; not read" if locked else f"is a broken PDF ({error}); not read"
        yield note_issue("locked_pdf" if locked else "broken_pdf", location, reason, try_this="save it anew, unlocked")
        return
    pages: list[list[_Line]] = []
    size, lost = 0, 0
    try:
        count = len(file)
        for number in range(min(count, MAX_PAGES)):
            try:
                page = file[number]
                lines = _lines(page.get_textpage())
            except PdfiumError:
                lost += 1
                continue
            pages.append(lines)
            size += sum(len(line[0]) for line in lines)
            if size > MAX_CHARACTERS:
                break
    finally:
        file.close()
    if lost:
        yield note_issue("broken_pdf", location, f"{lost} of {count} pages are broken; the others were read")
    if len(pages) + lost < count:
        yield note_issue("too_large", location, f"only the first {len(pages)} of {count} pages were read")
    text = "\n".join(filter(None, (_page_text(lines) for lines in _without_running_heads(pages))))
    if sum(c.isalpha() for c in text) < _SCAN:
        reason = "holds no text, or only pictures of text; set aside"
        yield note_issue("no_text_layer", location, reason, try_this="a program for text recognition (OCR), then again")
        return
    yield Draft(text=text, location=location, media_type=PDF)


def _lines(page: PdfTextPage) -> list[_Line]:
    """The lines of a page in reading order. pdfium ends each with CR LF."""
    found: list[_Line] = []
    at, ends = 0, page.count_chars()
    for words in page.get_text_range().split("\n"):
        line = words.rstrip("\r")
        shown = [i for i, c in enumerate(line) if not c.isspace()]
        if shown:
            # the box of the letters' font, not of their ink: "one" stands as high as "(Dip"
            boxes = [page.get_charbox(at + i, loose=True) for i in shown[:: max(1, len(shown) // 4)] if at + i < ends]
            top = max((b[3] for b in boxes), default=0.0)
            bottom = min((b[1] for b in boxes), default=0.0)
            found.append((_plain(line), top, top - bottom))
        at += len(words) + 1
    return found


def _plain(line: str) -> str:
    """Words cut at a line end joined, and without the marks that pdfium puts for what has no character."""
    return _BROKEN.sub("", line).replace("\ufffe", "-").replace("\x02", "-").replace("\x00", "").strip()


def _without_running_heads(pages: Sequence[list[_Line]]) -> Iterator[list[_Line]]:
    """The pages without lines at their head and foot that many of them share, numbers aside."""
    edges = Counter(key for lines in pages for key in {_key(line) for line in _edge(lines)})
    needed = max(_FEWEST_PAGES, len(pages) // 2)
    running = {key for key, n in edges.items() if n >= needed}
    for lines in pages:
        kept = list(lines)
        for end in (0, -1):
            for _ in range(_EDGE_LINES):
                if kept and _key(kept[end]) in running:
                    kept.pop(end)
        yield kept


def _edge(lines: Sequence[_Line]) -> Sequence[_Line]:
    return lines if len(lines) <= 2 * _EDGE_LINES else (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])


def _key(line: _Line) -> str:
    return _DIGITS.sub("#", line[0]).casefold()


def _page_text(lines: Sequence[_Line]) -> str:
    """Lines under each other; a blank line where the space between them or the size of the letters changes."""
    steps = [above[1] - below[1] for above, below in pairwise(lines) if above[1] > below[1]]
    usual = median(steps) if steps else 0.0
    out: list[str] = []
    before: _Line | None = None
    for line in lines:
        if before is not None:
            step = before[1] - line[1]
            apart = step < 0 or step > _GAP * usual or _differ(before[2], line[2])
            out.append("\n\n" if apart else "\n")
        out.append(line[0])
        before = line
    return "".join(out)


def _differ(a: float, b: float) -> bool:
    small, large = sorted((a, b))
    return small > 0 and large > _LARGER * small
