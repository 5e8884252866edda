"""Opening a store, wherever it is."""

from __future__ import annotations

from trucewatch.errors import ConfigurationError
from trucewatch.store import sqlite
from trucewatch.store.address import Place, is_address, shown
from trucewatch.store.sqlite_engine import MEMORY
from trucewatch.store.tables import StoreTables

__all__ = ["MEMORY", "open_store"]


def open_store(place: Place, *, create: bool = True) -> StoreTables:
    """The store in a file, in memory (`MEMORY`), or in the database of an address (`postgresql://...`).

    Raises: StoreError, with what to try, when it cannot be opened; ConfigurationError without the driver of the database.
    """
    if not is_address(place):
        return sqlite.open_store(place, create=create)
    try:
        from trucewatch.store.postgres.store import open_postgres
    except ImportError as error:
        raise ConfigurationError(
            f"the driver for PostgreSQL is not installed ({error.name})",
            where=shown(place),
            try_this="pip install 'trucewatch[postgres]'",
        ) from error
    return open_postgres(str(place), create=create)
