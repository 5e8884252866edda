"""Parquet of texts: row group by row group, only the columns that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, SetAside
from trucewatch.archive.rows import Columns, need_text, record_of_row
from trucewatch.archive.shards import Shard
from trucewatch.errors import ConfigurationError

_ROWS = 512  # read at once


def _open(path: str) -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ConfigurationError(
            "Parquet needs the extra package pyarrow", where=path, try_this="pip install 'trucewatch[files]'"
        ) from error
    return pq.ParquetFile(path)


def row_groups(path: str) -> int:
    """How many row groups a file has; 0 where it cannot be read, which reading it will say."""
    try:
        return int(_open(path).num_row_groups)
    except (OSError, ValueError):
        return 0


def check_columns(path: str, options: ArchiveOptions) -> None:
    """Nothing; a file that cannot be read is told by reading it. Raises: UsageError without a column of texts."""
    try:
        names = _open(path).schema_arrow.names
    except (OSError, ValueError):
        return
    need_text(Columns.of(names, options), path)


def read_parquet(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each row. Positions: row group and row. Raises: UsageError without a column of texts."""
    try:
        table = _open(shard.path)
    except (OSError, ValueError) as error:
        reason = f"cannot be read as Parquet: {str(error)[:200]}"
        yield SetAside(archive=shard.path, position=Position(0), code="broken_parquet", reason=reason,
                       try_this="bring the whole file again: its table of contents stands at its end")  # fmt: skip
        return
    columns = Columns.of(table.schema_arrow.names, options)
    need_text(columns, shard.path)
    wanted = sorted({c for name in Columns.__struct_fields__ if name != "seen" and (c := getattr(columns, name))
                     and c in columns.seen} | ({"origin"} & columns.seen))  # fmt: skip
    last = table.num_row_groups if shard.end is None else min(shard.end, table.num_row_groups)
    for group in range(max(shard.start, after.at if after else 0), last):
        row = 0
        try:
            for batch in table.iter_batches(batch_size=_ROWS, row_groups=[group], columns=wanted):
                if after and group == after.at and row + batch.num_rows <= after.item + 1:
                    row += batch.num_rows
                    continue
                for values in batch.to_pylist():
                    at = Position(group, row)
                    row += 1
                    if after is None or at > after:
                        yield record_of_row(shard.path, at, values, columns, options)
        except (OSError, ValueError) as error:
            rows = table.metadata.row_group(group).num_rows - row
            reason = f"row group {group} breaks off: {rows:,} of its rows cannot be read ({str(error)[:120]})"
            yield SetAside(archive=shard.path, position=Position(group, row), code="broken_parquet", reason=reason)
