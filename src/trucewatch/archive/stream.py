"""A packed file as a stream of bytes that never raises for what the file holds: a fault ends it and is told."""

from __future__ import annotations

import bz2
import lzma
import zipfile
import zlib
from typing import Any, BinaryIO

import msgspec

from trucewatch.archive.options import ArchiveOptions
from trucewatch.errors import ConfigurationError

_CHUNK = 262_144
_SKIP = 1_048_576
_MAGIC = b"\x1f\x8b\x08"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a stream ended early. `at`: bytes that came out before."""

    code: str
    reason: str
    at: int


class Unpacked:
    """The bytes of a file, unpacked; `at` counts those handed out and `fault` says why it ended early, if it did.

    `by_member`: the stream ends with each member of a gzip file, and `next_member` goes on with the one behind it; `member_at`
    is where the present one begins in the file. Raises: ConfigurationError for zstd without pyarrow.
    """

    def __init__(
        self, file: BinaryIO, packing: str | None, options: ArchiveOptions, *, by_member: bool = False, start: int = 0
    ) -> None:
        self._file: Any = _unzstd(file) if packing == "zstd" else file
        self._packing = None if packing == "zstd" else packing
        self._options = options
        self.by_member = by_member
        self._unpack: Any = _unpacker(self._packing) if self._packing else None
        self._packed = b""  # read and not given to the unpacker yet
        self._came_in = self._came_out = 0
        self._read_to = start  # bytes of the file read so far
        self._ready = b""
        self._next = 0  # bytes of it that were handed out
        self._ended = False
        self.at = 0
        self.member_at = start
        self.fault: Fault | None = None

    def read(self, size: int) -> bytes:
        """So many bytes, less only at the end."""
        end = self._next + size
        if end > len(self._ready):
            parts, have = [self._ready[self._next :]], len(self._ready) - self._next
            while have < size and not self._ended:
                parts.append(self._more())
                have += len(parts[-1])
            self._ready, self._next, end = b"".join(parts), 0, size
        out = self._ready[self._next : end]
        self._next += len(out)
        self.at += len(out)
        return out

    def read_line(self, limit: int) -> tuple[bytes, bool]:
        """The next line with its end, and True if it is longer than `limit`, in which case it is passed over; b"" at the
        end of the stream.
        """
        parts: list[bytes] = []
        size = 0
        while True:
            if self._next == len(self._ready) and not self._ended:
                self._ready, self._next = self._more(), 0
                continue
            found = self._ready.find(b"\n", self._next)
            cut = found + 1 if found >= 0 else len(self._ready)
            piece = self._ready[self._next : cut]
            self._next = cut
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            if found >= 0 or self._ended:
                self.at += size
                return (b"".join(parts), False) if size <= limit else (b"".join(parts)[:200], True)

    def push_back(self, data: bytes) -> None:
        """Bytes handed out that shall be read again."""
        if self._ready.endswith(data, 0, self._next):
            self._next -= len(data)
        else:
            self._ready, self._next = data + self._ready[self._next :], 0
        self.at -= len(data)

    def rewind(self, at: int) -> bool:
        """Goes back to a byte of a file that is not packed; False where that cannot be."""
        if self._packing is not None or isinstance(self._file, _Plain):
            return False
        self._file.seek(at)
        self._read_to = self.at = at
        self._ready, self._next, self._ended = b"", 0, False
        return True

    def skip(self, size: int) -> int:
        """Passes over so many bytes; how many there were."""
        have = len(self._ready) - self._next
        if self._packing is None and not isinstance(self._file, _Plain) and size > have:
            end = self._file.seek(0, 2)
            there = self._file.seek(min(self._read_to + size - have, end))
            done = int(have + there - self._read_to)
            self._read_to, self._ready, self._next = there, b"", 0
            self.at += done
            return done
        done = 0
        while done < size:
            got = len(self.read(min(_SKIP, size - done)))
            if not got:
                break
            done += got
        return done

    def _more(self) -> bytes:
        """Some bytes; b"" once the stream has ended or where nothing came out yet."""
        try:
            if self._unpack is None:
                data = self._fetch()
                self._ended = not data
                return data
            return self._unpacked()
        except (OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, EOFError, ValueError) as error:
            return self._stop("broken_packing", f"the {self._packing or 'file'} data are broken: {error}")

    def _fetch(self) -> bytes:
        data = bytes(self._file.read(_CHUNK))
        self._read_to += len(data)
        return data

    def _unpacked(self) -> bytes:
        unpack = self._unpack
        if unpack.eof:
            if self.by_member or not self._next_begins():
                self._ended = True
                return b""
            unpack = self._unpack
        if unpack.needs_input and not self._packed:
            self._packed = self._fetch()
            self._came_in += len(self._packed)
            if not self._packed:
                return self._stop("truncated", "the file breaks off in the middle of its packed data")
        out = bytes(unpack.decompress(self._packed, _SKIP))
        self._packed = b""
        self._came_out += len(out)
        limit = self._options
        if self._came_out > limit.max_bytes and self._came_out > limit.max_ratio * max(1, self._came_in):
            reason = f"{self._came_in:,} packed bytes unpack to more than {self._came_out:,}; not read on"
            return self._stop("bomb", reason)
        return out

    def _next_begins(self) -> bool:
        """Goes on with the next member; False at the end of the file. Zeros between members are padding."""
        rest = self._unpack.unused_data.lstrip(b"\x00")
        while not rest:
            rest = self._fetch()
            if not rest:
                return False
            rest = rest.lstrip(b"\x00")
        self.member_at = self._read_to - len(rest)
        self._unpack = _unpacker(str(self._packing))
        self._packed = rest
        if self.by_member:
            self._came_in, self._came_out = len(rest), 0
        else:
            self._came_in += len(rest)
        return True

    def next_member(self) -> bool:
        """Goes on with the gzip member behind the present one, which is read to its end; False when there is none."""
        while self.read(_SKIP):
            pass
        if self.fault is not None or not self._next_begins():
            return False
        self._ended, self.at = False, 0
        return True

    def find_member(self, holding: bytes) -> bool:
        """After a fault: goes on with the next gzip member that begins with some bytes; False when there is none."""
        at = self.member_at + 1
        tail = b""
        self._file.seek(at)
        while chunk := self._file.read(_CHUNK):
            window = tail + chunk
            base = at - len(tail)
            place = window.find(_MAGIC)
            while place >= 0:
                if self._begins_with(base + place, holding):
                    self._enter(base + place)
                    return True
                place = window.find(_MAGIC, place + 1)
            at += len(chunk)
            self._file.seek(at)
            tail = window[-2:]
        return False

    def _begins_with(self, at: int, holding: bytes) -> bool:
        self._file.seek(at)
        try:
            return zlib.decompressobj(wbits=31).decompress(self._file.read(4096), len(holding)) == holding
        except zlib.error:
            return False

    def _enter(self, at: int) -> None:
        self._file.seek(at)
        self.__init__(  # type: ignore[misc]  # the same file from another place
            self._file, self._packing, self._options, by_member=self.by_member, start=at
        )

    def _stop(self, code: str, reason: str) -> bytes:
        self._ended = True
        self.fault = Fault(code=code, reason=reason, at=self.at + len(self._ready) - self._next)
        return b""


class _Gzip:
    """zlib behind the shape that the other unpackers have."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, size: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, size)


def _unpacker(packing: str) -> Any:
    if packing == "gzip":
        return _Gzip()
    if packing == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor()


class _Plain:
    """pyarrow's stream as a file: it raises OSError for broken data and says b"" at the end."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        return bytes(self._stream.read(size))


def _unzstd(file: BinaryIO) -> _Plain:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise ConfigurationError(
            "zstd needs the extra package pyarrow", try_this="pip install 'trucewatch[files]'"
        ) from error
    return _Plain(pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))
