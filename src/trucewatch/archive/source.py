"""The bytes that a shard reads: a file, or a file inside a WACZ."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from trucewatch.archive.shards import Shard


@contextmanager
def open_source(shard: Shard) -> Iterator[BinaryIO]:
    """The file, from which one can seek. Raises: OSError."""
    if shard.member is None:
        with Path(shard.path).open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(shard.path) as parts, parts.open(shard.member) as file:
        yield cast(BinaryIO, file)
