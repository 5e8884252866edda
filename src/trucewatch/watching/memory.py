"""A small SQLite file beside the store that every write leaves on the disk: what the watch and the alerts remember."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from trucewatch.errors import StoreError
from trucewatch.store.beside import at_once

IN_MEMORY = Path(":memory:")  # of a trial that keeps nothing


class Memory:
    """One file with its tables. A write outside `transaction` is one of its own, on the disk when it returns."""

    def __init__(self, path: Path, tables: str, version: int, upgrades: Mapping[int, str] | None = None) -> None:
        """`upgrades`: what brings a file of each earlier version to the next one."""
        self.path = path
        try:
            if path != IN_MEMORY:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                self._db.executescript(f"BEGIN;{tables}PRAGMA user_version = {version};COMMIT;")
            for number in range(found, version) if found else ():
                upgrade = (upgrades or {})[number]
                self._db.executescript(f"BEGIN;{upgrade}PRAGMA user_version = {number + 1};COMMIT;")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"this file cannot be opened: {error}", where=str(path)) from error
        if found > version:
            raise StoreError("this file is of a newer version", where=str(path), try_this="use that version")

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside happen together or not at all."""
        return at_once(self._db)
