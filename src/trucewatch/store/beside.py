"""Small SQLite files that stand beside a store: accounts, what the watch and the alerts remember."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """All writes inside happen together or not at all. The connection is in autocommit mode."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
