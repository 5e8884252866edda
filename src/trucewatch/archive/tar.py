"""Tar files, packed or not, as a stream: nothing is ever written by the names inside."""

from __future__ import annotations

import tarfile
from collections.abc import Generator, Iterator
from typing import Any, cast

from trucewatch.archive.files import file_record
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, SetAside, Skipped
from trucewatch.archive.shard import Shard
from trucewatch.archive.source import open_source
from trucewatch.archive.stream import Unpacked

_BLOCK = 512


class _Member(tarfile.TarInfo):
    """An entry; a head that is broken is remembered, where tarfile would end as if nothing followed."""

    @classmethod
    def fromtarfile(cls, tarfile: Any) -> _Member:
        try:
            return super().fromtarfile(tarfile)
        except _ENDS:
            raise
        except _BROKEN as error:
            tarfile.fault = str(error)
            raise


_ENDS = (tarfile.EOFHeaderError, tarfile.EmptyHeaderError)  # type: ignore[attr-defined]
_BROKEN = tarfile.HeaderError


def read_tar(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each file of a tar; links and devices are skipped. Positions: bytes of the unpacked tar."""
    with open_source(shard) as file:
        stream = Unpacked(file, shard.kind.packing, options)
        if after:
            stream.skip(after.at)
        while True:
            begin = stream.at
            ended = yield from _members(stream, begin, shard, options, after)
            if ended:
                return


def _members(
    stream: Unpacked, begin: int, shard: Shard, options: ArchiveOptions, after: Position | None
) -> Generator[Found, None, bool]:
    """The entries up to the end or to a broken head, behind which the stream then stands; True at the end."""
    last = begin
    fault: str | None = None
    try:
        with tarfile.open(fileobj=cast(Any, stream), mode="r|", bufsize=_BLOCK, tarinfo=_Member, errorlevel=2) as tar:
            for member in tar:
                last = begin + member.offset
                at = Position(last)
                if member.isdir() or (after and at <= after):
                    continue
                yield _entry(tar, member, at, shard, options)
            fault = getattr(tar, "fault", None)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        fault = str(error) or type(error).__name__
    at = Position(last, 1)
    new = after is None or at > after
    if stream.fault:
        reason = f"{stream.fault.reason}; what follows {stream.fault.at:,} unpacked bytes is missing"
        if new:
            yield SetAside(archive=shard.path, position=at, code=stream.fault.code, reason=reason,
                           try_this="bring the whole file again")  # fmt: skip
        return True
    if fault is None:
        return True
    found = _find_head(stream)
    rest = "reading goes on behind it" if found else "what follows, if anything did, is missing"
    code = "broken_tar" if found else "truncated"
    reason = f"{fault} behind the entry at byte {last:,} ({rest})"
    if new:
        yield SetAside(archive=shard.path, position=at, code=code, reason=reason)
    return not found


def _entry(tar: tarfile.TarFile, member: tarfile.TarInfo, at: Position, shard: Shard, options: ArchiveOptions) -> Found:
    name = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if not member.isreg():
        what = "a link" if member.issym() or member.islnk() else "neither a file nor a folder"
        return Skipped(archive=shard.path, position=at, code="not_a_file", reason=f"{name} is {what}; not followed")
    if member.size > options.max_bytes:
        reason = f"{name}: larger than the limit of {options.max_bytes:,} bytes; not read"
        return SetAside(archive=shard.path, position=at, code="too_large", reason=reason)
    file = tar.extractfile(member)
    assert file is not None  # a regular file has one
    return file_record(shard.path, at, name, cast(Any, file), options)


def _find_head(stream: Unpacked) -> bool:
    """Passes over blocks up to the next whole head; False when there is none."""
    while len(block := stream.read(_BLOCK)) == _BLOCK:
        if block[257:262] == b"ustar":
            try:
                tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            except tarfile.HeaderError:
                continue
            stream.push_back(block)
            return True
    return False
