"""A packed file as a stream of bytes that never raises for what the file holds: a fault ends it and is told."""

from __future__ import annotations

import bz2
import lzma
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from trucewatch.archive.options import ArchiveOptions
from trucewatch.errors import ConfigurationError

_CHUNK = 262_144
_SKIP = 1_048_576


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a stream ended early. `at`: bytes that came out before."""

    code: str
    reason: str
    at: int
    try_this: str | None = None


class Unpacked:
    """The bytes of a file, unpacked; `at` counts those handed out and `fault` says why it ended early, if it did."""

    def __init__(self, file: BinaryIO, packing: str | None, options: ArchiveOptions) -> None:
        self._file = file
        self._packing = packing
        self._options = options
        self._unpack = _unpacker(packing) if packing else None
        self._packed = b""  # read and not given to the unpacker yet
        self._came_in = self._came_out = 0
        self._ready = b""
        self._ended = False
        self.at = 0
        self.fault: Fault | None = None

    def read(self, size: int) -> bytes:
        """So many bytes, less only at the end."""
        while len(self._ready) < size and not self._ended:
            more = self._more()
            self._ready = self._ready + more if self._ready else more
        out, self._ready = self._ready[:size], self._ready[size:]
        self.at += len(out)
        return out

    def read_line(self, limit: int) -> tuple[bytes, bool]:
        """The next line with its end, and True if it is longer than `limit`, in which case it is passed over; b"" at the
        end of the stream.
        """
        parts: list[bytes] = []
        size = 0
        while True:
            if not self._ready and not self._ended:
                self._ready = self._more()
                continue
            found = self._ready.find(b"\n")
            cut = found + 1 if found >= 0 else len(self._ready)
            piece, self._ready = self._ready[:cut], self._ready[cut:]
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            if found >= 0 or self._ended:
                self.at += size
                return (b"".join(parts), False) if size <= limit else (b"".join(parts)[:200], True)

    def skip(self, size: int) -> int:
        """Passes over so many bytes; how many there were."""
        if self._packing is None and size > len(self._ready):
            past = size - len(self._ready)
            here = self._file.tell()
            end = self._file.seek(0, 2)
            there = self._file.seek(min(here + past, end))
            done = len(self._ready) + there - here
            self._ready = b""
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
                data = self._file.read(_CHUNK)
                self._ended = not data
                return data
            return self._unpacked()
        except (OSError, zlib.error, lzma.LZMAError, EOFError, ValueError) as error:
            return self._stop("broken_packing", f"the {self._packing or 'file'} data are broken: {error}")

    def _unpacked(self) -> bytes:
        unpack = self._unpack
        assert unpack is not None
        if unpack.eof:
            self._packed = unpack.unused_data or self._packed
            if not self._packed.strip(b"\x00"):
                self._packed = self._file.read(_CHUNK)
                self._came_in += len(self._packed)
            rest = self._packed.lstrip(b"\x00")
            if not rest:
                self._ended = not self._packed
                self._packed = b""
                return b""
            self._unpack = unpack = _unpacker(str(self._packing))
            self._packed = rest
        if unpack.needs_input and not self._packed:
            self._packed = self._file.read(_CHUNK)
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

    def _stop(self, code: str, reason: str) -> bytes:
        self._ended = True
        self.fault = Fault(code=code, reason=reason, at=self.at + len(self._ready))
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


def open_unpacked(path: str | Path, packing: str | None, options: ArchiveOptions) -> tuple[Unpacked, BinaryIO]:
    """The stream and the file beneath, which the caller closes. Raises: OSError; ConfigurationError for zstd without pyarrow."""
    file = Path(path).open("rb")  # noqa: SIM115 - the caller closes it
    if packing != "zstd":
        return Unpacked(file, packing, options), file
    try:
        import pyarrow as pa
    except ImportError as error:
        file.close()
        raise ConfigurationError(
            "zstd needs the extra package pyarrow", where=str(path), try_this="pip install 'trucewatch[files]'"
        ) from error
    stream: Any = _Plain(pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))
    return Unpacked(stream, None, options), file
