"""The body of an answer as it was meant: cut for sending put together, packing undone, never more than is allowed."""

from __future__ import annotations

import io
import zlib
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.stream import Unpacked
from trucewatch.errors import RecordError

_UNKNOWN = ("zstd", "compress", "x-compress", "dcb", "dcz")


def read_body(stream: Any, packing: str, chunked: bool, options: ArchiveOptions) -> bytes:
    """The body, at most one byte longer than `max_bytes`. What its head calls packed and is not is taken as it is: some
    crawlers unpack and leave the head. Raises: RecordError, whose `where` is a code, when it cannot be unpacked.
    """
    body = bytes(ChunkedDataReader(stream).read() if chunked else stream.read())
    if packing in ("gzip", "x-gzip"):
        return _gzip(body, options) if body.startswith(b"\x1f\x8b") else body
    if packing == "deflate":
        return _deflate(body, options)
    if packing == "br":
        return _brotli(body, options)
    if packing in _UNKNOWN:
        raise RecordError(f"its page is packed with {packing}", where="packed_answer")
    return body


def _gzip(body: bytes, options: ArchiveOptions) -> bytes:
    stream = Unpacked(io.BytesIO(body), "gzip", options)
    out = stream.read(options.max_bytes + 1)
    if stream.fault:
        raise RecordError(f"its page: {stream.fault.reason}", where=stream.fault.code)
    return out


def _deflate(body: bytes, options: ArchiveOptions) -> bytes:
    for form in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # as the standard has it, and as some servers send it
        unpack = zlib.decompressobj(form)
        try:
            out = unpack.decompress(body, options.max_bytes + 1)
        except zlib.error:
            continue
        if unpack.eof or len(out) > options.max_bytes:
            return out
        raise RecordError("its page breaks off in the middle of its packed data", where="truncated")
    return body


def _brotli(body: bytes, options: ArchiveOptions) -> bytes:
    try:
        import brotli
    except ImportError as error:
        hint = "pip install 'trucewatch[files]'"
        raise RecordError("its page is packed with brotli", where="packed_answer", try_this=hint) from error
    unpack = brotli.Decompressor()
    limit = options.max_bytes + 1
    out = b""
    try:
        out = unpack.process(body, output_buffer_limit=limit)
        while (
            len(out) < limit and not unpack.is_finished() and (more := unpack.process(b"", output_buffer_limit=limit))
        ):
            out += more
    except brotli.error:
        if not out:
            return body
        raise RecordError("its page: the brotli data are broken", where="broken_packing") from None
    except TypeError as error:  # a version that knows no limit: half a kilobyte could unpack to all of the memory
        hint = "pip install 'brotli>=1.2'"
        raise RecordError("its page is packed with brotli", where="packed_answer", try_this=hint) from error
    if len(out) < limit and not unpack.is_finished():
        raise RecordError("its page breaks off in the middle of its packed data", where="truncated")
    return bytes(out[:limit])
