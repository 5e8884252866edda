"""Files that commands write: whole or not at all, with errors that say what to try."""

from __future__ import annotations

from pathlib import Path

from trucewatch.errors import UsageError
from trucewatch.whole import write_whole


def put_file(path: Path, text: str | bytes) -> None:
    """The file in place with all of it, or left as it was. Raises: UsageError when it cannot be written."""
    data = text if isinstance(text, bytes) else text.encode()
    if path.is_char_device() or path.is_fifo():  # /dev/stdout: nothing can be put in its place
        path.write_bytes(data)
        return
    if path.is_dir():
        raise UsageError("cannot be written: a folder", where=str(path), try_this="the name of a file in it")
    try:
        write_whole(path, data)
    except OSError as error:
        hint = "a folder that exists, may be written and has room"
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path), try_this=hint) from error
