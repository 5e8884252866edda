"""What the watch remembers between rounds, in one small SQLite file beside the store. Losing it loses no report: sources
are then looked at anew, and what the store knows already is known again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from trucewatch.watching.archive import Kept
from trucewatch.watching.memory import Memory
from trucewatch.watching.robots import Rules

SCHEMA = 1
_TABLES = """
CREATE TABLE source (
    id TEXT PRIMARY KEY, due TEXT, etag TEXT, modified TEXT, round INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0, begun TEXT, tried TEXT, went_well TEXT, brought TEXT, fault TEXT
) STRICT;
CREATE TABLE response (
    n INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL,
    status INTEGER NOT NULL, record TEXT, file TEXT, start INTEGER, length INTEGER, sha256 TEXT, fault TEXT,
    state TEXT NOT NULL, items INTEGER NOT NULL DEFAULT 0, fresh INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX response_waiting ON response (n) WHERE state = 'kept';
CREATE INDEX response_source ON response (source, at);
CREATE INDEX response_bytes ON response (source, url, sha256);
CREATE INDEX response_file ON response (file, start);
CREATE TABLE wanted (
    source TEXT NOT NULL, url TEXT NOT NULL, found TEXT NOT NULL, due TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX wanted_waiting ON wanted (source, due) WHERE state = 'wanted';
CREATE TABLE item (
    source TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, published TEXT,
    response INTEGER NOT NULL, PRIMARY KEY (source, key, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_at ON item (source, at);
CREATE TABLE robots (origin TEXT PRIMARY KEY, at TEXT NOT NULL, text TEXT) STRICT;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

Role = Literal["source", "article", "robots"]
ResponseState = Literal["kept", "parsed", "nothing"]


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a source stands. `begun`: first look; `tried`, `went_well`: last look, last good one; `brought`: last new item."""

    id: str
    due: datetime | None = None
    etag: str | None = None
    modified: str | None = None
    round: int = 0
    failures: int = 0
    begun: datetime | None = None
    tried: datetime | None = None
    went_well: datetime | None = None
    brought: datetime | None = None
    fault: str | None = None


class ResponseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the custody log: what was asked, what came, where its bytes lie, what became of it."""

    n: int = 0
    source: str
    url: str
    role: Role
    at: datetime
    status: int
    kept: Kept | None = None
    fault: str | None = None
    state: ResponseState = "kept"
    items: int = 0
    fresh: int = 0
    faults: int = 0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a source's list leads to and that was not fetched yet."""

    source: str
    url: str
    found: datetime
    due: datetime
    tries: int = 0


class State(Memory):
    """The watch's memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES, SCHEMA)

    # -- sources -------------------------------------------------------------------------------------------------
    def source(self, ident: str) -> SourceState:
        """Where a source stands; one that was never looked at is due at once."""
        row = self._db.execute("SELECT * FROM source WHERE id = ?", (ident,)).fetchone()
        if row is None:
            return SourceState(id=ident)
        names = (
            "id",
            "due",
            "etag",
            "modified",
            "round",
            "failures",
            "begun",
            "tried",
            "went_well",
            "brought",
            "fault",
        )
        return msgspec.convert(dict(zip(names, row, strict=True)), SourceState)

    def put_source(self, state: SourceState) -> None:
        """Remembers where a source stands."""
        values = [_plain(getattr(state, f)) for f in SourceState.__struct_fields__]
        self._db.execute(f"INSERT OR REPLACE INTO source VALUES ({','.join('?' * len(values))})", values)

    # -- the custody log -----------------------------------------------------------------------------------------
    def put_response(self, row: ResponseRow) -> int:
        """Notes a response; its number."""
        k = row.kept
        values = (
            *(row.source, row.url, row.role, _plain(row.at), row.status),
            *((k.record, k.file, k.offset, k.length, k.sha256) if k else (None,) * 5),
            *(row.fault, row.state, row.items, row.fresh, row.faults),
        )
        marks = ",".join("?" * len(values))
        return int(self._db.execute(f"INSERT INTO response VALUES (NULL,{marks})", values).lastrowid or 0)

    def waiting(self) -> Iterator[ResponseRow]:
        """Responses that are kept and not read yet, oldest first."""
        numbers = self._db.execute("SELECT n FROM response WHERE state = 'kept' ORDER BY n").fetchall()
        for (n,) in numbers:
            yield from self.responses("n = ?", n)

    def responses(self, where: str = "TRUE", *values: object) -> Iterator[ResponseRow]:
        """Rows of the custody log that a condition holds of, in order."""
        for row in self._db.execute(f"SELECT * FROM response WHERE {where} ORDER BY n", values):
            (n, source, url, role, at, status, record, file, start, length, digest, fault, *counts) = row
            kept = None
            if record is not None:
                kept = Kept(record=record, file=file, offset=start, length=length, sha256=digest)
            state, items, fresh, faults = counts
            yield ResponseRow(
                n=n,
                source=source,
                url=url,
                role=role,
                at=datetime.fromisoformat(at),
                status=status,
                kept=kept,
                fault=fault,
                state=state,
                items=items,
                fresh=fresh,
                faults=faults,
            )

    def settle(self, n: int, *, items: int = 0, fresh: int = 0, faults: int = 0) -> None:
        """Notes that a response was read, and what it held."""
        self._db.execute(
            "UPDATE response SET state = 'parsed', items = ?, fresh = ?, faults = ? WHERE n = ?",
            (items, fresh, faults, n),
        )

    def reopen(self, source: str, since: datetime) -> int:
        """Marks what was kept of a source since an instant as not read yet; how many responses that are."""
        changed = self._db.execute(
            "UPDATE response SET state = 'kept' WHERE source = ? AND at >= ? AND state = 'parsed'",
            (source, _plain(since)),
        )
        return changed.rowcount

    def ends(self) -> dict[str, int]:
        """Where the last record that counts ends, by file of the archive."""
        rows = self._db.execute("SELECT file, max(start + length) FROM response WHERE file IS NOT NULL GROUP BY file")
        return {str(name): int(end) for name, end in rows}

    def has_payload(self, source: str, url: str, digest: str) -> bool:
        """True if these very bytes of this address were kept and read before."""
        found = self._db.execute(
            "SELECT 1 FROM response WHERE source = ? AND url = ? AND sha256 = ? AND state != 'nothing' LIMIT 1",
            (source, url, digest),
        )
        return found.fetchone() is not None

    # -- pages that lists lead to --------------------------------------------------------------------------------
    def want(self, source: str, urls: Iterable[str], at: datetime) -> int:
        """Notes pages to fetch; how many were not known."""
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO wanted VALUES (?, ?, ?, ?, 0, 'wanted')",
            [(source, u, _plain(at), _plain(at)) for u in urls],
        )
        return self._db.total_changes - before

    def wanted(self, source: str, now: datetime, limit: int) -> tuple[Wanted, ...]:
        """Pages of a source that are due, those found first in front."""
        rows = self._db.execute(
            "SELECT source, url, found, due, tries FROM wanted WHERE source = ? AND state = 'wanted' AND due <= ?"
            " ORDER BY found, url LIMIT ?",
            (source, _plain(now), limit),
        )
        names = Wanted.__struct_fields__
        return tuple(msgspec.convert(dict(zip(names, r, strict=True)), Wanted) for r in rows)

    def next_wanted(self) -> datetime | None:
        """When the next wanted page is due; None when none is wanted."""
        row = self._db.execute("SELECT min(due) FROM wanted WHERE state = 'wanted'").fetchone()
        return datetime.fromisoformat(row[0]) if row[0] else None

    def put_off(self, page: Wanted, due: datetime) -> None:
        """Notes a failed try and when the next one is due."""
        self._db.execute(
            "UPDATE wanted SET due = ?, tries = tries + 1 WHERE source = ? AND url = ?",
            (_plain(due), page.source, page.url),
        )

    def done_with(self, page: Wanted, state: Literal["fetched", "gone"]) -> None:
        """Notes that a page need not be fetched any more."""
        self._db.execute("UPDATE wanted SET state = ? WHERE source = ? AND url = ?", (state, page.source, page.url))

    # -- items ---------------------------------------------------------------------------------------------------
    def put_item(self, source: str, key: str, digest: str, at: datetime, published: str | None, response: int) -> bool:
        """Notes an item; True if nothing with its key was known of the source."""
        known = self._db.execute("SELECT 1 FROM item WHERE source = ? AND key = ? LIMIT 1", (source, key)).fetchone()
        self._db.execute(
            "INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?)",
            (source, key, digest, _plain(at), published, response),
        )
        return known is None

    def has_item(self, source: str, key: str, digest: str) -> bool:
        """True if this very item was taken in before."""
        row = self._db.execute(
            "SELECT 1 FROM item WHERE source = ? AND key = ? AND sha256 = ?", (source, key, digest)
        ).fetchone()
        return row is not None

    def items(self, source: str, since: datetime) -> tuple[tuple[str, datetime, str | None], ...]:
        """Key, first sight and publication of the items first seen at or after an instant."""
        rows = self._db.execute(
            "SELECT key, min(at), min(published) FROM item WHERE source = ? GROUP BY key HAVING min(at) >= ?"
            " ORDER BY min(at), key",
            (source, _plain(since)),
        )
        return tuple((k, datetime.fromisoformat(at), p) for k, at, p in rows)

    # -- robots.txt and notes ------------------------------------------------------------------------------------
    def robots(self, origin: str) -> Rules | None:
        """What a host's robots.txt said last; None when it was never asked."""
        row = self._db.execute("SELECT at, text FROM robots WHERE origin = ?", (origin,)).fetchone()
        return Rules(origin=origin, at=datetime.fromisoformat(row[0]), text=row[1]) if row else None

    def put_robots(self, rules: Rules) -> None:
        """Remembers what a host's robots.txt said."""
        self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (rules.origin, _plain(rules.at), rules.text))

    def note(self, name: str) -> str | None:
        """A value noted under a name."""
        row = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def put_note(self, name: str, value: str) -> None:
        """Notes a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def drop_note(self, name: str) -> None:
        """Forgets what was noted under a name."""
        self._db.execute("DELETE FROM note WHERE name = ?", (name,))

    def notes(self, beginning: str) -> tuple[tuple[str, str], ...]:
        """Names and values of all notes whose name begins so, by name."""
        rows = self._db.execute(
            "SELECT name, value FROM note WHERE substr(name, 1, ?) = ? ORDER BY name", (len(beginning), beginning)
        )
        return tuple((str(n), str(v)) for n, v in rows)


def _plain(value: Any) -> Any:
    """A value as the file holds it: instants as UTC text of one length, so that they sort."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
