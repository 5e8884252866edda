"""Word files: paragraphs and rows of tables in their order, by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import DOCX
from trucewatch.model.issue import Issue

MAX_UNPACKED = 200_000_000  # bytes of all parts together: a small file may unpack to anything
_CELLS = " | "


def read_docx(data: bytes, location: str) -> Iterator[Draft | Issue]:
    """One draft: paragraphs set apart by a blank line, a row of a table as one line with its cells between bars.

    The file's own title and dates are not taken: they tell of the file, not of the report.
    """
    import docx
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                reason = f"unpacks to more than {MAX_UNPACKED:,} bytes; not read"
                yield note_issue("too_large", location, reason)
                return
        blocks = [
            _rows(block) if isinstance(block, Table) else block.text
            for block in docx.Document(io.BytesIO(data)).iter_inner_content()
        ]
    except Exception as error:  # noqa: BLE001 - a broken file fails in the depth of zip, XML or the schema of Word
        reason = f"is a broken Word file ({type(error).__name__}: {str(error)[:120]}); not read"
        yield note_issue("broken_docx", location, reason, try_this="open it and save it anew")
        return
    text = "\n\n".join(block.strip() for block in blocks if block.strip())
    if not text:
        yield note_issue("empty", location, "holds no text; set aside")
        return
    yield Draft(text=text, location=location, media_type=DOCX)


def _rows(table: object) -> str:
    """A table line by line; a cell that spans several columns is told once."""
    lines = []
    for row in table.rows:  # type: ignore[attr-defined]
        seen: set[object] = set()
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(" ".join(cell.text.split()))
        lines.append(_CELLS.join(cells))
    return "\n".join(line for line in lines if line.strip(" |"))
