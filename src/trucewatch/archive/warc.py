"""WARC files: every whole record, whatever stands between.

Packed record by record, as the standard asks, a record lies at a byte of the file that a resume can seek to. A packing that
breaks, or a length that lies, costs that record and no other: reading goes on where the next one begins. The heads of
records and of answers are read by warcio.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from trucewatch.archive.body import read_body
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside, Skipped
from trucewatch.archive.rows import instant_of
from trucewatch.archive.shard import Shard
from trucewatch.archive.source import open_source
from trucewatch.archive.stream import Unpacked
from trucewatch.errors import RecordError
from trucewatch.ingest.media import DOCX, FEED, HTML, PDF, TEXT, UNKNOWN, guess_media_type

PAGES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/plain": TEXT,
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    "application/pdf": PDF,
    DOCX: DOCX,
}
_UNSTATED = ("", "application/octet-stream", "unknown", "text/xml", "application/xml")
_READ = ("response", "resource", "conversion")
_BROKEN_ZIP = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error)
_HEAD = 262_144  # bytes of a record's head at most
_LENGTH = re.compile(rb"^content-length:[ \t]*(-?\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_URL = re.compile(rb"^warc-target-uri:[ \t]*<?([^\r\n>]{1,2000})", re.IGNORECASE | re.MULTILINE)
_NEXT = re.compile(rb"\r?\n\r?\nWARC/[01]\.\d")
# it would tell of hostile addresses on the terminal, word for word
logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)
_LOADER = ArcWarcRecordLoader(verify_http=False)


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it lies in the stream. `fault`: code and reason why it is not whole; `block` is what there is of it."""

    position: Position
    head: bytes
    block: bytes = b""
    fault: tuple[str, str] | None = None

    @property
    def url(self) -> str | None:
        found = _URL.search(self.head)
        return found[1].decode("utf-8", "replace").strip() if found else None


