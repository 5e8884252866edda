"""Evidence: every response as it came, appended to WARC files with digest, time and the version of this program."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from trucewatch import __version__
from trucewatch.errors import StoreError
from trucewatch.model.ids import sha256
from trucewatch.watching.fetch import Exchange

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where one record lies. Units: `offset` and `length` bytes in the packed file."""

    record: str
    file: str
    offset: int
    length: int
    sha256: str


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """The kept writer with SHA-256 in place of SHA-1."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class Archive:
    """A folder of WARC files, one for each day; a record counts only once the state names it."""

    def __init__(self, folder: Path, *, version: str = __version__) -> None:
        self.folder = folder
        self.version = version
        folder.mkdir(parents=True, exist_ok=True)

    def cut(self, ends: dict[str, int]) -> int:
        """How many bytes were cut off behind the last records that count: what a kill left half written."""
        lost = 0
        for path in sorted(self.folder.glob("*.warc.gz")):
            end, size = ends.get(path.name, 0), path.stat().st_size
            if size < end:
                raise StoreError(
                    f"{end - size:,} bytes of kept evidence are missing",
                    where=str(path),
                    try_this="bring the file back from a copy; nothing was changed",
                )
            if size > end:
                os.truncate(path, end)
                lost += size - end
        return lost

    def keep(self, exchange: Exchange, *, known: bool = False) -> Kept:
        """The exchange at the end of its day's file, and on the disk. `known`: its bytes lie here already, so that only
        the fact that they came again is written. Raises: StoreError when it cannot be written.
        """
        path = self.folder / f"trucewatch-{exchange.at.astimezone(UTC):%Y%m%d}.warc.gz"
        try:
            with path.open("ab") as file:
                if file.tell() == 0:
                    self._begin(file, path.name, exchange.at)
                offset = file.tell()
                record = self._write(file, exchange, known)
                length = file.tell() - offset
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"the evidence cannot be written: {error.strerror or error}",
                where=str(path),
                try_this="make room, or check that you may write there; what was acknowledged is kept",
            ) from error
        return Kept(record=record, file=path.name, offset=offset, length=length, sha256=sha256(exchange.body))

    def _begin(self, file: BinaryIO, name: str, at: datetime) -> None:
        writer = _Writer(file, gzip=True, warc_version="1.1")
        told = {"software": f"trucewatch/{self.version}", "format": "WARC File Format 1.1"}
        record = writer.create_warcinfo_record(name, told)
        record.rec_headers.replace_header("WARC-Date", _instant(at))
        writer.write_record(record)

    def _write(self, file: BinaryIO, exchange: Exchange, known: bool) -> str:
        writer = _Writer(file, gzip=True, warc_version="1.1")
        headers = {
            "WARC-Date": _instant(exchange.at),
            "Trucewatch-Version": self.version,
        }
        if known:  # of the bytes that lie here already; of other records the writer takes it itself
            digest = Digester("sha256")
            digest.update(exchange.body)
            headers["WARC-Payload-Digest"] = str(digest)
        if exchange.ip:
            headers["WARC-IP-Address"] = exchange.ip
        if exchange.truncated:
            headers["WARC-Truncated"] = exchange.truncated
        kind = "response" if "://" in exchange.url and not exchange.url.startswith("file:") else "resource"
        if exchange.status == HTTPStatus.NOT_MODIFIED or known:
            kind = "revisit"
            headers["WARC-Profile"] = SAME_PAYLOAD if known else SERVER_NOT_MODIFIED
        http = None
        if kind != "resource":
            # the body is whole here, so the way it was cut for sending no longer describes it
            shown = [(k, v) for k, v in exchange.headers if k.lower() != "transfer-encoding"]
            http = StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), shown, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            exchange.url,
            kind,
            payload=io.BytesIO(b"" if known else exchange.body),
            http_headers=http,
            warc_headers_dict=headers,
        )
        writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def read(self, kept: Kept) -> Exchange:
        """The exchange that a record holds. Raises: StoreError when it is not what was kept."""
        path = self.folder / kept.file
        try:
            with path.open("rb") as file:
                file.seek(kept.offset)
                part = io.BytesIO(file.read(kept.length))
        except OSError as error:
            raise StoreError(
                f"kept evidence cannot be read: {error.strerror}", where=str(path), try_this="bring the file back"
            ) from error
        for record in ArchiveIterator(part, no_record_parse=False):
            http = record.http_headers
            body = record.raw_stream.read()
            if sha256(body) != kept.sha256:
                break
            status, _, reason = (http.statusline if http else "200").partition(" ")
            return Exchange(
                url=record.rec_headers.get_header("WARC-Target-URI"),
                at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00")),
                status=int(status),
                reason=reason,
                headers=tuple(http.headers) if http else (),
                body=body,
                ip=record.rec_headers.get_header("WARC-IP-Address"),
                truncated=record.rec_headers.get_header("WARC-Truncated"),
            )
        raise StoreError("kept evidence is not what its digest says", where=f"{path}, record {kept.record}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
