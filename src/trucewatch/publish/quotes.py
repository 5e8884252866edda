"""The words of a span: exact pieces of the document's text, long ones cut where a word ends."""

from __future__ import annotations

import re

from trucewatch.errors import StoreError
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.span import Span
from trucewatch.publish.rows import Quote

QUOTE_LIMIT = 280  # characters; short quotes only, the texts belong to their publishers
_SPACE = re.compile(r"\s+")
# control characters (escape sequences), and marks that turn the direction of writing round
_ACTS_ON_A_SCREEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def quote(document: Document, span: Span, *, limit: int = QUOTE_LIMIT) -> Quote:
    """The words at a span, without blanks at the edges, cut at a word border when longer than `limit` characters.

    Raises: StoreError when the span does not lie in the document.
    """
    if not 0 <= span.start < span.end <= len(document.text):
        raise StoreError(
            f"span {span.start}-{span.end} lies outside the text of {len(document.text)} characters",
            where=f"document {document.id}",
            try_this="trucewatch verify, then trucewatch rebuild",
        )
    start, end = _without_edge_blanks(document.text, span.start, span.end)
    if end - start <= limit:
        return Quote(document_id=document.id, span=Span(start, end), text=document.text[start:end])
    cut = _last_word_end(document.text, start, start + limit)
    return Quote(document_id=document.id, span=Span(start, cut), text=document.text[start:cut], cut_after=True)


def quotes(document: Document, claim: Claim, *, limit: int = QUOTE_LIMIT) -> tuple[Quote, ...]:
    """The passages of a claim in the order of its spans: the main passage first."""
    return tuple(quote(document, span, limit=limit) for span in claim.spans)


def one_line(text: str) -> str:
    """The same words on one line and fit for a screen, without blanks at the edges."""
    return flat(text).strip()


def flat(text: str) -> str:
    """The same words fit for a screen: runs of blanks become one, control characters are shown as �.

    Terminals act on control characters, and a captured page may hold them on purpose.
    """
    return _ACTS_ON_A_SCREEN.sub("�", _SPACE.sub(" ", text))


def shown(quote: Quote) -> str:
    """The quote on one line, with … where the passage goes on."""
    return f"{'… ' if quote.cut_before else ''}{one_line(quote.text)}{' …' if quote.cut_after else ''}"


def file_name(location: str) -> str:
    """The last part of a path on a disk; an address of the web as it is."""
    return location if "://" in location else re.split(r"[/\\]", location.rstrip("/\\"))[-1]


def _without_edge_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _last_word_end(text: str, start: int, limit: int) -> int:
    for i in range(limit, start, -1):
        if text[i : i + 1].isspace() and not text[i - 1].isspace():
            return i
    return limit  # one word longer than the limit
