"""Which lines of a text are its body, and what the others are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from trucewatch.ingest.dates import WrittenDate
from trucewatch.ingest.layout.date_lines import find_line_date, strip_date
from trucewatch.ingest.layout.dateline import DatelineFound, find_dateline
from trucewatch.ingest.layout.joints import ends_sentence
from trucewatch.ingest.layout.lines import Line, split_lines
from trucewatch.ingest.layout.patterns import Rule, agency_names, find_agency_regex, rules
from trucewatch.ingest.layout.title import find_title_lines
from trucewatch.model.document import Passage, PassageKind
from trucewatch.model.span import Span

_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]']*$")
_UPDATED = re.compile(r"updated|modified", re.IGNORECASE)
DATED_BYLINES = ("by_name", "agency_alone", "desk")  # the names of rules; other notes date their sources
NAME_ALONE = "name_alone"
_DATELINE_WITHIN = 3  # body lines: some outlets put a summary before the dateline


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the body: the stretches of text that are read, the line ends before it, whether it opens an item."""

    ranges: tuple[tuple[int, int], ...]
    gap: int
    opens: bool


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What was told apart. Offsets: characters of the text.

    `passages` cover every line, in order; `segments` are the body's lines; `original_url` the address that the text
    itself gives for its origin.
    """

    passages: tuple[Passage, ...]
    segments: tuple[Segment, ...]
    title: str | None = None
    byline: str | None = None
    agency: str | None = None
    dateline: DatelineFound | None = None
    dateline_span: Span | None = None
    written: WrittenDate | None = None
    original_url: str | None = None


def find_layout(text: str, title: str | None = None) -> Layout:
    """The body and what stands around it; `title` as the container gave it, None to look for it in the text."""
    lines = split_lines(text)
    kinds, names = _classify(lines, title)
    passages: list[Passage] = []
    segments: list[Segment] = []
    dateline: DatelineFound | None = None
    dateline_span: Span | None = None
    body_seen = 0
    gap = 2
    for line, kind in zip(lines, kinds, strict=True):
        gap += line.gap
        if kind != "body":
            passages.append(Passage(span=Span(line.start, line.end), kind=kind))
            continue
        body_seen += 1
        ranges = line.kept()
        if dateline is None and body_seen <= _DATELINE_WITHIN and not line.is_item:
            dateline, cut_at = _take_dateline(text, ranges)
            if dateline:
                dateline_span = Span(line.start, cut_at)
                passages.append(Passage(span=dateline_span, kind="dateline"))
                ranges = [(max(a, cut_at), b) for a, b in ranges if b > cut_at]
        if ranges:
            _add_body(passages, Span(ranges[0][0], line.end), text)
            segments.append(Segment(ranges=tuple(ranges), gap=gap, opens=line.is_item or line.is_heading))
        gap = 0
    byline, agency = _byline(lines, kinds, names)
    return Layout(
        passages=tuple(passages),
        segments=tuple(segments),
        title=title or _main_title(lines, kinds),
        byline=byline,
        agency=(dateline.agency if dateline else None) or agency,
        dateline=dateline,
        dateline_span=dateline_span,
        written=_printed_date(lines, kinds, names),
        original_url=_original_url(text, lines, kinds, names),
    )


def _classify(lines: list[Line], title: str | None) -> tuple[list[PassageKind], list[str]]:
    """A kind for each line and the name of the rule behind it."""
    repeated = _furniture(lines)
    kinds: list[PassageKind] = []
    names: list[str] = []
    titles = find_title_lines(lines, title, lambda i: _is_noise(lines[i], repeated))
    in_head, listing = True, 0
    for i, line in enumerate(lines):
        kind, name, rule = _judge(line, in_head, i >= len(lines) * 3 // 4, repeated)
        if kind == "body" and i == len(lines) - 1 and find_line_date(line.words, labelled=False):
            kind, name = "date", "signed"  # a statement's day under its last paragraph
        if i in titles:
            kind, name, rule = titles[i], NAME_ALONE if titles[i] == "byline" else "title", None
        elif kind == "body" and listing and _like_a_link(line):
            kind, name, listing = "related", "listed", listing - 1
        elif kind == "body":
            in_head, listing = False, 0
        if rule and rule.data.opens:
            listing = rule.data.opens
        kinds.append(kind)
        names.append(name)
    if "body" not in kinds:  # nothing but furniture: then a title or date is all that there is to read
        kinds = ["body" if k == "title" else k for k in kinds]
    return kinds, names


def _judge(line: Line, in_head: bool, in_foot: bool, repeated: frozenset[str]) -> tuple[PassageKind, str, Rule | None]:
    words = line.words
    if not words:
        return ("body" if line.is_long else "boilerplate"), "", None  # not long: an image, or marks alone
    if words in repeated:
        return "boilerplate", "repeated", None
    if find_line_date(words, labelled=not in_head) and (in_head or in_foot):
        return "date", "date", None
    for rule in rules():
        zone = rule.data.zone
        if (zone == "head" and not in_head) or (zone == "foot" and not in_foot):
            continue
        if rule.match(words):
            return rule.data.kind, rule.data.name, rule
    if line.is_link and not ends_sentence(words):
        return "related", "link", None
    if in_head:
        undated = strip_date(words)
        byline = next((r for r in rules() if r.data.kind == "byline" and undated and r.match(undated)), None)
        if byline:
            return "byline", byline.data.name, byline
    return "body", "", None


def _is_noise(line: Line, repeated: frozenset[str]) -> bool:
    return _judge(line, True, False, repeated)[0] != "body"


def _furniture(lines: list[Line]) -> frozenset[str]:
    """Short lines without a full stop that come three times and more: heads and feet of pages."""
    counts = Counter(line.words for line in lines if 0 < len(line.words) <= 80 and not line.is_item)
    return frozenset(w for w, n in counts.items() if n >= 3 and not _SENTENCE_END.search(w))


def _like_a_link(line: Line) -> bool:
    return 0 < len(line.words) <= 160 and not re.search(r"[.:;,]$", line.words)


def _add_body(passages: list[Passage], span: Span, text: str) -> None:
    last = passages[-1] if passages else None
    if last and last.kind == "body" and not text[last.span.end : span.start].strip():
        passages[-1] = Passage(span=Span(last.span.start, span.end), kind="body")
    else:
        passages.append(Passage(span=span, kind="body"))


def _take_dateline(text: str, ranges: list[tuple[int, int]]) -> tuple[DatelineFound | None, int]:
    """The dateline that these stretches open with, and where in the text it ends."""
    head = "".join(text[a:b] for a, b in ranges[:8])[:200]
    found = find_dateline(head)
    if not found:
        return None, 0
    left = found.length
    for start, end in ranges:
        if left <= end - start:
            return found, start + left
        left -= end - start
    return found, ranges[-1][1]


def _main_title(lines: list[Line], kinds: list[PassageKind]) -> str | None:
    return next((line.words for line, kind in zip(lines, kinds, strict=True) if kind == "title"), None)


def _byline(lines: list[Line], kinds: list[PassageKind], names: list[str]) -> tuple[str | None, str | None]:
    """The first byline and the agency that it or a credit note names."""
    byline: str | None = None
    for line, name in _of_kind(lines, kinds, names, "byline"):
        named = line.words if name == NAME_ALONE else _named(line.words, name)
        if byline is None and named and name != "agency_inputs":
            byline = named
        agency = find_agency_regex().search(named or line.words)
        if agency and name != "source_note":  # what a report rests on did not write it
            return byline, agency_names()[agency.group().lower()]
    return byline, None


def _named(words: str, rule_name: str) -> str | None:
    """The name that a byline's rule finds in these words, with or without a date beside it."""
    rule = next(r for r in rules() if r.data.name == rule_name)
    found = rule.match(words) or rule.match(strip_date(words) or "")
    return found.groupdict().get("name") if found else None


