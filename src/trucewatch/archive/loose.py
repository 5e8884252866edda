"""Loose files of a folder, one record each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside
from trucewatch.archive.shards import Shard
from trucewatch.archive.stream import open_unpacked
from trucewatch.ingest.media import guess_media_type

_PACKED_BY = {b"\x1f\x8b": "gzip", b"BZ": "bzip2"}


def read_files(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each file. Positions: the number of the file in the shard."""
    for number in range(after.at + 1 if after else 0, len(shard.files)):
        path, at = shard.files[number], Position(number)
        try:
            with Path(path).open("rb") as peek:
                packing = _PACKED_BY.get(peek.read(2))
            stream, file = open_unpacked(path, packing, options)
            with file:
                data = stream.read(options.max_bytes + 1)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield SetAside(archive=path, position=at, code="cannot_read", reason=reason,
                           try_this="check the permissions and that it still exists")  # fmt: skip
            continue
        if len(data) > options.max_bytes:
            reason = f"larger than the limit of {options.max_bytes:,} bytes; not read"
            yield SetAside(archive=path, position=at, code="too_large", reason=reason)
        elif stream.fault:
            yield SetAside(archive=path, position=at, code=stream.fault.code, reason=stream.fault.reason)
        elif not data.strip():
            yield SetAside(archive=path, position=at, code="empty", reason="is empty")
        else:
            name = str(Path(path).with_suffix("")) if packing else path
            yield Record(archive=path, position=at, media_type=guess_media_type(name, data), data=data, id=name)
