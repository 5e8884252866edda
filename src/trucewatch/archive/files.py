"""Single documents: loose files of a folder, files of a zip, entries of a tar; each one record."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from trucewatch.archive.kinds import packing_of
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside, Skipped
from trucewatch.archive.shard import Shard
from trucewatch.archive.stream import Unpacked
from trucewatch.ingest.media import CODE, TABLE, UNKNOWN, guess_media_type, name_binary

_NOT_PROSE = {TABLE: "a table", CODE: "settings or code"}


def file_record(archive: str, position: Position, name: str, file: BinaryIO, options: ArchiveOptions) -> Found:
    """The record of a file by its bytes, unpacked where it is packed by itself; never raises for what it holds."""
    try:
        head = file.read(8)
        packing = packing_of(head)
        stream = Unpacked(cast(BinaryIO, _Again(head, file)), packing, options)
        data = stream.read(options.max_bytes + 1)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        reason = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        return SetAside(archive=archive, position=position, code="cannot_read", reason=reason, url=None,
                        try_this="check the permissions and that it is whole")  # fmt: skip
    if len(data) > options.max_bytes:
        reason = f"larger than the limit of {options.max_bytes:,} bytes; not read"
        return SetAside(archive=archive, position=position, code="too_large", reason=reason)
    if stream.fault:
        return SetAside(
            archive=archive, position=position, code=stream.fault.code, reason=f"{name}: {stream.fault.reason}"
        )
    if not data.strip():
        return SetAside(archive=archive, position=position, code="empty", reason=f"{name} is empty")
    shown = str(PurePath(name).with_suffix("")) if packing and PurePath(name).suffix else name
    media = guess_media_type(shown, data)
    if media == UNKNOWN or media in _NOT_PROSE:
        what = _NOT_PROSE.get(media) or name_binary(data) or "no text"
        return Skipped(archive=archive, position=position, code="media_type", reason=f"{name} is {what}")
    return Record(archive=archive, position=position, media_type=media, data=data, id=name)


class _Again(io.RawIOBase):
    """A file whose first bytes were read already."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1) -> bytes:
        if self._head:
            out, self._head = self._head, b""
            return out
        return self._file.read(size)


def read_files(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each loose file. Positions: the number of the file in the shard."""
    for number in range(after.at + 1 if after else 0, len(shard.files)):
        path, at = shard.files[number], Position(number)
        try:
            with Path(path).open("rb") as file:
                yield file_record(path, at, path, file, options)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield SetAside(archive=path, position=at, code="cannot_read", reason=reason,
                           try_this="check the permissions and that it still exists")  # fmt: skip


def read_zip(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each file of a zip. Positions: the number of the file in its table."""
    try:
        parts = zipfile.ZipFile(shard.path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if after is not None:
            return
        yield SetAside(archive=shard.path, position=Position(0), code="broken_zip", reason=f"cannot be read as zip: {error}",
                       try_this="bring the whole file again: its table of contents stands at its end")  # fmt: skip
        return
    with parts:
        came_out = 0
        for number, part in enumerate(parts.infolist()):
            at = Position(number)
            if part.filename.endswith("/"):
                continue
            found = _part(parts, part, at, shard, options)
            came_out += found.size if isinstance(found, Record) else 0
            if came_out > options.max_bytes and came_out > options.max_ratio * shard.size:
                left = len(parts.infolist()) - number
                reason = f"{shard.size:,} packed bytes unpack to more than {came_out:,}; {left:,} files were not read"
                if after is None or at > after:
                    yield SetAside(archive=shard.path, position=at, code="bomb", reason=reason)
                return
            if after is None or at > after:
                yield found


def _part(parts: zipfile.ZipFile, part: zipfile.ZipInfo, at: Position, shard: Shard, options: ArchiveOptions) -> Found:
    try:
        with parts.open(part) as file:
            return file_record(shard.path, at, part.filename, cast(BinaryIO, file), options)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
        reason = f"{part.filename} cannot be read: {error}"
        return SetAside(archive=shard.path, position=at, code="cannot_read", reason=reason)
