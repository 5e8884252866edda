"""What the engine complains of, said so that the next person can act."""

from __future__ import annotations

import sqlite3

from trucewatch.errors import StoreError

_FULL = (
    "the disk is full, so nothing of the last step was written; all that was acknowledged before is kept",
    "free some space or move the store to a larger disk, then run the same command again",
)
# by the name of SQLite's primary result code: what happened, what to try
_TROUBLES: dict[str, tuple[str, str]] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": (
        "another process is writing to the store",
        "wait until it has finished, then run the command again",
    ),
    "SQLITE_LOCKED": ("another process holds the store", "wait until it has finished, then run the command again"),
    "SQLITE_READONLY": (
        "the store may be read but not written",
        "check the permissions of the file and of its folder, or name another store",
    ),
    "SQLITE_CANTOPEN": (
        "the store cannot be opened",
        "check that the folder exists and that you may read and write in it, or name another store",
    ),
    "SQLITE_PERM": ("the store may not be opened", "check the permissions of the file and of its folder"),
    "SQLITE_AUTH": ("the store may not be opened", "check the permissions of the file and of its folder"),
    "SQLITE_NOTADB": (
        "this file is not a store of Trucewatch, nor any SQLite database",
        "name another file, or move this one away",
    ),
    "SQLITE_CORRUPT": (
        "the file of the store is damaged",
        "copy it away, restore a backup, and run `trucewatch verify`",
    ),
    "SQLITE_IOERR": (
        "the disk reported an error while the store was read or written",
        "check the disk, then run `trucewatch verify`",
    ),
    "SQLITE_TOOBIG": ("a record is larger than the engine can keep", "leave that document out"),
    "SQLITE_NOLFS": _FULL,
}


def as_store_error(error: sqlite3.Error, path: str) -> StoreError:
    """The engine's error as ours, with the path and what to try."""
    name = getattr(error, "sqlite_errorname", None) or ""
    primary = "_".join(name.split("_")[:2])
    if primary in _TROUBLES:
        what, try_this = _TROUBLES[primary]
        return StoreError(what, where=path, try_this=try_this)
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        return StoreError(str(error), where=path, try_this="append a new judgement instead of changing an old row")
    return StoreError(
        f"the engine refused: {error}", where=path, try_this="run `trucewatch verify`, which checks the whole store"
    )
