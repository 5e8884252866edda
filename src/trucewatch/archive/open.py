"""The door of this room: a shard to its records, from the beginning or from behind any record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from trucewatch.archive.files import read_files, read_zip
from trucewatch.archive.lines import read_lines
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.parquet import check_columns, read_parquet
from trucewatch.archive.record import Found, Position
from trucewatch.archive.shard import Shard
from trucewatch.archive.tar import read_tar
from trucewatch.archive.warc import read_warc

_READERS: dict[str, Callable[[Shard, ArchiveOptions, Position | None], Iterator[Found]]] = {
    "files": read_files,
    "jsonl": read_lines,
    "parquet": read_parquet,
    "tar": read_tar,
    "wacz": read_warc,
    "warc": read_warc,
    "zip": read_zip,
}


def check_tables(found: Iterable[Shard], options: ArchiveOptions | None = None) -> None:
    """Nothing. Raises: UsageError when a Parquet file among the shards has no column of texts, before any is read;
    ConfigurationError when pyarrow is missing."""
    for path in sorted({s.path for s in found if s.kind.name == "parquet"}):
        check_columns(path, options or ArchiveOptions())


def records(shard: Shard, options: ArchiveOptions | None = None, after: Position | None = None) -> Iterator[Found]:
    """All that the shard holds, each a `Record`, `Skipped` or `SetAside`, positions rising; `after`: only what comes later.

    Memory: a few records at most. Never raises for what the bytes hold. Raises: OSError when the file cannot be opened;
    UsageError for a table without a column of texts; ConfigurationError when an extra package is missing.
    """
    return _READERS[shard.kind.name](shard, options or ArchiveOptions(), after)
