"""Plain text and Markdown: the decoded file, line ends normalised to a newline, nothing else touched."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.ingest.draft import Draft
from trucewatch.model.issue import Issue


def read_text(text: str, location: str, media_type: str) -> Iterator[Draft | Issue]:
    """One draft. Offsets count characters after carriage returns were normalised; blanks and marks stay."""
    yield Draft(text=text.replace("\r\n", "\n").replace("\r", "\n"), location=location, media_type=media_type)
