"""Which lines are headings: the title, what stands beside it, and Markdown headings."""

from __future__ import annotations

import re
from collections.abc import Callable

from trucewatch.ingest.layout.dateline import find_dateline
from trucewatch.ingest.layout.joints import ends_sentence, goes_on
from trucewatch.ingest.layout.lines import Line
from trucewatch.model.document import PassageKind

_LOOK_FOR_GIVEN = 12  # lines
_LONGEST = 250  # characters of all lines of a title
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*){1,2}")
_ENDS_OPEN = re.compile(r"[:;,]$")
_PROSE = re.compile(r"[^\W\d_][\"”’)]?[.!?…](?:\s|[\"”’»)\]]|$)")


def find_title_lines(lines: list[Line], title: str | None, is_noise: Callable[[int], bool]) -> dict[int, PassageKind]:
    """Index of a line -> "title", "boilerplate" for a section's label above it, "byline" for a name alone below it.

    A given title is only looked for. Without one, the first lines are headings if they stand apart, end without a full
    stop, are not the first half of a broken sentence, and prose follows them.
    """
    found: dict[int, PassageKind] = {
        i: "title" for i, line in enumerate(lines) if line.is_heading and line.words and not ends_sentence(line.words)
    }
    if title:
        wanted = _letters(title)
        for i, line in enumerate(lines[:_LOOK_FOR_GIVEN]):
            if line.words and _same(_letters(line.words), wanted):
                found[i] = "title"
        return found
    if found and min(found) < _LOOK_FOR_GIVEN:
        return found
    head = _head_titles(lines, is_noise)
    long_ones = [i for i in head if len(lines[i].words.split()) >= 4]
    for i in head:
        if not long_ones or i in long_ones:
            found[i] = "title"
        else:
            found[i] = "byline" if i > long_ones[0] and _NAME.fullmatch(lines[i].words) else "boilerplate"
    return found


def _head_titles(lines: list[Line], is_noise: Callable[[int], bool]) -> list[int]:
    head: list[int] = []
    at = 0
    while at < len(lines) and len(head) < 4:
        block = _block(lines, at)
        if len(block) == 1 and is_noise(at):
            at += 1
            continue
        if len(block) > 4:  # no blank lines in this text: only its first line can be told apart
            if at == 0 and len(lines) > 1 and _untermined(lines[0]) and len(lines[1].words or "x" * 99) > 60:
                return [0] if _prose_follows(lines, 1, lines[0]) else []
            break
        words = [i for i in block if not is_noise(i)]
        if not words or sum(len(lines[i].words) or _LONGEST for i in words) > _LONGEST:
            break
        if not all(_untermined(lines[i]) for i in words):
            # a title whose byline or dateline follows without a blank line
            if len(words) > 1 and _untermined(lines[words[0]]) and len(words) < len(block):
                head.append(words[0])
            break
        head += words
        at = block[-1] + 1
    while head and not _prose_follows(lines, head[-1] + 1, lines[head[-1]], is_noise):
        head.pop()
    return head


def _block(lines: list[Line], at: int) -> list[int]:
    end = at + 1
    while end < len(lines) and lines[end].gap < 2:
        end += 1
        if end - at > 4:
            break
    return list(range(at, end))


def _untermined(line: Line) -> bool:
    words = line.words
    if not words or line.is_item or ends_sentence(words) or _ENDS_OPEN.search(words):
        return False
    if words[:1].islower():
        return False
    return find_dateline(words, alone=False) is None


def _prose_follows(lines: list[Line], at: int, last: Line, is_noise: Callable[[int], bool] = lambda i: False) -> bool:
    following = [lines[i] for i in range(at, min(at + 40, len(lines))) if not is_noise(i)]
    if not following or goes_on(last.words, following[0].words):
        return False
    return any(not line.words or (len(line.words) >= 60 and _PROSE.search(line.words)) for line in following)


def _letters(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return one == other or (short in long and len(short) >= 0.8 * len(long))
