"""Files put in place whole: whoever looks, also after a kill or a power cut, finds the old file or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_PART = re.compile(r"\..+\.\d+-\d+\.part")


def part_of(path: Path) -> Path:
    """Where a file is written before it is put in place: beside it, hidden, by process and thread, so that two never meet."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def write_whole(path: Path, data: bytes) -> None:
    """Nothing; the file then holds these bytes and lies on the disk, or is as it was. Raises: OSError."""
    with whole_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write into; put in place at the end, with the rights that the old one had. After an error nothing is left.

    Raises: OSError.
    """
    part = part_of(path)
    try:
        with part.open("wb") as file:
            with contextlib.suppress(FileNotFoundError):
                part.chmod(stat.S_IMODE(path.stat().st_mode))  # what only its owner might read stays so
            yield file
            _sync(file)
        _name(part, path)
    except BaseException:
        with contextlib.suppress(OSError):  # where nothing can be written nothing can be taken away
            part.unlink(missing_ok=True)
        raise


def put_in_place(part: Path, path: Path) -> None:
    """Nothing; a finished file, closed by all, then lies under its name and on the disk. Raises: OSError."""
    with part.open("rb+") as file:
        _sync(file)
    _name(part, path)


def _sync(file: BinaryIO) -> None:
    """The bytes lie on the disk; before the name does, or a power cut might leave the name with nothing behind it."""
    file.flush()
    os.fsync(file.fileno())


def _name(part: Path, path: Path) -> None:
    part.replace(path)
    if hasattr(os, "O_DIRECTORY"):  # elsewhere (Windows) a folder cannot be opened
        with contextlib.suppress(OSError):  # not every file system has this; the file itself is safe
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def drop_parts(folder: Path) -> None:
    """Nothing; no half-written file of a process that died is left in the folder or in those right below."""
    for part in (*folder.glob(".*"), *folder.glob("*/.*")):
        if _PART.fullmatch(part.name) and part.is_file():
            part.unlink(missing_ok=True)
