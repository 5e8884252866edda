"""RSS and Atom files: every entry one document. Nothing is ever fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from trucewatch.ingest.dates import Stamp, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.formats.html import strip_fragment
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import FEED
from trucewatch.model.issue import Issue

# entities of its own are what a feed never needs and "billion laughs" is made of
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]{0,500}\[", re.IGNORECASE)


def read_feed(data: bytes, location: str) -> Iterator[Draft | Issue]:
    """Drafts of all entries with some text, in the order of the feed."""
    if _ENTITY.search(data[:100_000].replace(b"\x00", b"")):
        yield note_issue("hostile_xml", location, "the feed defines entities of its own; not read")
        return
    import feedparser

    parsed = feedparser.parse(io.BytesIO(data))
    if not parsed.entries:
        yield note_issue("empty_feed", location, "no entry was found in the feed")
        return
    if parsed.bozo and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield note_issue(
            "broken_feed",
            location,
            f"{_first_line(parsed.bozo_exception)}; {len(parsed.entries)} entries before or beside the break were read",
        )
    source = _text(parsed.feed.get("title"))
    language = _text(parsed.feed.get("language"))
    for number, entry in enumerate(parsed.entries, start=1):
        yield from _draft(entry, f"{location}#{number}", source, language)


def feed_links(data: bytes) -> list[str]:
    """The addresses that the entries lead to, in the order of the feed; none for a hostile or broken one."""
    if _ENTITY.search(data[:100_000].replace(b"\x00", b"")):
        return []
    import feedparser

    return [link for entry in feedparser.parse(io.BytesIO(data)).entries if (link := _text(entry.get("link")))]


def _draft(entry: Any, where: str, source: str | None, language: str | None) -> Iterator[Draft | Issue]:
    contents = [c.get("value", "") for c in entry.get("content", ())]
    text = max((strip_fragment(c) for c in (*contents, entry.get("summary", ""))), key=len)
    title = strip_fragment(entry.get("title", "")) or None
    if not text:
        yield note_issue("empty", where, f"the entry {title!r} has no text; set aside")
        return
    written = entry.get("published") or entry.get("updated")
    found = parse_stamp(written) if written else None
    if found is not None and not isinstance(found, Stamp):
        yield note_issue(found, where, f"date {written[:40]!r} is not used")
    stamp = found if isinstance(found, Stamp) else None
    yield Draft(
        text=text,
        location=where,
        media_type=FEED,
        title=title,
        byline=_text(entry.get("author")),
        source=_text(entry.get("source", {}).get("title")) or source,
        url=_text(entry.get("link")),
        language=language[:2].lower() if language else None,
        published=stamp.date if stamp else None,
        published_at=stamp.at.astimezone(UTC) if stamp and isinstance(stamp.at, datetime) else None,
        published_how="feed" if stamp else None,
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
