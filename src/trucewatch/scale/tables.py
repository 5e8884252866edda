"""Chunks of rows to Parquet files: the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.errors import ConfigurationError
from trucewatch.scale.files import drop, read_chunk, sha256_of, work_folder
from trucewatch.scale.shape import ColumnType, Done, TableFile, Task
from trucewatch.whole import whole_file, write_whole

GROUP_ROWS = 20_000
GROUP_CHARACTERS = 32_000_000
_TYPES: Mapping[ColumnType, str] = {"text": "string", "number": "int64", "real": "float64", "flag": "bool"}


def need_arrow() -> Any:
    """pyarrow. Raises: ConfigurationError where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigurationError("scale needs pyarrow", try_this="pip install 'trucewatch[scale]'") from error
    return pyarrow


def table_path(folder: str | Path, table: str, shard_id: str) -> Path:
    """Where the rows of a shard lie once it is finished."""
    return Path(folder, table, f"{shard_id}.parquet")


def write_table(path: Path, columns: Mapping[str, ColumnType], groups: Iterator[Sequence[Sequence[Any]]]) -> TableFile:
    """What was written: a Parquet file with one row group for each group of rows, whole or not there. Raises: OSError."""
    pa = need_arrow()
    import pyarrow.parquet as pq

    schema = pa.schema(
        [(name, getattr(pa, "bool_" if kind == "flag" else _TYPES[kind])()) for name, kind in columns.items()]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with whole_file(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in groups:
            count += len(rows)
            arrays = [
                pa.array(column, field.type) for column, field in zip(_turned(rows, len(schema)), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=max(1, len(rows)))
    return TableFile(rows=count, size=path.stat().st_size, sha256=sha256_of(path))


def _turned(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def groups_of(folder: Path, table: str, count: int) -> Iterator[list[list[Any]]]:
    """The rows of one table from the chunks of a shard, in groups that are written together."""
    held: list[list[Any]] = []
    size = 0
    for number in range(count):
        chunk = read_chunk(folder, number)
        if chunk is None:
            raise OSError(f"chunk {number} of {folder} is damaged")
        held += chunk.rows.get(table, [])
        size += sum(len(v) for row in chunk.rows.get(table, []) for v in row if isinstance(v, str))
        if len(held) >= GROUP_ROWS or size >= GROUP_CHARACTERS:
            yield held
            held, size = [], 0
    if held:
        yield held


def finish_shard(task: Task, tables: Mapping[str, Mapping[str, ColumnType]], chunks: int) -> Done:
    """The record of a shard whose chunks are all there: its tables are written, then the record, then the chunks go.

    What is done twice, after a death in between, gives the same files again.
    """
    work = work_folder(task.folder, task.id)
    written = {
        name: write_table(table_path(task.folder, name, task.id), columns, groups_of(work, name, chunks))
        for name, columns in tables.items()
    }
    items = sum(chunk.items for n in range(chunks) if (chunk := read_chunk(work, n)) is not None)
    done = Done(id=task.id, items=items, tables=written)
    path = done_path(task.folder, task.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, msgspec.json.format(msgspec.json.encode(done), indent=2) + b"\n")
    drop(work)
    return done


def done_path(folder: str | Path, shard_id: str) -> Path:
    """The record that a shard is finished."""
    return Path(folder, "shards", f"{shard_id}.json")


def rows_in(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of some files, a batch held at a time."""
    need_arrow()
    import pyarrow.parquet as pq

    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=2_000, columns=list(columns)):
                yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
