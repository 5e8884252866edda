"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from trucewatch.errors import UsageError


def put_file(path: Path, text: str | bytes) -> None:
    """The file in place with all of it, or left as it was. Raises: UsageError when it cannot be written."""
    if path.is_char_device() or path.is_fifo():  # /dev/stdout: nothing can be put in its place
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return
    if path.is_dir():
        raise UsageError("cannot be written: a folder", where=str(path), try_this="the name of a file in it")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(text if isinstance(text, bytes) else text.encode())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):  # where nothing can be written nothing can be taken away
            beside.unlink(missing_ok=True)
        hint = "a folder that exists, may be written and has room"
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path), try_this=hint) from error
