"""Direct speech: where quotation marks open and close, over sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(r"''|``|\"|“|”|„|«|»")
_PARAGRAPH = re.compile(r"[^\n]+")
_OPENERS = ("“", "„", "«", "``")
_CLOSERS = ("”", "»")
_GERMAN = ("„", "“")  # what opens and what closes there
# single marks quote whole sentences: elsewhere they are apostrophes and scare quotes
_SINGLE = re.compile(r"(?<![\w.,!?…])['‘‹](?=[A-Z0-9])|(?<=[.,!?…])['’›](?!\w)")


def find_quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of quoted stretches, marks left out.

    Straight marks open and close in turn within a paragraph; one that clearly opens (a blank before it, none behind)
    while another is open starts anew. Single marks count where they open on a capital or figure and close behind a
    full stop, comma or the like, outside all other quotations. A quotation that a paragraph leaves open ends with its
    paragraph: where the next one opens with a mark, as news English has it, that is a stretch of its own.
    """
    return tuple((start, end) for _, start, end, _ in _quotes(text))


def marked_quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of quoted stretches with their marks."""
    return tuple((first, last) for first, _, _, last in _quotes(text))


def left_open(text: str) -> frozenset[int]:
    """Where the quotations end that their paragraph leaves open, so that the next paragraph may go on with them."""
    return frozenset(end for _, _, end, last in _quotes(text) if end == last)


def _quotes(text: str) -> list[tuple[int, int, int, int]]:
    """Offsets of the opening mark, the words and the end of the closing mark, in order."""
    double = list(_double(text))
    within = bytearray(len(text))
    for first, _, _, last in double:
        within[first:last] = b"\1" * (last - first)
    return sorted([*double, *(q for q in _single(text) if not any(within[q[0] : q[3]]))])


def _single(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Quotations in single marks, closed within their paragraph."""
    for paragraph in _PARAGRAPH.finditer(text):
        opened: int | None = None
        for match in _SINGLE.finditer(text, *paragraph.span()):
            behind = text[match.end() : match.end() + 1]
            if opened is None:
                opened = match.start() if behind.isalnum() else None
            elif not behind.isalnum():
                yield opened, opened + 1, match.start(), match.end()
                opened = None


def _double(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Quotations in double marks and guillemets."""
    for paragraph in _PARAGRAPH.finditer(text):
        opened: tuple[int, int] | None = None
        for match in _MARK.finditer(text, *paragraph.span()):
            mark = match.group()
            if opened is None:
                # a closer without an opener is dropped, and an inch or second sign behind a figure opens nothing
                if mark in _CLOSERS or not _may_open(text, match.start(), match.end()):
                    continue
                opened = match.span()
            elif mark in _OPENERS and (text[slice(*opened)], mark) != _GERMAN:
                continue  # nested
            elif mark not in _CLOSERS and _must_open(text, match.start(), match.end()):
                opened = match.span()
            else:
                if match.start() > opened[1]:
                    yield opened[0], opened[1], match.start(), match.end()
                opened = None
        if opened is not None:
            end = paragraph.start() + len(paragraph.group().rstrip())
            if end > opened[1]:
                yield opened[0], opened[1], end, end


def _may_open(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    return not (before.isdigit() or (before.isalpha() and text[end : end + 1] in ("", " ", "\n", ".", ",")))


def _must_open(text: str, start: int, end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    return before in (" ", "\n", "(") and behind.isalnum() and start > 0
