"""The lines of a text, with the words that stand in them once marks are left out."""

from __future__ import annotations

import re

import msgspec

from trucewatch.ingest.layout.marks import Cut, find_cuts, lead_mark

_LINE = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_ONE_LINK = re.compile(r"\[[^\[\]\n]{1,400}\]\([^()\s]{0,1000}\)")
_BLANKS = re.compile(r"\s+")
_EDGE = " \t\xa0\u3000\u2007\u202f\ufeff\u200b"
# longer lines are prose whatever they begin with; no rule looks at their words
LONGEST_RULED = 2200


class Line(msgspec.Struct, kw_only=True):
    """One line that is not blank. Offsets: characters of the text; `cuts` are left out in reading.

    `words`: the line as read, blanks collapsed ("" when it is longer than any rule looks at). `gap`: how many line ends
    stand before it (2 and more: a blank line; a form feed counts as 2). `mark`: its Markdown mark.
    `is_link`: the line is one link and nothing else.
    """

    start: int
    end: int
    mark: str
    cuts: list[Cut]
    words: str
    gap: int
    is_link: bool = False

    @property
    def is_long(self) -> bool:
        """True if no rule looks at its words."""
        return self.end - self.start > LONGEST_RULED

    @property
    def is_item(self) -> bool:
        """True for a line of a list."""
        return self.mark[:1] in ("-", "*", "•", "‣", "▪", "●", "(") or self.mark[:1].isdigit()

    @property
    def is_heading(self) -> bool:
        """True for a Markdown heading."""
        return self.mark.startswith("#")

    def kept(self) -> list[Cut]:
        """What reading keeps, as stretches of the text."""
        kept, at = [], self.start
        for start, end in self.cuts:
            if start > at:
                kept.append((at, start))
            at = end
        if self.end > at:
            kept.append((at, self.end))
        return kept


def split_lines(text: str) -> list[Line]:
    """All lines with something in them, edges trimmed."""
    lines: list[Line] = []
    before = 0
    pending = 2
    for found in _LINE.finditer(text):
        pending += _line_ends(text, before, found.start())
        before = found.end()
        raw = found.group()
        stripped = raw.strip(_EDGE)
        if not stripped:
            continue
        start = found.start() + len(raw) - len(raw.lstrip(_EDGE))
        end = start + len(stripped)
        words_at, mark = lead_mark(text, start, end)
        cuts = find_cuts(text, words_at, end)
        line = Line(start=words_at, end=end, mark=mark, cuts=cuts, words="", gap=pending)
        if not line.is_long:
            line.is_link = bool(_ONE_LINK.fullmatch(text, words_at, end))
            line.words = _BLANKS.sub(" ", "".join(text[a:b] for a, b in line.kept())).strip()
        lines.append(line)
        pending = 0
    return lines


def _line_ends(text: str, start: int, end: int) -> int:
    between = text[start:end]
    if between == "\n":
        return 1
    ends = between.replace("\r\n", "\n")
    return len(ends) + ends.count("\x0c")
