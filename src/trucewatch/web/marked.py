"""A document's text cut where claims begin and end, so that a page can mark what each rests on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from trucewatch.publish.rows import ClaimRow


class Piece(msgspec.Struct, frozen=True):
    """A stretch of the text and the claims, by number on the page, that rest on it."""

    text: str
    claims: tuple[int, ...]
    starts: tuple[int, ...]
    """The claims whose first passage begins here."""


def cut_text(text: str, spans: Iterable[tuple[int, int, int]]) -> tuple[Piece, ...]:
    """The text in order, cut at every border of a span `(start, end, number)`. Cost: n log n in the spans, plus overlaps.

    Spans outside the text are cut to it; joined together, the pieces are the text.
    """
    held = sorted((max(0, s), min(len(text), e), n) for s, e, n in spans if s < e and s < len(text) and e > 0)
    borders = sorted({0, len(text), *(s for s, _, _ in held), *(e for _, e, _ in held)})
    first: dict[int, int] = {}
    for start, _, number in held:
        first.setdefault(number, start)
    pieces: list[Piece] = []
    open_now: list[tuple[int, int]] = []
    at = 0
    for start, end in pairwise(borders):
        while at < len(held) and held[at][0] <= start:
            open_now.append((held[at][1], held[at][2]))
            at += 1
        open_now = [(e, n) for e, n in open_now if e > start]
        numbers = tuple(sorted({n for _, n in open_now}))
        pieces.append(Piece(text[start:end], numbers, tuple(n for n in numbers if first[n] == start)))
    return tuple(pieces)


def spans_of(claims: Iterable[ClaimRow]) -> list[tuple[int, int, int]]:
    """Every quoted passage of the claims with the claim's number, counted from one."""
    return [
        (quote.span.start, quote.span.end, number)
        for number, claim in enumerate(claims, start=1)
        for quote in claim.quotes
    ]
