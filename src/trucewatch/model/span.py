"""Places in a text: spans, and the map from a mended body back to the captured text."""

from __future__ import annotations

from bisect import bisect_right

import msgspec


class Span(msgspec.Struct, frozen=True, gc=False, array_like=True, order=True):
    """A stretch of a document's captured text.

    Offsets: characters, start inclusive, end exclusive. On the wire `[start, end]`.
    """

    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one character."""
        return min(self.end, other.end) > max(self.start, other.start)

    def covers(self, other: Span) -> bool:
        """True if `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def words(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]


class OffsetPiece(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """`length` characters that stand at `body` in the mended body and at `text` in the captured text."""

    body: int
    text: int
    length: int


class OffsetMap(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The way back from a mended body to the captured text.

    Shape: pieces in ascending order of `body`; characters of the body in no piece were put in by mending (a joining blank).
    """

    pieces: tuple[OffsetPiece, ...] = ()

    def to_text(self, span: Span) -> Span:
        """Captured-text span of a body span; a put-in character at an edge goes to the nearest real one."""
        if not self.pieces:
            return span
        first = self._at(span.start, forward=True)
        last = self._at(max(span.start, span.end - 1), forward=False)
        return Span(first, max(first, last + 1))

    def to_body(self, span: Span) -> Span | None:
        """Body span of a captured-text span, or None when no character of it was taken into the body."""
        inside = [
            (max(span.start, p.text) - p.text + p.body, min(span.end, p.text + p.length) - p.text + p.body)
            for p in self.pieces
            if min(span.end, p.text + p.length) > max(span.start, p.text)
        ]
        return Span(inside[0][0], inside[-1][1]) if inside else None

    def _at(self, offset: int, *, forward: bool) -> int:
        # bisect over the starts; put-in characters lie behind the piece found
        i = max(0, bisect_right(self.pieces, offset, key=lambda p: p.body) - 1)
        piece = self.pieces[i]
        within = offset - piece.body
        if within < piece.length:
            return piece.text + max(0, within)
        if forward and i + 1 < len(self.pieces):
            return self.pieces[i + 1].text
        return piece.text + piece.length - 1
