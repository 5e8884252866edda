"""The export of a chat channel as JSON: every message with words one document.

The shape is that of the export of Telegram's desktop program: `name`, `messages` with `id`, `date`, `text`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from trucewatch.ingest.dates import Stamp, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import JSON
from trucewatch.model.issue import Issue


def is_chat(value: Any) -> bool:
    """True for an object that holds a channel's messages."""
    messages = value.get("messages") if isinstance(value, dict) else None
    return isinstance(messages, list) and all(isinstance(m, dict) for m in messages[:5]) and "name" in value


def read_chat(value: dict[str, Any], location: str) -> Iterator[Draft | Issue]:
    """Drafts of all messages with words, in order. Pictures without words are counted in one Issue."""
    wordless = 0
    for message in value["messages"]:
        if not isinstance(message, dict) or message.get("type", "message") != "message":
            continue  # joins, pinned messages and the like
        text = _words(message.get("text"))
        if not text:
            wordless += 1
            continue
        yield from _draft(message, text, value.get("name"), f"{location}#{message.get('id', '?')}")
    if wordless:
        yield note_issue("empty", location, f"{wordless} messages have no words; set aside")


def _draft(message: dict[str, Any], text: str, channel: Any, where: str) -> Iterator[Draft | Issue]:
    written = message.get("date")
    found = parse_stamp(written) if isinstance(written, str) else None
    if found is not None and not isinstance(found, Stamp):
        yield note_issue(found, where, f"date {str(written)[:40]!r} is not used")
    forwarded = message.get("forwarded_from")
    yield Draft(
        text=text,
        location=where,
        media_type=JSON,
        byline=forwarded if isinstance(forwarded, str) else None,
        source=channel if isinstance(channel, str) else None,
        published=found.date if isinstance(found, Stamp) else None,
        published_at=_instant(message.get("date_unixtime")),
        published_how="header" if isinstance(found, Stamp) else None,
    )


def _words(value: Any) -> str:
    """The words of a message: text, or a list of texts and of objects that mark links and bold letters."""
    parts = value if isinstance(value, list) else [value]
    found = (p.get("text") if isinstance(p, dict) else p for p in parts)
    return "".join(f for f in found if isinstance(f, str)).strip()


def _instant(value: Any) -> datetime | None:
    """The instant of a count of seconds since 1970, None when it is none."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
