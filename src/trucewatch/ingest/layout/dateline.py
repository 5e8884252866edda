"""The dateline that an article opens with: place, region, date, agency, in the orders that agencies use."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import msgspec

from trucewatch.ingest.dates import WrittenDate, find_written_date, resolve_year
from trucewatch.ingest.layout.patterns import agency_names, find_agency_regex, layout_data
from trucewatch.model.document import Dateline
from trucewatch.model.span import Span

LONGEST = 160
_TOKEN = r"[^\W\d_]+(?:['’\-/][^\W\d_]+)*"
_PLACE = re.compile(rf"(?:S[Tt]\.\s)?{_TOKEN}(?:\s{_TOKEN}){{0,4}}")
_REGION = re.compile(rf",\s*(?P<region>D\.C\.|{_TOKEN}(?:\s{_TOKEN}){{0,2}})(?=\s*[,.:(/–—-])")
_SEPARATOR = re.compile(r"[,.]?\s*")
_BRACKETED = re.compile(r"\((?P<a>[^\W\d_a-z][^()\d]{1,40}|dpa)\)|/(?P<b>[^\W\d_a-z][^/\d]{1,30})/")
_CLOCK = re.compile(r"\([^()]{0,20}\d[^()]{0,20}\)")
_END = re.compile(r"\s*(?P<end>/?\.?\s*[–—]+|/?\.?\s*-{1,2}(?=\s)|\s*:|/?\.|$)(?:\s+|$)")
_VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-ÝАЕЁИОУЫЭЮЯЄІЇ]")


class DatelineFound(msgspec.Struct, frozen=True, kw_only=True):
    """A dateline as written; `length` characters from where it begins, its end mark included."""

    length: int
    place: str | None = None
    agency: str | None = None
    written: WrittenDate | None = None

    def resolve(self, start: int, end: int, reference: date | None) -> Dateline:
        """The record, with the year taken from `reference` where the dateline gives none."""
        day = resolve_year(self.written, reference) if self.written else None
        return Dateline(span=Span(start, end), place=self.place, date=day, agency=self.agency)


@cache
def _date_regex() -> re.Pattern[str]:
    months = sorted(
        (re.escape(n) for names in layout_data().months.values() for n in names), key=lambda n: (-len(n), n)
    )
    month = rf"(?:{'|'.join(months)})(?![^\W\d_])\.?"
    weekday = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s)?"
    return re.compile(
        rf"{weekday}(?:{month}\s?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s?{month})"
        r"(?:,?\s(?:19|20)\d\d)?(?![\w:])",
        re.IGNORECASE,
    )


@cache
def _listed() -> frozenset[str]:
    return frozenset(p.casefold() for p in layout_data().dateline_places)


@cache
def _barred() -> frozenset[str]:
    return frozenset(p.casefold() for p in layout_data().not_a_place)


def find_dateline(words: str, *, alone: bool = False) -> DatelineFound | None:
    """The dateline that `words` opens with, or None. `alone`: nothing need follow it (a field of its own)."""
    head = words[:LONGEST]
    found = _scan_rest(head, 0, None, alone=alone)
    if found:
        return found
    place = _PLACE.match(head)
    if not place:
        return None
    ends = [place.end(), *(m.start() for m in reversed(list(re.finditer(r"\s", place.group()))))]
    for end in ends:
        found = _scan_rest(head, end, head[:end], alone=alone)
        if found:
            return found
    return None


def _scan_rest(head: str, at: int, place: str | None, *, alone: bool) -> DatelineFound | None:
    """Reads date, agency, region and clock behind a place, in any order, up to the end mark."""
    region = agency = written = None
    while True:
        tail = _REGION.match(head, at) if place and not (region or agency or written) else None
        if tail and _is_region(head, tail):
            region, at = tail["region"], tail.end()
            continue
        gap = _SEPARATOR.match(head, at)
        inside = gap.end() if gap else at
        if written is None and (m := _date_regex().match(head, inside)):
            written, at = find_written_date(m.group()), m.end()
        elif agency is None and (m := _BRACKETED.match(head, inside)):
            agency, at = _show(m["a"] or m["b"] or ""), m.end()
        elif agency is None and (m := find_agency_regex().match(head, inside)) and (place or written):
            agency, at = _show(m.group()), m.end()
        elif m := _CLOCK.match(head, inside):
            at = m.end()
        else:
            break
    end = _END.match(head, at)
    if not end or (at == 0 and place is None):
        return None
    closing = end.end()
    if (
        written
        and agency is None
        and (m := find_agency_regex().match(head, closing))
        and head[m.end() : m.end() + 1] == "."
    ):
        agency, closing = _show(m.group()), m.end() + 1  # "MOSCOW, December 12 - RIA Novosti."
        closing += len(head[closing:]) - len(head[closing:].lstrip())
    if place and _known_agency(place):
        if written is None:
            return None
        agency = _show(place)
        place = None
    if place and not (agency or written) and _starts_listed(head[closing:]):
        return None  # "Baku - Tbilisi": a line between two places
    if not _convincing(place, region, agency, written, end["end"].strip(), alone=alone):
        return None
    return DatelineFound(length=closing, place=place, agency=agency, written=written)


def _convincing(
    place: str | None, region: str | None, agency: str | None, written: WrittenDate | None, end: str, *, alone: bool
) -> bool:
    """True if what was read can only be a dateline; a sentence cut at its head costs more than a dateline missed."""
    strong = end.strip("/.").strip() != ""  # a dash or a colon
    if place is None:
        return bool(agency) and (strong or (written is not None and end != ""))
    if place.casefold() in _barred():
        return False
    capitals, listed = place.isupper(), place.casefold() in _listed()
    if written and agency:
        return capitals or listed or strong
    if end == "":
        return alone or (capitals and written is not None)
    if written or agency:
        return (capitals or listed) and (strong or written is not None or end.startswith("/"))
    if not strong:
        return False
    if listed or (region and capitals):
        return True
    return capitals and len(place) >= 5 and bool(_VOWEL.search(place))


def _starts_listed(rest: str) -> bool:
    first = re.match(r"[^\W\d_]+", rest)
    return bool(first) and first.group().casefold() in _listed()  # type: ignore[union-attr]


def _is_region(head: str, tail: re.Match[str]) -> bool:
    if _date_regex().match(head, tail.start("region")) or _known_agency(tail["region"]):
        return False
    return not re.search(r"\s(?:and|or|und|et|y|и)\s", tail["region"])  # "Moscow, Ankara and Tehran" are no one place


def _known_agency(name: str) -> bool:
    return name.lower() in agency_names()


def _show(name: str) -> str:
    return agency_names().get(name.strip().lower(), name.strip())