def read_warc(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each page; requests, images and the like are skipped. Positions: bytes of the file and, where several
    records are packed together, their number.
    """
    packing = shard.kind.packing
    if shard.member is not None:
        packing = "gzip" if shard.member.endswith(".gz") else None
    last = Position(0)
    try:
        with open_source(shard) as file:
            frames = _packed(file, options, after) if packing == "gzip" else _plain(file, packing, options, after)
            for frame in frames:
                last = frame.position
                if after is None or last > after:
                    yield _found(shard.path, frame, options)
    except _BROKEN_ZIP as error:  # of the zip that a WACZ is
        at = Position(last.at, last.item + 1)
        if after is None or at > after:
            reason = f"{shard.member} cannot be read on: {str(error)[:200]}"
            yield SetAside(archive=shard.path, position=at, code="broken_zip", reason=reason)


def _packed(file: BinaryIO, options: ArchiveOptions, after: Position | None) -> Iterator[_Frame]:
    """Frames of a file that is packed record by record."""
    start = after.at if after else 0
    file.seek(start)
    stream = Unpacked(file, "gzip", options, by_member=True, start=start)
    while True:
        item = 0
        while (frame := _frame(stream, Position(stream.member_at, item), options)) is not None:
            if frame.fault is None or stream.fault is None:
                yield frame
                item += 1
                continue
            break
        fault, begin = stream.fault, stream.member_at
        if fault is None:
            if not stream.next_member():
                return
            continue
        goes_on = stream.find_member(b"WARC/")
        end = stream.member_at if goes_on else file.seek(0, 2)
        told = frame.fault if frame and frame.fault else (fault.code, fault.reason)
        rest = "reading goes on behind it" if goes_on else "what follows, if anything did, is missing"
        reason = f"{told[1]} ({end - begin:,} bytes from byte {begin:,} on; {rest})"
        yield _Frame(position=Position(begin, item), head=frame.head if frame else b"", fault=(told[0], reason))
        if not goes_on:
            return


def _plain(file: BinaryIO, packing: str | None, options: ArchiveOptions, after: Position | None) -> Iterator[_Frame]:
    """Frames of a file that is not packed, or packed as a whole."""
    stream = Unpacked(file, packing, options)
    if after:
        stream.skip(after.at)
    while True:
        frame = _frame(stream, Position(stream.at), options)
        if frame is not None:
            yield frame
        elif stream.fault:
            reason = f"{stream.fault.reason}; what follows {stream.fault.at:,} unpacked bytes is missing"
            yield _Frame(position=Position(stream.at, 1), head=b"", fault=(stream.fault.code, reason))
            return
        else:
            return


def _frame(stream: Unpacked, position: Position, options: ArchiveOptions) -> _Frame | None:
    """The next record of the stream, None at its end."""
    head = _head(stream)
    if not head:
        return None
    if not head.startswith(b"WARC/"):
        passed = _find_next(stream, head)
        if stream.fault and not stream.fault.at:
            return None
        fault = ("not_a_record", f"{passed:,} bytes are no record")
        return _Frame(position=position, head=b"", fault=fault)
    length = _LENGTH.search(head)
    if length is None or int(length[1]) < 0:
        _find_next(stream, b"")
        return _Frame(position=position, head=head, fault=("broken_head", "its head states no length"))
    size = int(length[1])
    if size > options.max_bytes:
        return _large(stream, position, head, size, options)
    block = stream.read(size)
    if len(block) == size and _at_border(stream):
        return _Frame(position=position, head=head, block=block)
    there = len(block)
    stream.push_back(block)
    passed = _find_next(stream, b"")
    if stream.fault:
        return _Frame(position=position, head=head, fault=(stream.fault.code, f"it breaks off: {stream.fault.reason}"))
    if there < size and passed == there:
        reason = f"it breaks off: {there:,} of its {size:,} bytes are there"
        return _Frame(position=position, head=head, fault=("length_lies" if stream.by_member else "truncated", reason))
    reason = f"its head states {size:,} bytes, and {passed:,} are there before the next record"
    return _Frame(position=position, head=head, fault=("length_lies", reason))


def _large(stream: Unpacked, position: Position, head: bytes, size: int, options: ArchiveOptions) -> _Frame:
    """A record beyond the limit: passed over by its length where that can be right, else up to the next record."""
    begin = stream.at
    there = stream.skip(size)
    reason = f"a record of {size:,} bytes, above the limit of {options.max_bytes:,}; not read"
    if stream.fault:
        return _Frame(position=position, head=head, fault=(stream.fault.code, f"it breaks off: {stream.fault.reason}"))
    if there == size and _at_border(stream):
        return _Frame(position=position, head=head, fault=("too_large", reason))
    if stream.rewind(begin):
        passed = _find_next(stream, b"")
        reason = f"its head states {size:,} bytes, and {passed:,} are there before the next record"
        return _Frame(position=position, head=head, fault=("length_lies", reason))
    return _Frame(
        position=position, head=head, fault=("truncated", f"it breaks off: {there:,} of {size:,} bytes are there")
    )


def _head(stream: Unpacked) -> bytes:
    """The lines of a head with the empty one that ends it; the blank lines before it are passed over."""
    lines: list[bytes] = []
    size = 0
    while size < _HEAD:
        line, _ = stream.read_line(_HEAD)
        if not lines and line and not line.strip():
            continue
        size += len(line)
        if line:
            lines.append(line)
        if not line.strip() or (len(lines) == 1 and not line.startswith(b"WARC/")):
            break
    return b"".join(lines)


def _at_border(stream: Unpacked) -> bool:
    """True if the stream ends here or the next record begins, blank lines apart."""
    ahead = stream.read(16)
    stream.push_back(ahead)
    rest = ahead.lstrip(b"\r\n")
    return stream.fault is None and rest[:5] == b"WARC/"[: len(rest)]


def _find_next(stream: Unpacked, behind: bytes) -> int:
    """Passes over what stands before the next record, or to the end; how many bytes that were, `behind` counted."""
    passed = len(behind)
    tail = behind[-12:]
    while chunk := stream.read(262_144):
        window = tail + chunk
        found = _NEXT.search(window)
        if found:
            keep = window[window.index(b"WARC/", found.start()) :]
            stream.push_back(keep)
            return passed + len(chunk) - len(keep)
        passed += len(chunk)
        tail = window[-12:]
    return passed


def _found(path: str, frame: _Frame, options: ArchiveOptions) -> Found:
    at = frame.position
    if frame.fault:
        hint = "bring the whole file again" if frame.fault[0] == "truncated" else None
        return SetAside(
            archive=path, position=at, code=frame.fault[0], reason=frame.fault[1], url=frame.url, try_this=hint
        )
    try:
        found = _LOADER.parse_record_stream(io.BytesIO(frame.head + frame.block), known_format="warc")
        return _record(path, at, frame, found, options)
    except (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        EOFError,
        ValueError,
        AttributeError,
        zlib.error,
    ) as error:
        reason = f"its head cannot be read ({type(error).__name__}: {str(error)[:120]})"
        return SetAside(archive=path, position=at, code="broken_head", reason=reason, url=frame.url)


def _record(path: str, at: Position, frame: _Frame, found: Any, options: ArchiveOptions) -> Found:
    stated = found.rec_headers.get_header
    url, kind = stated("WARC-Target-URI"), found.rec_type
    if kind not in _READ:
        return Skipped(archive=path, position=at, code=kind or "unknown", reason=f"a record of type {kind}", url=url)
    http = found.http_headers
    status = http.get_statuscode() if http else "200"
    if status != "200":
        return Skipped(archive=path, position=at, code="status", reason=f"answered with status {status[:20]}", url=url)
    if not _digest_agrees(stated("WARC-Block-Digest"), frame.block):
        reason = "its bytes are not those whose digest its head states"
        return SetAside(archive=path, position=at, code="digest_differs", reason=reason, url=url)
    kept = ((http or found.rec_headers).get_header("Content-Type") or "").partition(";")[0].strip().lower()
    media = PAGES.get(kept)
    if media is None and kept not in _UNSTATED:
        return Skipped(archive=path, position=at, code="media_type", reason=f"its type is {kept[:60]}", url=url)
    sent = http.get_header if http else (lambda _: None)
    packing = (sent("Content-Encoding") or "").strip().lower()
    chunked = (sent("Transfer-Encoding") or "").strip().lower() == "chunked"
    try:
        data = read_body(found.raw_stream, packing, chunked, options)
    except RecordError as error:
        code, hint = error.where or "packed_answer", error.try_this
        return SetAside(archive=path, position=at, code=code, reason=error.what, url=url, try_this=hint)
    if len(data) > options.max_bytes:
        reason = f"a page that unpacks to more than {options.max_bytes:,} bytes; not read"
        return SetAside(archive=path, position=at, code="too_large", reason=reason, url=url)
    if not data.strip():
        return Skipped(archive=path, position=at, code="empty", reason="an answer without a page", url=url)
    media = media or guess_media_type(url or "", data)
    if media == UNKNOWN:
        return Skipped(archive=path, position=at, code="media_type", reason="its bytes are no text", url=url)
    captured = instant_of(stated("WARC-Date"))
    notes: tuple[tuple[str, str], ...] = ()
    if captured is None:
        notes = (("impossible_date", f"WARC-Date {str(stated('WARC-Date'))[:40]!r} is no moment; it is not used"),)
    return Record(
        archive=path,
        position=at,
        media_type=media,
        data=data,
        id=stated("WARC-Record-ID"),
        url=url,
        captured_at=captured,
        notes=notes,
    )


def _digest_agrees(stated: str | None, block: bytes) -> bool:
    """False if a digest is stated that we can work out and that is another."""
    name, _, value = (stated or "").partition(":")
    name = name.lower().replace("-", "")
    if name not in ("sha1", "sha256", "md5") or not value:
        return True
    made = hashlib.new(name, block, usedforsecurity=False)
    if value.lower() == made.hexdigest():
        return True
    try:
        return base64.b32decode(value.upper() + "=" * (-len(value) % 8)) == made.digest()
    except binascii.Error:
        return False
