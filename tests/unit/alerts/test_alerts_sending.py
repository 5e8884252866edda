"""The book of alerts and its channels, against real servers and under a clock that is moved by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from aiosmtpd.controller import Controller

from trucewatch.alerts.book import Book, Message
from trucewatch.alerts.facts import Fact
from trucewatch.alerts.rules import RuleBook, parse_rules
from trucewatch.alerts.send import send_due

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def fact(name: str, *stands: str, **more: object) -> Fact:
    fields = {"rules": ("r",), "headline": f"Shelling of {name}", "lines": (f"Where: {name}",), "area": name}
    return Fact(subject=f"incident:{name}", stands=stands or ("reported",), **{**fields, **more})  # type: ignore[arg-type]


def rules(*channels: str, head: str = "") -> RuleBook:
    listed = "".join(f"  - {c}\n" for c in channels)
    return parse_rules(f"{head}\nrules:\n  - {{id: r, when: incident}}\nchannels:\n{listed}", "r.yml")


SCREEN = "{id: screen, to: stdout}"


class Desk:
    """A book with rules, and what was written to the screen."""

    def __init__(self, book: Book, how: RuleBook) -> None:
        self.book, self.how, self.at, self.lines = book, how, NOW, list[str]()

    def tell(self, *facts: Fact, hours: float = 1) -> tuple[Message, ...]:
        self.at += timedelta(hours=hours)
        messages = self.book.note(facts, self.how, self.at)
        self.send()
        return messages

    def send(self) -> tuple[str, ...]:
        return send_due(self.book, self.how, self.at, write=self.lines.append, secrets={"KEY": "k3y"})


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    held = Book(tmp_path / "alerts.sqlite")
    yield held
    held.close()


def kinds(messages: tuple[Message, ...]) -> list[tuple[str, str]]:
    return [(m.kind, m.fact.subject) for m in messages]


def test_what_there_was_at_first_is_known_and_each_later_happening_is_told_once(book: Book) -> None:
    desk = Desk(book, rules(SCREEN))
    assert desk.tell(fact("Old")) == ()
    assert kinds(desk.tell(fact("Old"), fact("New"))) == [("alert", "incident:New")]
    for _ in range(50):
        assert desk.tell(fact("Old"), fact("New")) == ()
    assert len(desk.lines) == 1


def test_an_update_and_a_cancellation_refer_to_all_that_was_told_before(book: Book) -> None:
    desk = Desk(book, rules(SCREEN))
    desk.tell()
    (first,) = desk.tell(fact("A"))
    (second,) = desk.tell(fact("A", "corroborated"))
    (third,) = desk.tell()
    assert [m.kind for m in (first, second, third)] == ["alert", "update", "cancel"]
    assert second.refers_to == ((first.id, first.at),)
    assert [i for i, _ in third.refers_to] == [first.id, second.id]
    assert desk.tell() == ()
    (back,) = desk.tell(fact("A", "corroborated"))
    assert (back.kind, len(back.refers_to)) == ("update", 3)


def test_a_rule_that_is_added_tells_nothing_old_and_one_taken_out_cancels_nothing(book: Book) -> None:
    desk = Desk(book, rules(SCREEN))
    desk.tell()
    desk.tell(fact("A"))
    more = parse_rules("rules:\n  - {id: r, when: incident}\n  - {id: s, when: incident}\n", "r.yml")
    desk.how = more
    assert desk.tell(fact("A"), fact("B", rules=("s",))) == ()
    desk.how = parse_rules("rules:\n  - {id: s, when: incident}\n", "r.yml")
    assert desk.tell(fact("B", rules=("s",))) == ()


def test_at_night_only_what_is_urgent_is_sent_and_the_rest_comes_as_one_in_the_morning(book: Book) -> None:
    desk = Desk(book, rules(SCREEN, head='quiet: {start: "22:00", end: "06:00"}'))
    desk.tell()
    desk.at = NOW.replace(hour=22)
    desk.tell(fact("A"))
    desk.tell(fact("A"), fact("B"), fact("C", urgent=True))
    assert [line.count("Shelling of") for line in desk.lines] == [1]
    assert "Shelling of C" in desk.lines[0]
    desk.at = NOW.replace(hour=6) + timedelta(days=1)
    desk.send()
    assert [line.count("Shelling of") for line in desk.lines] == [1, 2]


def test_a_digest_gathers_for_its_time(book: Book) -> None:
    desk = Desk(book, rules(SCREEN, head="digest_minutes: 120"))
    desk.tell()
    desk.tell(fact("A"))
    assert desk.lines == []
    desk.tell(fact("A"), fact("B"))
    desk.tell(fact("A"), fact("B"), hours=1)
    assert [line.count("Shelling of") for line in desk.lines] == [2]


class Receiver:
    """A webhook that fails twice."""

    def __init__(self) -> None:
        self.failures = 2
        self.got: list[tuple[dict[str, str], bytes]] = []


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            received.failures -= 1
            self.send_response(204 if received.failures < 0 else 500)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield received, f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_webhook_that_fails_twice_gets_the_same_signed_request_until_it_takes_it(
    book: Book, receiver: tuple[Receiver, str]
) -> None:
    received, url = receiver
    desk = Desk(book, rules(f"{{id: hook, to: webhook, url: '{url}', secret: KEY}}"))
    desk.tell()
    (message,) = desk.tell(fact("A"))
    assert book.states() == {"waiting": 1}
    desk.send()
    assert len(received.got) == 1  # it waits before the next try
    for _ in range(5):
        desk.at += timedelta(minutes=5)
        desk.send()
    assert book.states() == {"sent": 1}
    assert len(received.got) == 3
    assert {h["idempotency-key"] for h, _ in received.got} == {message.id}
    assert len({body for _, body in received.got}) == 1
    headers, body = received.got[-1]
    at, _, signature = headers["trucewatch-signature"].partition(",v1=")
    expected = hmac.new(b"k3y", at.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert json.loads(body)["messages"][0]["headline"] == "Shelling of A"


def test_a_channel_that_never_takes_anything_is_given_up_and_others_are_served(book: Book) -> None:
    desk = Desk(book, rules("{id: hook, to: webhook, url: 'http://127.0.0.1:9/x', secret: KEY}", SCREEN))
    desk.tell()
    desk.tell(fact("A"))
    for _ in range(30):
        desk.at += timedelta(hours=7)
        desk.send()
    assert book.states() == {"sent": 1, "given_up": 1}


class Sink:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append(envelope.content)  # type: ignore[attr-defined]
        return "250 taken"


def test_mails_are_threaded_under_the_first_of_their_happening(book: Book) -> None:
    from email import message_from_bytes, policy

    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        server = f"server: '127.0.0.1:{port}', tls: none"
        channel = f"{{id: mail, to: email, {server}, sender: tw@x.example, recipients: [duty@x.example]}}"
        desk = Desk(book, rules(channel))
        desk.tell()
        desk.tell(fact("Dołna\nBcc: all@x.example"))
        desk.tell(fact("Dołna\nBcc: all@x.example", "disputed"))
        desk.tell(fact("Dołna\nBcc: all@x.example", "disputed"))
    finally:
        controller.stop()
    first, second = (message_from_bytes(m, policy=policy.default) for m in sink.mails)
    assert first["Subject"] == "Alert: Shelling of Dołna Bcc: all@x.example"
    assert first["Bcc"] is None
    assert second["Subject"].startswith("Update:")
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "not calm" in first.get_content()


def test_a_mail_server_that_is_away_delays_and_loses_nothing(book: Book) -> None:
    channel = "{id: mail, to: email, server: '127.0.0.1:9', tls: none, sender: a@x.example, recipients: [b@x.example]}"
    desk = Desk(book, rules(channel))
    desk.tell()
    desk.tell(fact("A"))
    desk.at += timedelta(minutes=2)
    assert desk.send()[0].startswith("alerts to mail: ")
    assert book.states() == {"waiting": 1}


def test_cap_files_say_what_they_refer_to(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "cap"
    desk = Desk(book, rules(f"{{id: cap, to: cap, file: '{folder}', sender: 'duty desk, north'}}"))
    desk.tell()
    (first,) = desk.tell(fact("A\x01", severe=True))
    (second,) = desk.tell(fact("A\x01", "corroborated", severe=True))
    roots = [ET.parse(folder / f"{m.id}.xml").getroot() for m in (first, second)]
    told = [
        {name: r.findtext(f"{CAP}{name}") for name in ("msgType", "sender", "references", "status", "scope")}
        for r in roots
    ]
    assert [t["msgType"] for t in told] == ["Alert", "Update"]
    assert told[0]["sender"] == "duty-desk-north"
    assert told[1]["references"] == f"duty-desk-north,{first.id},2026-03-01T14:00:00-00:00"
    info = roots[1].find(f"{CAP}info")
    assert info is not None
    assert (info.findtext(f"{CAP}certainty"), info.findtext(f"{CAP}severity")) == ("Likely", "Severe")
    assert [e.tag.removeprefix(CAP) for e in roots[1]][:4] == ["identifier", "sender", "sent", "status"]


def test_the_atom_feed_holds_every_message_under_its_own_id(book: Book, tmp_path: Path) -> None:
    import feedparser

    file = tmp_path / "alerts.atom"
    desk = Desk(book, rules(f"{{id: feed, to: atom, file: '{file}'}}"))
    desk.tell()
    desk.tell(fact("A & <B>"))
    desk.tell()
    parsed = feedparser.parse(file.read_bytes())
    assert not parsed.bozo
    assert [e.title for e in parsed.entries] == ["Cancelled: Shelling of A & <B>", "Alert: Shelling of A & <B>"]
    assert len({e.id for e in parsed.entries}) == 2


def test_a_file_lies_on_the_disk_before_its_message_counts_as_sent(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "alerts.atom"
    desk = Desk(book, rules(f"{{id: feed, to: atom, file: '{file}'}}"))
    desk.tell(fact("Old"))
    before = file.read_bytes() if file.exists() else None

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        desk.tell(fact("New"))
    assert (file.read_bytes() if file.exists() else None) == before
    assert book.waiting("feed", desk.at + timedelta(days=1)), "it is tried again"
    desk.at += timedelta(days=1)
    assert desk.send() == ()
    assert b"Shelling of New" in file.read_bytes()
    assert not book.waiting("feed", desk.at + timedelta(days=1))


def test_a_kill_between_sending_and_noting_sends_the_same_id_again(tmp_path: Path) -> None:
    how = rules(SCREEN)
    lines: list[str] = []
    for start in range(2):
        book = Book(tmp_path / "alerts.sqlite")
        if not start:
            book.note((), how, NOW)
        book.note((fact("A"),), how, NOW)

        def die(text: str) -> None:
            lines.append(text)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            send_due(book, how, NOW, write=die, secrets={})
        book.close()
    assert len(lines) == 2
    assert lines[0] == lines[1]


def test_thirty_days_of_looks_repeat_nothing(book: Book) -> None:
    desk = Desk(book, rules(SCREEN))
    desk.tell()
    facts: list[Fact] = []
    for hour in range(30 * 24):
        if hour % 6 == 0:
            facts.append(fact(f"P{hour}"))
        if hour % 24 == 5:
            facts[-1] = msgspec.structs.replace(facts[-1], stands=("corroborated",))
        desk.tell(*facts)
    ids = [m.id for m in book.newest(10_000)]
    assert len(ids) == len(set(ids)) == len(desk.lines) == 30 * 4 + 30
