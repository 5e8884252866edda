"""Tables of observations inside bulletins: PDF, Word and HTML files that hold prose and tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from trucewatch.errors import RecordError
from trucewatch.ingest import media
from trucewatch.ingest.decode import decode_bytes
from trucewatch.watching.card import NEEDED_COLUMNS, Table
from trucewatch.watching.pdf_tables import Rows, fold, pdf_rows

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 200_000_000
MAX_ROWS = 100_000
_KINDS = (media.PDF, media.DOCX, media.HTML)


def is_bulletin(data: bytes) -> bool:
    """True for a file in which tables stand beside prose; workbooks and CSV are tables themselves."""
    return media.guess_media_type("", data) in _KINDS


def is_file_bulletin(data: bytes) -> bool:
    """True for a PDF or Word file."""
    return media.guess_media_type("", data) in (media.PDF, media.DOCX)


def bulletin_tables(table: Table, data: bytes) -> tuple[Rows, ...]:
    """The tables of a file that have all needed headings of the card, each with its headings in the first row.

    Raises: RecordError for a broken file.
    """
    kind = media.guess_media_type("", data)
    least = len(NEEDED_COLUMNS)
    if kind == media.PDF:
        found: Iterator[Rows] = pdf_rows(data, table.columns.values(), least)
    else:
        found = _docx(data) if kind == media.DOCX else _html(data)
    needed = {fold(table.columns[c]) for c in NEEDED_COLUMNS if c in table.columns}
    return tuple(begun for rows in found if (begun := _from_headings(rows, needed)))


def _from_headings(rows: Sequence[tuple[str, ...]], needed: set[str]) -> Rows:
    """The rows from that of the needed headings on; none where no row has them all."""
    for at, row in enumerate(rows[:20]):
        if needed <= {fold(c) for c in row}:
            return list(rows[at:])
    return []


def _docx(data: bytes) -> Iterator[Rows]:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise RecordError(f"unpacks to more than {MAX_UNPACKED:,} bytes", try_this="split it")
        tables = docx.Document(io.BytesIO(data)).tables
        for table in tables:
            yield [tuple(" ".join(c.text.split()) for c in row.cells) for row in table.rows[:MAX_ROWS]]
    except RecordError:
        raise
    except Exception as error:  # python-docx raises what zip and XML raise
        raise RecordError(f"is a broken Word file ({type(error).__name__})", try_this="save it anew") from error


def _html(data: bytes) -> Iterator[Rows]:
    from lxml import html

    decoded = decode_bytes(data, html=True)
    if isinstance(decoded, str) or not decoded.text.strip():
        return
    tree = html.document_fromstring(decoded.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for table in tree.iter("table"):
        rows = (r for r in table.iter("tr") if next(r.iterancestors("table")) is table)
        yield [tuple(_words(c) for c in r if c.tag in ("td", "th")) for r in rows][:MAX_ROWS]


def _words(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())
