"""A message in the forms that channels send: lines, mail, JSON, an entry of Atom, CAP 1.2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from trucewatch.alerts.book import Message
from trucewatch.alerts.rules import Channel, RuleBook
from trucewatch.model.ids import short_id
from trucewatch.publish.quotes import one_line

ATOM = "http://www.w3.org/2005/Atom"
CAP = "urn:oasis:names:tc:emergency:cap:1.2"
CAVEAT = "What is told here is what sources claim, with their names; silence elsewhere is not calm."
CERTAINTY = {"verified": "Observed", "corroborated": "Likely", "reported": "Possible"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def headline(message: Message) -> str:
    """One line: what kind of message it is, and what it is about."""
    head = {"alert": "Alert", "update": "Update", "cancel": "Cancelled"}[message.kind]
    return one_line(f"{head}: {message.fact.headline}")


def as_text(messages: Sequence[Message]) -> str:
    """The messages as plain text."""
    parts = []
    for m in messages:
        refers = f"\n  Refers to: {', '.join(i for i, _ in m.refers_to)}" if m.refers_to else ""
        lines = "".join(f"\n  {one_line(line)}" for line in m.fact.lines)
        parts.append(f"{headline(m)}{lines}{refers}\n  Rules: {', '.join(m.fact.rules)}; {m.id}, {_instant(m.at)}")
    return "\n\n".join(parts)


def digest_id(messages: Sequence[Message]) -> str:
    """The id of a sending: of its one message, or made of all of theirs. The same messages give the same id."""
    return messages[0].id if len(messages) == 1 else short_id("dg", *(m.id for m in messages))


def as_mail(messages: Sequence[Message], channel: Channel, book: RuleBook, now: datetime) -> EmailMessage:
    """One mail for all messages; a mail program threads it under the first of the same happening."""
    mail = EmailMessage()
    one = len(messages) == 1
    mail["Subject"] = headline(messages[0])[:200] if one else f"{book.name}: {len(messages)} messages"
    mail["From"] = channel.sender or ""
    mail["To"] = ", ".join(channel.recipients)
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = _mail_id(digest_id(messages))
    earlier = [_mail_id(i) for m in messages for i, _ in m.refers_to] if one else []
    if earlier:
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(earlier)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{as_text(messages)}\n\n{CAVEAT}\n")
    return mail


def as_plain(messages: Sequence[Message]) -> dict[str, Any]:
    """What a webhook is sent."""
    return {
        "id": digest_id(messages),
        "caveat": CAVEAT,
        "messages": [
            {
                "id": m.id,
                "kind": m.kind,
                "at": _instant(m.at),
                "subject": m.fact.subject,
                "headline": m.fact.headline,
                "lines": list(m.fact.lines),
                "rules": list(m.fact.rules),
                "refers_to": [i for i, _ in m.refers_to],
            }
            for m in messages
        ],
    }


def as_atom(messages: Sequence[Message], book: RuleBook) -> bytes:
    """A feed of the messages, the newest first; a message is an entry of its own that never changes."""
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, ATOM, "id", "urn:trucewatch:alerts")
    _add(feed, ATOM, "title", f"{book.name}: alerts")
    _add(feed, ATOM, "updated", _instant(messages[0].at if messages else datetime.fromtimestamp(0, UTC)))
    author = _add(feed, ATOM, "author", "")
    _add(author, ATOM, "name", book.name)
    for m in messages:
        entry = _add(feed, ATOM, "entry", "")
        _add(entry, ATOM, "id", f"urn:trucewatch:{m.id}")
        _add(entry, ATOM, "title", headline(m))
        _add(entry, ATOM, "updated", _instant(m.at))
        for earlier, _ in m.refers_to:
            _add(entry, ATOM, "link", "", rel="related", href=f"urn:trucewatch:{earlier}")
        _add(entry, ATOM, "summary", "\n".join((*m.fact.lines, CAVEAT)))
    ET.register_namespace("", ATOM)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def as_cap(message: Message, channel: Channel) -> bytes:
    """The message as CAP 1.2. Certainty follows the occurrence; how severe it is stays unknown unless people died."""
    fact = message.fact
    root = ET.Element(f"{{{CAP}}}alert")
    _add(root, CAP, "identifier", message.id)
    _add(root, CAP, "sender", _cap_name(channel.sender or ""))
    _add(root, CAP, "sent", _cap_instant(message.at))
    _add(root, CAP, "status", "Actual")
    _add(root, CAP, "msgType", {"alert": "Alert", "update": "Update", "cancel": "Cancel"}[message.kind])
    _add(root, CAP, "scope", "Restricted")
    _add(root, CAP, "restriction", "for those who were given it")
    if message.refers_to:
        sender = _cap_name(channel.sender or "")
        _add(root, CAP, "references", " ".join(f"{sender},{i},{_cap_instant(at)}" for i, at in message.refers_to))
    info = _add(root, CAP, "info", "")
    certainty = next((CERTAINTY[s] for s in fact.stands if s in CERTAINTY), "Unknown")
    for name, value in (
        ("language", "en"),
        ("category", "Security"),
        ("event", "Report on a ceasefire"),
        ("urgency", "Unknown"),
        ("severity", "Severe" if fact.severe else "Unknown"),
        ("certainty", certainty),
        ("headline", headline(message)),
        ("description", "\n".join((*fact.lines, CAVEAT))),
    ):
        _add(info, CAP, name, value)
    area = _add(info, CAP, "area", "")
    _add(area, CAP, "areaDesc", fact.area or "not stated")
    for circle in fact.circles:
        _add(area, CAP, "circle", circle)
    ET.register_namespace("", CAP)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, space: str, name: str, text: str, **more: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{space}}}{name}", more)
    if text:
        child.text = _NOT_XML.sub(" ", text)
    return child


def _mail_id(ident: str) -> str:
    return f"<{ident}@trucewatch.invalid>"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _cap_instant(at: datetime) -> str:
    """CAP wants an offset and knows no Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "-00:00")


def _cap_name(text: str) -> str:
    """CAP allows neither blanks nor commas nor < and & in a name."""
    return re.sub(r"[\s,<&]+", "-", text)
