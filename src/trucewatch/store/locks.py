"""One writer at a time, and a clear word to the second."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trucewatch.errors import StoreBusyError, StoreError


@contextmanager
def file_lock(path: str, purpose: str) -> Iterator[None]:
    """Nobody else writes to this file meanwhile; the kernel lets go of the lock however the process ends.

    Raises: StoreBusyError that names the process which holds the lock.
    """
    place = Path(f"{path}.lock")
    try:
        file = place.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"cannot make the lock of the store: {error.strerror}",
            where=str(place),
            try_this="check that you may write in the folder of the store",
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise StoreBusyError(
                f"{holder} is writing to this store",
                where=path,
                try_this="wait until it has finished, then run the command again; reading is possible meanwhile",
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()} ({purpose})")
        file.flush()
        yield
        file.truncate(0)
