"""Document JSON and JSONL: one object, a list, or one object a line, each with its text given exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from trucewatch.ingest.dates import Stamp, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.formats.chat import is_chat, read_chat
from trucewatch.ingest.formats.json_feed import VERSION, is_json_feed, read_json_feed
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import JSON
from trucewatch.model.issue import Issue

OPTIONAL = ("title", "url", "language", "dateline", "byline")
DATE_TRY = "write it as YYYY-MM-DD"
_BLANKS = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str, location: str) -> Iterator[Draft | Issue]:
    """Drafts of one object or of a list; objects in front of a break are kept, the break is an Issue."""
    known = _other_shape(text)
    if known is not None:
        yield from known[0](known[1], location)
        return
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    in_list = text[at : at + 1] == "["
    at = _skip(text, at + 1) if in_list else at
    number, seen = 0, dict[str, str]()
    while text[at : at + 1] not in ("]", "") or not (in_list or number):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield _broken(location, text, at, error, number)
            return
        number += 1
        where = f"{location}#{number}" if in_list else location
        yield from _draft(value, where, seen)
        at = _skip(text, at)
        if not in_list:
            break
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            yield _broken(location, text, at, None, number)
            return
    if in_list and text[at : at + 1] != "]":
        yield _broken(location, text, at, None, number)
    elif not in_list and at < len(text):
        yield note_issue(
            "trailing_data",
            location,
            "there is more after the object; not read",
            offset=at,
            try_this="put several documents in a list, or one a line in a .jsonl file",
        )


def _other_shape(text: str) -> tuple[Callable[[dict[str, Any], str], Iterator[Draft | Issue]], dict[str, Any]] | None:
    """What reads an object that is no document but a feed or the export of a chat, with the object; None otherwise."""
    if VERSION not in text and '"messages"' not in text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None  # what stands before the break is read as documents
    if is_json_feed(value):
        return read_json_feed, value
    return (read_chat, value) if is_chat(value) else None


def read_jsonl(text: str, location: str) -> Iterator[Draft | Issue]:
    """Drafts of one object a line; a broken line is an Issue and the rest goes on."""
    seen: dict[str, str] = {}
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"{location}#{number}"
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield note_issue("broken_line", where, f"not JSON: {_short(error)}", offset=at)
            else:
                yield from _draft(value, where, seen)
        at += len(line) + 1


def _draft(value: Any, where: str, seen: dict[str, str]) -> Iterator[Draft | Issue]:
    if not isinstance(value, dict):
        yield note_issue("not_a_document", where, "is no JSON object; set aside")
        return
    text = value.get("text")
    if not isinstance(text, str):
        yield note_issue("no_text", where, "has no field `text` that holds text; set aside")
        return
    lone = _SURROGATE.search(text)
    if lone:
        # one for one, so that every offset stays true
        yield note_issue("lone_surrogate", where, "holds half characters; they read as U+FFFD", offset=lone.start())
        text = _SURROGATE.sub("\ufffd", text)
    fields: dict[str, str | None] = {}
    for name in OPTIONAL:
        fields[name] = value.get(name)
        if not isinstance(fields[name], str | None):
            yield note_issue("bad_field", where, f"field `{name}` holds no text; left out")
            fields[name] = None
        elif fields[name]:
            fields[name] = _SURROGATE.sub("\ufffd", fields[name] or "").strip() or None
    identity = value.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str | None) or (identity is not None and _SURROGATE.search(identity)):
        yield note_issue("bad_field", where, "field `id` holds no text; an id is made from the text")
        identity = None
    identity = identity or None
    if identity is not None and seen.setdefault(identity, text) != text:
        yield note_issue("duplicate_id", where, f"the id {identity!r} names another text above; set aside")
        return
    stamp, issue = _stamp(value.get("date"), where)
    if issue:
        yield issue
    yield Draft(
        text=text,
        location=where,
        media_type=JSON,
        id=identity,
        title=fields["title"],
        byline=fields["byline"],
        url=fields["url"],
        language=fields["language"],
        dateline=fields["dateline"],
        published=stamp.date if stamp else None,
        published_at=stamp.at if stamp else None,
        published_how="header" if stamp else None,
    )


def _stamp(value: Any, where: str) -> tuple[Stamp | None, Issue | None]:
    if value is None or value == "":
        return None, None
    if not isinstance(value, str):
        return None, note_issue("bad_field", where, "field `date` holds no text; left out", try_this=DATE_TRY)
    found = parse_stamp(value)
    if isinstance(found, Stamp):
        return found, None
    return None, note_issue(found, where, f"date {value[:40]!r} is not used", try_this=DATE_TRY)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _broken(location: str, text: str, at: int, error: Exception | None, number: int) -> Issue:
    offset = getattr(error, "pos", at)
    code = "truncated_json" if at >= len(text) or offset >= len(text.rstrip()) or _cut_string(error) else "broken_json"
    why = f"not JSON: {_short(error)}" if error else "the list breaks off"
    return note_issue(code, location, f"{why}; {number} documents before it were read", offset=offset)


def _cut_string(error: Exception | None) -> bool:
    return error is not None and "Unterminated string" in str(error)


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(getattr(error, "msg", error))
