"""The bytes that a shard reads: a file, or a file inside a WACZ."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from trucewatch.archive.shard import Shard


@contextmanager
def open_source(shard: Shard) -> Iterator[BinaryIO]:
    """The file, from which one can seek. Raises: OSError; for a WACZ what zipfile raises when it is broken."""
    if shard.member is None:
        with Path(shard.path).open("rb") as file:
            yield file
        return
    with Path(shard.path).open("rb") as whole:
        try:
            opened = zipfile.ZipFile(whole).open(shard.member)  # noqa: SIM115 - closed below
        except (OSError, ValueError) as error:
            raise zipfile.BadZipFile(str(error)) from error
        with opened as file:
            yield cast(BinaryIO, file)
