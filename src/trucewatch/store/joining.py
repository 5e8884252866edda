"""Finding the accounts that share a key with SQLite, in a file of its own that is thrown away.

The same pairs as by plain tables (`reconcile/keys.py`), without holding them all at once.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from trucewatch.errors import StoreError
from trucewatch.store.trouble import as_store_error

_TABLE = "CREATE TABLE k (key INTEGER, sub INTEGER, n INTEGER, rank INTEGER, first INTEGER, last INTEGER)"
# a block is all rows of one key; a large one is joined within its finer keys and between neighbours in rank
_STEPS = (
    "CREATE INDEX k_key ON k (key)",
    "CREATE TABLE large AS SELECT key FROM k GROUP BY key HAVING count(*) > :most",
    "CREATE UNIQUE INDEX large_key ON large (key)",
    "CREATE TABLE fine AS SELECT k.*, count(*) OVER (PARTITION BY k.key, k.sub) AS size,"
    " row_number() OVER (PARTITION BY k.key ORDER BY k.rank) AS place FROM k JOIN large USING (key)",
    "CREATE INDEX fine_sub ON fine (key, sub)",
    "CREATE INDEX fine_place ON fine (key, place)",
    "CREATE TABLE pair (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "INSERT OR IGNORE INTO pair SELECT x.n, y.n FROM k x JOIN k y ON y.key = x.key AND x.n < y.n"
    " WHERE x.first <= y.last AND y.first <= x.last AND x.key NOT IN (SELECT key FROM large)",
    "INSERT OR IGNORE INTO pair SELECT x.n, y.n FROM fine x JOIN fine y"
    " ON y.key = x.key AND y.sub = x.sub AND x.n < y.n"
    " WHERE x.size <= :most AND x.first <= y.last AND y.first <= x.last",
    "INSERT OR IGNORE INTO pair SELECT min(x.n, y.n), max(x.n, y.n) FROM fine x JOIN fine y"
    " ON y.key = x.key AND y.place BETWEEN x.place + 1 AND x.place + :window"
    " WHERE x.n <> y.n AND x.first <= y.last AND y.first <= x.last",
)


class SqliteJoiner:
    """Joins rows of (key, sub, n, rank, first, last) in a throw-away file under `folder` (the system's by default).

    `most`: rows of one key beyond which a block is split; `window`: neighbours that are compared then.
    Raises: StoreError when the disk is full or cannot be written.
    """

    def __init__(self, *, most: int, window: int, folder: Path | None = None) -> None:
        self._limits = {"most": most, "window": window}
        self._folder = folder

    def __call__(self, rows: Iterable[tuple[int, int, int, int, int, int]]) -> Iterator[tuple[int, int]]:
        """The pairs (n < n) that share a key and can be of one day, each once, ordered."""
        with self._scratch() as place:
            path = str(Path(place) / "keys.sqlite")
            try:
                db = sqlite3.connect(path, isolation_level=None)
                try:
                    db.execute("PRAGMA journal_mode = OFF")
                    db.execute("PRAGMA synchronous = OFF")
                    db.execute("PRAGMA cache_size = -262144")
                    db.execute("BEGIN")
                    db.execute(_TABLE)
                    db.executemany("INSERT INTO k VALUES (?, ?, ?, ?, ?, ?)", rows)
                    for step in _STEPS:
                        db.execute(step, self._limits if ":" in step else {})
                    yield from db.execute("SELECT a, b FROM pair ORDER BY a, b")
                finally:
                    db.close()
            except sqlite3.Error as e:
                raise as_store_error(e, path) from e

    def _scratch(self) -> tempfile.TemporaryDirectory[str]:
        try:
            return tempfile.TemporaryDirectory(prefix="trucewatch-join-", dir=self._folder)
        except OSError as e:
            raise StoreError(
                f"no room can be had to join claims: {e.strerror or e}",
                where=str(self._folder or tempfile.gettempdir()),
                try_this="make the folder writable, or name another with TMPDIR",
            ) from e