def _of_kind(
    lines: list[Line], kinds: list[PassageKind], names: list[str], wanted: PassageKind
) -> Iterator[tuple[Line, str]]:
    return ((line, name) for line, kind, name in zip(lines, kinds, names, strict=True) if kind == wanted)


def _printed_date(lines: list[Line], kinds: list[PassageKind], names: list[str]) -> WrittenDate | None:
    """The date that the text prints for itself: a dated byline counts, "published" stands above "updated"."""
    found: list[tuple[bool, WrittenDate]] = []
    for line, kind, name in zip(lines, kinds, names, strict=True):
        dated_byline = kind == "byline" and name in DATED_BYLINES
        if kind != "date" and not dated_byline:
            continue
        written = find_line_date(line.words, labelled=False, byline=dated_byline)
        if written and written.year is not None:
            found.append((bool(_UPDATED.search(line.words)), written))
    return min(found, key=lambda item: item[0])[1] if found else None


def _original_url(text: str, lines: list[Line], kinds: list[PassageKind], names: list[str]) -> str | None:
    """The address under a label such as "Original url", on its line or the next one."""
    labelled = False
    for line, name in _of_kind(lines, kinds, names, "url"):
        found = _URL.search(text[line.start : line.end])
        if found and (labelled or name != "bare"):
            return found.group()
        labelled = name != "bare"
    return None
