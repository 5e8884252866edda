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
from trucewatch.watching.state_rows import ItemRow, ResponseRow, SourceState, Wanted

SCHEMA = 2
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
CREATE INDEX response_url ON response (source, url, n);
CREATE INDEX response_file ON response (file, start);
CREATE TABLE wanted (
    source TEXT NOT NULL, url TEXT NOT NULL, found TEXT NOT NULL, due TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, fetched TEXT, looks INTEGER NOT NULL DEFAULT 0,
    etag TEXT, modified TEXT, PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX wanted_waiting ON wanted (source, due) WHERE state = 'wanted';
CREATE INDEX wanted_again ON wanted (source, due) WHERE state = 'again';
CREATE TABLE item (
    source TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, published TEXT,
    response INTEGER NOT NULL, documents TEXT NOT NULL DEFAULT '[]', current INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (source, key, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_at ON item (source, at);
CREATE TABLE robots (origin TEXT PRIMARY KEY, at TEXT NOT NULL, text TEXT) STRICT;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

_UPGRADES = {
    1: """
DROP INDEX response_bytes;
CREATE INDEX response_url ON response (source, url, n);
ALTER TABLE wanted ADD COLUMN fetched TEXT;
ALTER TABLE wanted ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wanted ADD COLUMN etag TEXT;
ALTER TABLE wanted ADD COLUMN modified TEXT;
CREATE INDEX wanted_again ON wanted (source, due) WHERE state = 'again';
ALTER TABLE item ADD COLUMN documents TEXT NOT NULL DEFAULT '[]';
ALTER TABLE item ADD COLUMN current INTEGER NOT NULL DEFAULT 1;
"""
}


class State(Memory):
    """The watch's memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES, SCHEMA, _UPGRADES)

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

    def settle(self, n: int, *, items: int = 0, fresh: int = 0, faults: int = 0, layout: str = "") -> None:
        """Notes that a response was read, and what it held. `layout`: how the page differs from what the card expects."""
        self._db.execute(
            "UPDATE response SET state = 'parsed', items = ?, fresh = ?, faults = ?, fault = ? WHERE n = ?",
            (items, fresh, faults, layout or None, n),
        )

    def looks(self, source: str, urls: tuple[str, str], until: datetime) -> Iterator[tuple[datetime, str | None, bool]]:
        """Looks at a source's own address (in either way of writing it) up to an instant, the latest first: when, what was
        wrong, and whether it was read (then a fault is one of layout).
        """
        rows = self._db.execute(
            "SELECT at, fault, state = 'parsed' FROM response WHERE source = ? AND url IN (?, ?) AND at <= ? ORDER BY n DESC",
            (source, *urls, _plain(until)),
        )
        for at, fault, read in rows:
            yield datetime.fromisoformat(at), fault, bool(read)

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
        """True if these very bytes are what was last kept to be read of this address."""
        found = self._db.execute(
            "SELECT sha256 FROM response WHERE source = ? AND url = ? AND state != 'nothing' ORDER BY n DESC LIMIT 1",
            (source, url),
        ).fetchone()
        return found is not None and found[0] == digest

    # -- pages that lists lead to --------------------------------------------------------------------------------
    def want(self, source: str, urls: Iterable[str], at: datetime) -> int:
        """Notes pages to fetch; how many were not known."""
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO wanted (source, url, found, due, state) VALUES (?, ?, ?, ?, 'wanted')",
            [(source, u, _plain(at), _plain(at)) for u in urls],
        )
        return self._db.total_changes - before

    def wanted(self, source: str, now: datetime, limit: int, *, again: bool = False) -> tuple[Wanted, ...]:
        """Pages of a source that are due, those found first in front; `again`: to be looked at once more."""
        names = Wanted.__struct_fields__
        rows = self._db.execute(
            f"SELECT {', '.join(names)} FROM wanted WHERE source = ? AND state = ? AND due <= ?"
            " ORDER BY found, url LIMIT ?",
            (source, "again" if again else "wanted", _plain(now), limit),
        )
        return tuple(msgspec.convert(dict(zip(names, r, strict=True)), Wanted) for r in rows)

    def next_wanted(self, sources: Iterable[str]) -> datetime | None:
        """When the next page of these sources is due; None when none is wanted."""
        found = []
        for source in sources:
            for state in ("wanted", "again"):
                row = self._db.execute(
                    "SELECT due FROM wanted WHERE source = ? AND state = ? ORDER BY due LIMIT 1", (source, state)
                ).fetchone()
                found += [datetime.fromisoformat(row[0])] if row else []
        return min(found, default=None)

    def put_off(self, page: Wanted, due: datetime) -> None:
        """Notes a failed try and when the next one is due."""
        self._db.execute(
            "UPDATE wanted SET due = ?, tries = tries + 1 WHERE source = ? AND url = ?",
            (_plain(due), page.source, page.url),
        )

    def look_again(self, page: Wanted) -> None:
        """Notes when a page was had, and that it is looked at once more when due."""
        self._db.execute(
            "UPDATE wanted SET state = 'again', due = ?, fetched = ?, looks = ?, etag = ?, modified = ?"
            " WHERE source = ? AND url = ?",
            (
                *(_plain(page.due), _plain(page.fetched), page.looks, page.etag, page.modified),
                *(page.source, page.url),
            ),
        )

    def done_with(self, page: Wanted, state: Literal["fetched", "gone"]) -> None:
        """Notes that a page need not be fetched any more."""
        self._db.execute("UPDATE wanted SET state = ? WHERE source = ? AND url = ?", (state, page.source, page.url))

    # -- items ---------------------------------------------------------------------------------------------------
    def put_item(self, item: ItemRow) -> bool:
        """Notes an item as the present version of its key; True if nothing with its key was known of the source."""
        at = (item.source, item.key)
        known = self._db.execute("SELECT 1 FROM item WHERE source = ? AND key = ? LIMIT 1", at).fetchone()
        self._db.execute("UPDATE item SET current = 0 WHERE source = ? AND key = ?", at)
        self._db.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET current = 1",
            (
                *(*at, item.sha256, _plain(item.at), item.published, item.response),
                msgspec.json.encode(item.documents).decode(),
            ),
        )
        return known is None

    def versions(self, source: str, key: str) -> tuple[ItemRow, ...]:
        """All versions of an item that were taken in, the present one last."""
        rows = self._db.execute(
            "SELECT source, key, sha256, at, published, response, documents, current FROM item WHERE source = ? AND key = ?"
            " ORDER BY current, at, response",
            (source, key),
        )
        return tuple(
            ItemRow(
                source=r[0],
                key=r[1],
                sha256=r[2],
                at=datetime.fromisoformat(r[3]),
                published=r[4],
                response=r[5],
                documents=msgspec.json.decode(r[6], type=tuple[str, ...]),
                current=bool(r[7]),
            )
            for r in rows
        )

    def items(
        self, source: str, since: datetime, until: datetime | None = None
    ) -> tuple[tuple[str, datetime, str | None], ...]:
        """Key, first sight and publication of the items first seen at or after an instant, and at the latest `until`."""
        last = _plain(until) if until is not None else "9"
        rows = self._db.execute(
            "SELECT key, min(at), min(published) FROM item WHERE source = ? GROUP BY key HAVING min(at) >= ? AND min(at) <= ?"
            " ORDER BY min(at), key",
            (source, _plain(since), last),
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
