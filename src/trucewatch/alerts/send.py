"""Channels: each takes some messages, or says why not; what it did not take waits and is tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import httpx

from trucewatch.alerts.book import Book, Message, Waiting
from trucewatch.alerts.forms import as_atom, as_cap, as_mail, as_plain, as_text, digest_id
from trucewatch.alerts.rules import Channel, RuleBook
from trucewatch.whole import write_whole

ATOM_ENTRIES = 200
SECONDS = 20.0

Print = Callable[[str], None]


def send_due(
    book: Book, rules: RuleBook, now: datetime, *, write: Print, secrets: Mapping[str, str]
) -> tuple[str, ...]:
    """Gives every channel what is due; the faults, one line each. A message is marked as sent once its channel took it:
    after a kill in between it is sent again under the same id, by which a receiver can tell.
    """
    faults = []
    for channel in rules.channels:
        for group in _groups(book, rules, channel, now):
            messages = [w.message for w in group]
            try:
                _send(channel, messages, book, rules, now, write, secrets)
            except (OSError, smtplib.SMTPException, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                fault = f"{type(error).__name__}: {error}"
                faults.append(f"alerts to {channel.id}: {fault}"[:300])
                for one in group:
                    book.failed(one, now, fault)
            else:
                for one in group:
                    book.done(one)
    return tuple(faults)


def _groups(book: Book, rules: RuleBook, channel: Channel, now: datetime) -> list[list[Waiting]]:
    """What goes out together: a digest where quiet hours or a digest gathered something, else each message alone.

    A message that failed is sent again alone, so that its id stays what it was.
    """
    waiting = book.waiting(channel.id, now)
    gathered = [w for w in waiting if not w.message.fact.urgent and not w.tries]
    alone = [w for w in waiting if w.message.fact.urgent or w.tries]
    if len(gathered) > 1 and (rules.digest_minutes or rules.quiet) and channel.to in ("email", "webhook", "stdout"):
        return [*([w] for w in alone), gathered]
    return [[w] for w in waiting]


def _send(
    channel: Channel,
    messages: Sequence[Message],
    book: Book,
    rules: RuleBook,
    now: datetime,
    write: Print,
    secrets: Mapping[str, str],
) -> None:
    if channel.to == "stdout":
        write(as_text(messages))
    elif channel.to == "atom":
        _put(Path(channel.file or ""), as_atom(book.newest(ATOM_ENTRIES), rules))
    elif channel.to == "cap":
        for message in messages:
            _put(Path(channel.file or "") / f"{message.id}.xml", as_cap(message, channel))
    elif channel.to == "email":
        _mail(channel, messages, rules, now, secrets)
    else:
        _post(channel, messages, now, secrets)


def _put(path: Path, data: bytes) -> None:
    """Nothing; the file lies on the disk before its message is marked as sent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def _mail(
    channel: Channel, messages: Sequence[Message], rules: RuleBook, now: datetime, secrets: Mapping[str, str]
) -> None:
    host, _, port = (channel.server or "").rpartition(":")
    host, number = (host, int(port)) if host else (port, 465 if channel.tls == "tls" else 587)
    context = ssl.create_default_context()
    if channel.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, number, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, number, timeout=SECONDS)
    with server:
        if channel.tls == "starttls":
            server.starttls(context=context)
        if channel.user:
            server.login(channel.user, _secret(channel, secrets))
        server.send_message(as_mail(messages, channel, rules, now))


def _post(channel: Channel, messages: Sequence[Message], now: datetime, secrets: Mapping[str, str]) -> None:
    """One signed request. The signature is HMAC-SHA-256 over the time, a dot and the body; redirects are not followed."""
    body = json.dumps(as_plain(messages), ensure_ascii=False, sort_keys=True).encode()
    at = str(int(now.timestamp()))
    signature = hmac.new(_secret(channel, secrets).encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": digest_id(messages),
        "Trucewatch-Signature": f"t={at},v1={signature}",
    }
    answer = httpx.post(channel.url or "", content=body, headers=headers, timeout=SECONDS, follow_redirects=False)
    if not 200 <= answer.status_code < 300:
        raise OSError(f"the receiver answers {answer.status_code}")


def _secret(channel: Channel, secrets: Mapping[str, str]) -> str:
    found = secrets.get(channel.secret or "")
    if not found:
        raise ValueError(f"the environment has no {channel.secret}")
    return found
