"""JSON Feed (jsonfeed.org): every item one document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from trucewatch.ingest.dates import Stamp, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.formats.html import strip_fragment
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import FEED
from trucewatch.model.issue import Issue

VERSION = "https://jsonfeed.org/version/1"


def is_json_feed(value: Any) -> bool:
    """True for an object that says it is a JSON Feed."""
    return isinstance(value, dict) and str(value.get("version", "")).startswith(VERSION)


def read_json_feed(value: dict[str, Any], location: str) -> Iterator[Draft | Issue]:
    """Drafts of all items with some text, in the order of the feed."""
    items = value.get("items")
    if not isinstance(items, list) or not items:
        yield note_issue("empty_feed", location, "no entry was found in the feed")
        return
    for number, item in enumerate(items, start=1):
        where = f"{location}#{number}"
        if not isinstance(item, dict):
            yield note_issue("not_a_document", where, "is no JSON object; set aside")
            continue
        yield from _draft(item, where, value)


def _draft(item: dict[str, Any], where: str, feed: dict[str, Any]) -> Iterator[Draft | Issue]:
    plain = _text(item.get("content_text")) or ""
    text = max(
        (plain, strip_fragment(_text(item.get("content_html")) or ""), _text(item.get("summary")) or ""), key=len
    )
    if not text:
        yield note_issue("empty", where, f"the entry {_text(item.get('title'))!r} has no text; set aside")
        return
    written = _text(item.get("date_published")) or _text(item.get("date_modified"))
    found = parse_stamp(written) if written else None
    if found is not None and not isinstance(found, Stamp):
        yield note_issue(found, where, f"date {(written or '')[:40]!r} is not used")
    stamp = found if isinstance(found, Stamp) else None
    authors = item.get("authors")
    author = authors[0].get("name") if isinstance(authors, list) and authors and isinstance(authors[0], dict) else None
    language = _text(item.get("language")) or _text(feed.get("language"))
    yield Draft(
        text=text,
        location=where,
        media_type=FEED,
        title=_text(item.get("title")),
        byline=_text(author),
        source=_text(feed.get("title")),
        url=_text(item.get("url")) or _text(item.get("external_url")),
        language=language[:2].lower() if language else None,
        published=stamp.date if stamp else None,
        published_at=stamp.at.astimezone(UTC) if stamp and stamp.at else None,
        published_how="feed" if stamp else None,
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
