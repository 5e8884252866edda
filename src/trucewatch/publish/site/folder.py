"""Putting a site in its place: the old one stands until the new one is whole."""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from trucewatch.errors import StoreError, UsageError
from trucewatch.publish.site.make import MARKER, File

_ROOM, _NEW = ".room", ".new"
_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2 (Linux)


def write_folder(target: Path, made: Iterable[File] | Callable[[Path], Iterable[File]]) -> int:
    """How many files now stand in the folder; a reader meets the old site or the new one, never a part.

    `made`: the files, or what makes them with a folder for large ones that are still being written.

    Raises: UsageError for a folder that holds what is not ours, StoreError where the disk does not allow it.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - `resolve` would follow a link that is to be replaced
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError("this is no folder", where=str(target), try_this="name a folder of its own for the site")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise UsageError(
            "this folder holds what this program did not write",
            where=str(target),
            try_this="name an empty folder, or a new one",
        )
    if not target.parent.is_dir():
        raise UsageError("the folder above does not exist", where=str(target), try_this=f"mkdir -p {target.parent}")
    try:
        _drop_dead(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.{os.getpid()}-", suffix=_NEW, dir=target.parent))
        try:
            room = fresh / _ROOM
            room.mkdir()
            count = _fill(fresh, made(room) if callable(made) else made)
            shutil.rmtree(room)
            fresh.chmod(0o755)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)  # after the swap this is the old site
    except OSError as error:
        raise StoreError(
            f"cannot be written: {error.strerror or error}", where=str(target), try_this="check room and rights"
        ) from error
    return count


def _fill(folder: Path, made: Iterable[File]) -> int:
    count = 0
    for name, data in made:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise UsageError(f"{name!r} would lie outside the site", try_this="report it")
        path = folder / parts
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, Path):
            data.rename(path)
        else:
            path.write_bytes(data)
        count += 1
    return count


def _drop_dead(target: Path) -> None:
    """Nothing; no half-made site of a process that was killed is left beside the folder."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*{_NEW}"):
        number = left.name.removeprefix(f".{target.name}.").split("-")[0]
        if number.isdigit() and not _lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _swap(fresh: Path, target: Path) -> None:
    """Nothing; the two have changed places, in one step where the system can, else in two."""
    if not target.exists():
        fresh.rename(target)
        return
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        done = library.renameat2(_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(target), _EXCHANGE)
        if done == 0:
            return
    aside = target.with_name(f".{target.name}.old-{os.getpid()}")
    target.rename(aside)
    fresh.rename(target)
    aside.rename(fresh)
