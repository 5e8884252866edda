"""Direct speech: where quotation marks open and close, over sentences and paragraphs."""

from __future__ import annotations

import re

_MARK = re.compile(r'"|“|”|„|«|»')
_OPENERS = "“„«"
_CLOSERS = "”»"


def find_quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of quoted stretches, marks left out.

    Straight marks open and close in turn within a paragraph. A quotation that a paragraph leaves open goes on when the
    next paragraph opens with a mark (the convention of news English); else it ends with its paragraph.
    """
    out: list[tuple[int, int]] = []
    at = 0
    for paragraph in re.split(r"(?<=\n)\n*", text):
        begin = at
        at += len(paragraph)
        opened: int | None = None
        for match in _MARK.finditer(paragraph):
            mark, here = match.group(), begin + match.start()
            if opened is None:
                # an inch or minute sign behind a figure opens nothing; a closer without an opener is dropped
                if mark in _CLOSERS or (mark == '"' and match.start() and paragraph[match.start() - 1].isdigit()):
                    continue
                opened = here + 1
            elif mark in _OPENERS:
                continue  # nested
            else:
                out.append((opened, here))
                opened = None
        if opened is not None:
            end = begin + len(paragraph.rstrip())
            if end > opened:
                out.append((opened, end))
    return tuple(out)
