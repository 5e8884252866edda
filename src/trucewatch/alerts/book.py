"""The book of alerts: what was told, so that it is told once; what waits to be sent, so that it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from trucewatch.alerts.facts import Fact
from trucewatch.alerts.rules import RuleBook
from trucewatch.model.ids import short_id
from trucewatch.watching.memory import Memory

Kind = Literal["alert", "update", "cancel"]
MAX_TRIES = 12
_TABLES = """
CREATE TABLE told (
    subject TEXT PRIMARY KEY, first_id TEXT, n INTEGER NOT NULL, stands TEXT NOT NULL, open INTEGER NOT NULL, fact TEXT NOT NULL
) STRICT;
CREATE TABLE message (id TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX message_at ON message (at);
CREATE TABLE sending (
    message TEXT NOT NULL, channel TEXT NOT NULL, due TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL, fault TEXT, PRIMARY KEY (message, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX sending_due ON sending (due) WHERE state = 'waiting';
"""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to send. `refers_to`: ids and times of all earlier messages of the same happening, the first in front."""

    id: str
    kind: Kind
    at: datetime
    fact: Fact
    refers_to: tuple[tuple[str, datetime], ...] = ()


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A message that a channel has not taken yet."""

    message: Message
    channel: str
    tries: int


class Book(Memory):
    """What was told and what waits. Every method is one transaction."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES, 1)

    def note(self, facts: tuple[Fact, ...], rules: RuleBook, now: datetime) -> tuple[Message, ...]:
        """The messages that the present facts call for, noted and waiting for every channel.

        What there is when a rule is first used counts as known, and nothing is sent of it. After that a new fact is an
        alert, one that stands otherwise an update, and one that is no more a cancellation. What comes back is updated.
        """
        asked = {r.id for r in rules.rules}
        with self.transaction():
            fresh = asked - self._rules()
            self._db.execute("INSERT OR REPLACE INTO told VALUES ('', NULL, 0, '', 0, ?)", (_list(asked),))
            messages = []
            for fact in facts:
                if set(fact.rules) <= fresh and not self._knows(fact.subject):
                    self._tell(fact, None, 0)
                elif (message := self._compare(fact, now)) is not None:
                    messages.append(message)
            messages += self._cancelled({f.subject for f in facts}, asked, now)
            for message in messages:
                self._put(message, rules, now)
        return tuple(messages)

    def _rules(self) -> set[str]:
        """The rules that were used before."""
        row = self._db.execute("SELECT fact FROM told WHERE subject = ''").fetchone()
        return set(msgspec.json.decode(row[0], type=list[str])) if row else set()

    def _knows(self, subject: str) -> bool:
        return self._db.execute("SELECT 1 FROM told WHERE subject = ?", (subject,)).fetchone() is not None

    def _compare(self, fact: Fact, now: datetime) -> Message | None:
        row = self._db.execute(
            "SELECT first_id, n, stands, open FROM told WHERE subject = ?", (fact.subject,)
        ).fetchone()
        if row is not None and row[2] == _stands(fact) and row[3]:
            return None
        n = row[1] if row else 0
        kind: Kind = "update" if n else "alert"
        message = self._message(kind, fact, n + 1, now)
        self._tell(fact, row[0] if row and row[0] else message.id, n + 1)
        return message

    def _cancelled(self, present: set[str], asked: set[str], now: datetime) -> Iterator[Message]:
        rows = self._db.execute(
            "SELECT subject, n, fact FROM told WHERE open = 1 AND subject != '' ORDER BY subject"
        ).fetchall()
        for subject, n, body in rows:
            if subject in present:
                continue
            self._db.execute("UPDATE told SET open = 0, n = n + ? WHERE subject = ?", (int(n > 0), subject))
            fact = msgspec.json.decode(body, type=Fact)
            # a date that has passed cancels nothing, nor does a rule that was taken out of the file
            if n and not subject.startswith(("deadline:", "weapon:")) and asked & set(fact.rules):
                yield self._message("cancel", fact, n + 1, now)

    def _tell(self, fact: Fact, first_id: str | None, n: int) -> None:
        body = msgspec.json.encode(fact).decode()
        self._db.execute(
            "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, 1, ?)", (fact.subject, first_id, n, _stands(fact), body)
        )

    def _message(self, kind: Kind, fact: Fact, n: int, now: datetime) -> Message:
        earlier = [(i, self._sent_at(i)) for k in range(1, n) for i in [_id(fact.subject, k)]]
        return Message(
            id=_id(fact.subject, n),
            kind=kind,
            at=now,
            fact=fact,
            refers_to=tuple((i, at) for i, at in earlier if at is not None),
        )

    def _sent_at(self, ident: str) -> datetime | None:
        row = self._db.execute("SELECT at FROM message WHERE id = ?", (ident,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def _put(self, message: Message, rules: RuleBook, now: datetime) -> None:
        body = msgspec.json.encode(message).decode()
        self._db.execute("INSERT OR IGNORE INTO message VALUES (?, ?, ?)", (message.id, _plain(message.at), body))
        due = now if message.fact.urgent else rules.may_send_at(now + timedelta(minutes=rules.digest_minutes))
        self._db.executemany(
            "INSERT OR IGNORE INTO sending VALUES (?, ?, ?, 0, 'waiting', NULL)",
            [(message.id, c.id, _plain(due)) for c in rules.channels],
        )

    # -- sending -------------------------------------------------------------------------------------------------
    def waiting(self, channel: str, now: datetime) -> tuple[Waiting, ...]:
        """What a channel should be given now. As soon as one message is due all that wait go with it: a digest."""
        rows = self._db.execute(
            "SELECT body, tries, due FROM sending JOIN message ON id = message WHERE channel = ? AND state = 'waiting'"
            " ORDER BY at, id",
            (channel,),
        ).fetchall()
        found = [Waiting(message=msgspec.json.decode(b, type=Message), channel=channel, tries=t) for b, t, _ in rows]
        due = [due <= _plain(now) for _, _, due in rows]
        ready = any(d and not w.message.fact.urgent for d, w in zip(due, found, strict=True))
        # what failed waits for its own time, and urgent things take nothing along
        return tuple(w for w, d in zip(found, due, strict=True) if d or (ready and not w.tries))

    def done(self, sent: Waiting) -> None:
        """Notes that a channel took a message."""
        self._db.execute(
            "UPDATE sending SET state = 'sent', fault = NULL WHERE message = ? AND channel = ?",
            (sent.message.id, sent.channel),
        )

    def failed(self, tried: Waiting, now: datetime, fault: str) -> None:
        """Notes a failure; the next try comes after a pause that doubles, up to six hours, twelve times in all."""
        pause = min(timedelta(minutes=1) * 2**tried.tries, timedelta(hours=6))
        state = "given_up" if tried.tries + 1 >= MAX_TRIES else "waiting"
        self._db.execute(
            "UPDATE sending SET tries = tries + 1, due = ?, state = ?, fault = ? WHERE message = ? AND channel = ?",
            (_plain(now + pause), state, fault[:300], tried.message.id, tried.channel),
        )

    def next_due(self) -> datetime | None:
        """When the next message is due; None when none waits."""
        row = self._db.execute("SELECT min(due) FROM sending WHERE state = 'waiting'").fetchone()
        return datetime.fromisoformat(row[0]) if row[0] else None

    def newest(self, limit: int) -> tuple[Message, ...]:
        """The newest messages, the last in front."""
        rows = self._db.execute("SELECT body FROM message ORDER BY at DESC, id LIMIT ?", (limit,))
        return tuple(msgspec.json.decode(body, type=Message) for (body,) in rows)

    def states(self) -> dict[str, int]:
        """How many sendings are waiting, sent and given up."""
        return dict(self._db.execute("SELECT state, count(*) FROM sending GROUP BY state").fetchall())


def _id(subject: str, n: int) -> str:
    return short_id("al", subject, str(n))


def _list(names: set[str]) -> str:
    return msgspec.json.encode(sorted(names)).decode()


def _stands(fact: Fact) -> str:
    return msgspec.json.encode(fact.stands).decode()


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
