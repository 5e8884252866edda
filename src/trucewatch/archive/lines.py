"""JSONL of texts: one object a line."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, SetAside
from trucewatch.archive.rows import Columns, record_of_row
from trucewatch.archive.shard import Shard
from trucewatch.archive.source import open_source
from trucewatch.archive.stream import Unpacked

_decoder = msgspec.json.Decoder(dict)


def read_lines(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each line that begins within the shard; broken lines are set aside. Positions: bytes, unpacked."""
    columns: Columns | None = None
    with open_source(shard) as file:
        stream = Unpacked(file, shard.kind.packing, options)
        if after or shard.start:  # what begins before the cut belongs to the shard before it
            stream.skip(after.at if after else shard.start - 1)
            stream.read_line(options.max_bytes)
        while shard.end is None or stream.at < shard.end:
            at = Position(stream.at)
            line, too_long = stream.read_line(options.max_bytes)
            if too_long:
                yield SetAside(archive=shard.path, position=at, code="too_large",
                               reason=f"a line of more than {options.max_bytes:,} bytes; not read")  # fmt: skip
                continue
            if not line or (stream.fault and not line.endswith(b"\n")):
                break  # what stands before a fault is no whole line
            if not line.strip():
                continue
            try:
                row = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf") if at.at == 0 else line)
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
                yield SetAside(
                    archive=shard.path, position=at, code="broken_line", reason=f"not a JSON object: {error}"
                )
                continue
            if columns is None or not columns.fits(row):
                columns = Columns.of(row, options)
            yield record_of_row(shard.path, at, row, columns, options)
        if stream.fault and (after is None or Position(stream.fault.at, 1) > after):
            yield SetAside(
                archive=shard.path, position=Position(stream.fault.at, 1), code=stream.fault.code,
                reason=f"{stream.fault.reason}; what follows {stream.fault.at:,} unpacked bytes is missing",
                try_this="bring the whole file again",
            )  # fmt: skip
