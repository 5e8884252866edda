"""WARC files, packed record by record or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside, Skipped
from trucewatch.archive.rows import instant_of
from trucewatch.archive.shards import Shard
from trucewatch.ingest.media import FEED, HTML, TEXT

PAGES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/plain": TEXT,
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
}
_READ = ("response", "resource", "conversion")


def read_warc(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each page; requests, images and the like are skipped. Positions: bytes of the file as it lies there."""
    with Path(shard.path).open("rb") as file:
        if after:
            file.seek(after.at)
        records = ArchiveIterator(file)
        try:
            for found in records:
                at = Position(records.get_record_offset())
                if after and at <= after:
                    continue
                yield _record(shard.path, at, found, options)
        except (ArchiveLoadFailed, EOFError) as error:
            at = Position(records.get_record_offset(), 1)
            yield SetAside(archive=shard.path, position=at, code="broken_warc", reason=str(error)[:200])


def _record(path: str, at: Position, found: object, options: ArchiveOptions) -> Found:
    url = found.rec_headers.get_header("WARC-Target-URI")  # type: ignore[attr-defined]
    kind = found.rec_type  # type: ignore[attr-defined]
    if kind not in _READ:
        return Skipped(archive=path, position=at, code=kind or "unknown", reason=f"a record of type {kind}", url=url)
    http = found.http_headers  # type: ignore[attr-defined]
    status = http.get_statuscode() if http else "200"
    if status != "200":
        return Skipped(archive=path, position=at, code="status", reason=f"answered with status {status}", url=url)
    stated = (http or found.rec_headers).get_header("Content-Type") or ""  # type: ignore[attr-defined]
    media = PAGES.get(stated.partition(";")[0].strip().lower())
    if media is None:
        return Skipped(archive=path, position=at, code="media_type", reason=f"its type is {stated[:60] or 'not stated'}",
                       url=url)  # fmt: skip
    data = found.content_stream().read(options.max_bytes + 1)  # type: ignore[attr-defined]
    if len(data) > options.max_bytes:
        reason = f"a page of more than {options.max_bytes:,} bytes; not read"
        return SetAside(archive=path, position=at, code="too_large", reason=reason, url=url)
    return Record(
        archive=path,
        position=at,
        media_type=media,
        data=data,
        id=found.rec_headers.get_header("WARC-Record-ID"),  # type: ignore[attr-defined]
        url=url,
        captured_at=instant_of(found.rec_headers.get_header("WARC-Date")),  # type: ignore[attr-defined]
    )
