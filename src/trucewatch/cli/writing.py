"""Files that commands write: whole or not at all, with errors that say what to try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from trucewatch.errors import UsageError
from trucewatch.whole import whole_file


def put_file(path: Path, text: str | bytes) -> None:
    """The file in place with all of it, or left as it was. Raises: UsageError when it cannot be written."""
    with file_or_screen(path) as file:
        file.write(text if isinstance(text, bytes) else text.encode())


@contextmanager
def file_or_screen(path: Path | None) -> Iterator[BinaryIO]:
    """A file to write into, put in place when all of it is there, else left as it was; None: standard output.

    Raises: UsageError when it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        return
    if path.is_dir():
        raise UsageError("cannot be written: a folder", where=str(path), try_this="the name of a file in it")
    try:
        if path.is_char_device() or path.is_fifo():  # /dev/stdout: nothing can be put in its place
            with path.open("wb") as file:
                yield file
        else:
            with whole_file(path) as file:
                yield file
    except OSError as error:
        hint = "a folder that exists, may be written and has room"
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path), try_this=hint) from error
