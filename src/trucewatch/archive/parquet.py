"""Parquet of texts: row group by row group, only the columns that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, SetAside
from trucewatch.archive.rows import Columns, need_text, record_of_row
from trucewatch.archive.shard import Shard
from trucewatch.errors import ConfigurationError

_ROWS = 512  # read at once
_BROKEN = (OSError, ValueError, NotImplementedError, KeyError)  # what pyarrow raises for a file that is none


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
    except _BROKEN:
        return 0


def _rows(batch: Any) -> Iterator[dict[str, Any]]:
    """The rows of a batch; a moment that no calendar has reads as words that are no date."""
    columns = {name: _values(batch.column(name)) for name in batch.schema.names}
    for k in range(batch.num_rows):
        yield {name: values[k] for name, values in columns.items()}


def _values(column: Any) -> list[Any]:
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(v) for v in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return "out of range"


def check_columns(path: str, options: ArchiveOptions) -> None:
    """Nothing; a file that cannot be read is told by reading it. Raises: UsageError without a column of texts."""
    try:
        names = _open(path).schema_arrow.names
    except _BROKEN:
        return
    need_text(Columns.of(names, options), path)


def read_parquet(shard: Shard, options: ArchiveOptions, after: Position | None) -> Iterator[Found]:
    """A record for each row. Positions: row group and row. Raises: UsageError without a column of texts."""
    try:
        table = _open(shard.path)
    except _BROKEN as error:
        if after is not None:
            return
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
                for values in _rows(batch):
                    at = Position(group, row)
                    row += 1
                    if after is None or at > after:
                        yield record_of_row(shard.path, at, values, columns, options)
        except _BROKEN as error:
            if after is not None and Position(group, row) <= after:
                continue
            rows = table.metadata.row_group(group).num_rows - row
            reason = f"row group {group} breaks off: {rows:,} of its rows cannot be read ({str(error)[:120]})"
            yield SetAside(archive=shard.path, position=Position(group, row), code="broken_parquet", reason=reason)
