"""Whether a record is worth reading: cheap words first, the article of a page only where those leave it open."""

from __future__ import annotations

import html
import re

import msgspec

from trucewatch.archive.documents import custody_of, documents, tell_notes
from trucewatch.archive.record import Record, SetAside, Skipped
from trucewatch.extract.relevance import can_tell, is_relevant
from trucewatch.ingest.decode import decode_bytes
from trucewatch.ingest.media import HTML
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.intake import Custody
from trucewatch.model.issue import Issue

_TAG = re.compile(r"<[^<>]{0,5000}>")
_INLINE = re.compile(r"</?(?:a|b|i|u|em|font|mark|small|span|strong|big|abbr)\b[^<>]{0,5000}>", re.IGNORECASE)
# words that hardly any English text of some length is without
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "a", "was", "said", "for", "on", "that", "by", "with", "is", "has", "be")
)
_ENGLISH_SHARE = 0.1
_LEAST_WORDS = 20
_SAMPLE = 1_200  # characters
_SENTENCE = 60  # characters between two tags that are more than the name of a section or story
_LITTLE_PROSE = 1_500

ABOUT_OTHER = "none of its words tell of fighting"
OTHER_LANGUAGE = "its words are not English, which is what the filter knows"


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A relevant text as it is written out: what `trucewatch ingest` reads, with the record that it came from."""

    text: str
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    captured_at: str | None = None
    origin: Custody | None = None


class Sifted(msgspec.Struct, frozen=True, kw_only=True):
    """The relevant texts of a record, and how many doubts were noted about them."""

    rows: tuple[Row, ...]
    doubts: int = 0


def sift(record: Record, options: IngestOptions) -> Sifted | Skipped | SetAside:
    """The record's relevant texts; skipped where it has none, set aside where it could not be read."""
    hopeless = tells_nothing(record)
    if hopeless is not None:
        return hopeless
    return _sift_page(record, options) if record.text is None else _sift_text(record, record.text)


def tells_nothing(record: Record) -> Skipped | None:
    """Why a record can tell nothing, by the words of its text or page alone; None where reading it is worth the while."""
    reason: str | None = None
    if record.text is not None:
        reason = None if is_relevant(record.text) else why_not(record.text)
    elif record.media_type == HTML:
        reason = _page_tells(record)
    return _skipped(record, reason) if reason else None


def _sift_text(record: Record, text: str) -> Sifted:
    row = Row(
        text=text,
        url=record.url,
        title=record.title,
        byline=record.byline,
        publisher=record.source,
        date=record.published,
        language=record.language,
        captured_at=_moment(record),
        origin=custody_of(record),
    )
    return Sifted(rows=(row,), doubts=len(record.notes))


def _sift_page(record: Record, options: IngestOptions) -> Sifted | Skipped | SetAside:
    found: list[Document] = []
    issues: list[Issue] = []
    for item in documents(record, options):
        (found if isinstance(item, Document) else issues).append(item)  # type: ignore[arg-type]
    if not found:
        why = next((i for i in issues if i.code not in tell_notes), None)
        code, reason = (why.code, why.reason) if why else ("no_text", "no text was found in it")
        return SetAside(archive=record.archive, position=record.position, code=code, reason=reason, url=record.url)
    rows = tuple(_row(record, d) for d in found if is_relevant(d.body))
    if not rows:
        return _skipped(record, why_not(found[0].body))
    return Sifted(rows=rows, doubts=len(issues))


def _row(record: Record, document: Document) -> Row:
    at = document.published_at or document.published
    return Row(
        text=document.text,
        url=record.url or document.url,
        title=document.title,
        byline=document.byline,
        publisher=document.source,
        date=at.isoformat() if at else None,
        language=document.language,
        captured_at=_moment(record),
        origin=custody_of(record),
    )


def _moment(record: Record) -> str | None:
    return record.captured_at.isoformat() if record.captured_at else None


def _page_tells(record: Record) -> str | None:
    """Why no article of a page can be relevant; None where its words leave that open."""
    decoded = decode_bytes(record.data, html=True)
    if isinstance(decoded, str):
        return None  # reading it will say what it is
    words, prose = page_words(decoded.text)
    # an article of a few lines need not show what it is about, so a page without much prose is looked into
    return None if can_tell(words, excerpt=prose < _LITTLE_PROSE) else why_not(words)


def page_words(page: str) -> tuple[str, int]:
    """All words of a page, menus and all, those with marks inside also without the marks; and how many characters of them
    stand in stretches as long as sentences are."""
    bare = _without_scripts(page)
    pieces = _TAG.split(_INLINE.sub("", bare) if (marked := _INLINE.search(bare) is not None) else bare)
    prose = sum(n for n in map(len, pieces) if n >= _SENTENCE)
    words = " ".join(pieces)
    if marked:
        words = f"{words}\n{_TAG.sub(' ', bare)}"
    return html.unescape(words), prose


def _without_scripts(page: str) -> str:
    """The page without its scripts, but for those that may hold the article once more."""
    low = page.lower()
    if len(low) != len(page):  # a letter that changes its length: offsets would not fit
        return page
    parts: list[str] = []
    at = 0
    while (begin := low.find("<script", at)) >= 0:
        end = low.find("</script", begin)
        if end < 0:
            break
        parts += (page[at:begin], " ")
        if low.find("articlebody", begin, end) >= 0:
            parts.append(page[begin:end])
        at = end
    return "".join((*parts, page[at:]))


def why_not(text: str) -> str:
    """Why a text that is not relevant is not: another language, else another matter."""
    words = text[:_SAMPLE].lower().split()
    if len(words) < _LEAST_WORDS:  # a line or two, or a script without blanks between words
        return OTHER_LANGUAGE if len(text) >= _SAMPLE else ABOUT_OTHER
    return OTHER_LANGUAGE if sum(map(_ENGLISH.__contains__, words)) < _ENGLISH_SHARE * len(words) else ABOUT_OTHER


def _skipped(record: Record, reason: str) -> Skipped:
    code = "other_language" if reason == OTHER_LANGUAGE else "not_relevant"
    return Skipped(archive=record.archive, position=record.position, code=code, reason=reason, url=record.url)
