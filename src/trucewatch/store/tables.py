"""All tables of a store together, on whatever engine."""

from __future__ import annotations

from trucewatch.store.derived import DerivedTables
from trucewatch.store.linking import LinkingTables
from trucewatch.store.notes import NoteTables


class StoreTables(DerivedTables, NoteTables, LinkingTables):
    """A `Store` but for its engine."""

    def engine_faults(self) -> tuple[str, ...]:
        """What the engine's own checks find wrong."""
        raise NotImplementedError
