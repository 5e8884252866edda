"""Marks that disturb reading and say nothing: Markdown's, and invisible characters."""

from __future__ import annotations

import re

_LEAD = re.compile(r"[ \t]*(?P<mark>#{1,6}[ \t]+|(?:>[ \t]?)+|[-*•‣▪●–—][ \t]+|\(?\d{1,2}[.)][ \t]+(?=\S))?")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<label>[^\[\]\n]{0,400})\](?P<target>\([^()\s]{0,1000}(?:\s\"[^\"\n]{0,200}\")?\))"
)
_PAIRS = (
    re.compile(r"\*\*\*(?=\S)[^*\n]{1,600}(?<=\S)\*\*\*"),
    re.compile(r"\*\*(?=\S)[^*\n]{1,600}(?<=\S)\*\*"),
    re.compile(r"(?<!\w)__(?=\S)[^_\n]{1,600}(?<=\S)__(?!\w)"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]{1,600}(?<=[^\s*])\*(?![\w*])"),
    re.compile(r"(?<![\w_])_(?=[^\s_])[^_\n]{1,600}(?<=[^\s_])_(?![\w_])"),
)
_PAIR_WIDTHS = (3, 2, 2, 1, 1)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_QUICK = re.compile("[\\[*_\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

Cut = tuple[int, int]


def lead_mark(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the words of a line begin behind its Markdown mark, and that mark ("", "#", ">", "-", "1.")."""
    found = _LEAD.match(text, start, end)
    if not found or found["mark"] is None:
        return start, ""
    mark = found["mark"].strip()
    if mark[:1] in "–—" or (mark[:1].isdigit() and mark.endswith(".") and not text[found.end() : end][:1].isupper()):
        return start, ""  # a dash before a tweet's author, or a number that belongs to the sentence
    return found.end(), mark


def find_cuts(text: str, start: int, end: int) -> list[Cut]:
    """Stretches of text[start:end] that reading leaves out, in order and apart from one another."""
    if not _QUICK.search(text, start, end):
        return []
    cuts: list[Cut] = [(m.start(), m.end()) for m in _INVISIBLE.finditer(text, start, end)]
    for link in _LINK.finditer(text, start, end):
        if link["image"]:
            cuts.append((link.start(), link.end()))
        else:
            cuts += [(link.start(), link.start("label")), (link.end("label"), link.end())]
    for pattern, width in zip(_PAIRS, _PAIR_WIDTHS, strict=True):
        for pair in pattern.finditer(text, start, end):
            cuts += [(pair.start(), pair.start() + width), (pair.end() - width, pair.end())]
    return _merge(cuts)


def _merge(cuts: list[Cut]) -> list[Cut]:
    merged: list[Cut] = []
    for start, end in sorted(cuts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
