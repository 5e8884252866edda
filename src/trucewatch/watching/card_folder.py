"""The folder of cards while it is followed: what was added, changed or taken away since the last look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from trucewatch.errors import ConfigurationError
from trucewatch.watching.card import CARD, Source, load_source

Stamp = tuple[int, int]


class CardFolder:
    """Reads cards again when they change. A card that is spoilt while it is followed goes on as it was; the fault is told once.

    `only`: ids of the sources that are wanted; none: all. `tell`: takes every fault of a card.
    """

    def __init__(self, folder: Path, tell: Callable[[ConfigurationError], None], only: Iterable[str] = ()) -> None:
        self.folder, self.only = folder, frozenset(only)
        self._tell = tell
        self._begun = False
        self._seen: dict[str, Stamp] = {}
        self._sources: dict[str, Source] = {}

    def changed(self) -> tuple[Source, ...] | None:
        """All sources with sound cards, by id; None when nothing changed. Cost: a look at every card's time and size.

        Raises: ConfigurationError when there is no such folder, the first time; later that changes nothing.
        """
        if self._begun and not self.folder.is_dir():
            return None
        now = self._stamps()
        if self._begun and now == self._seen:
            return None
        self._begun = True
        for ident in set(self._sources) - set(now):
            del self._sources[ident]
        for ident, stamp in now.items():
            if self._seen.get(ident) != stamp:
                self._read(ident)
        self._seen = now
        return tuple(self._sources[i] for i in sorted(self._sources))

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all sources that have a card, sound or not."""
        return frozenset(self._seen)

    def _read(self, ident: str) -> None:
        try:
            self._sources[ident] = load_source(self.folder / ident)
        except ConfigurationError as error:
            self._tell(error)

    def _stamps(self) -> dict[str, Stamp]:
        if not self.folder.is_dir():
            raise ConfigurationError(
                "there is no folder of sources",
                where=str(self.folder),
                try_this="trucewatch source add ID ADDRESS, or --sources with another folder",
            )
        found = {}
        for home in self.folder.iterdir():
            if self.only and home.name not in self.only:
                continue
            try:
                about = (home / CARD).stat()
            except OSError:
                continue  # no source, or taken away this moment
            found[home.name] = about.st_mtime_ns, about.st_size
        return found
