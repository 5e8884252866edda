"""The records of the summary: what is kept of an incident for lists, and what is asked of it."""

from __future__ import annotations

from datetime import date

import msgspec


class MapPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place of an incident on a map. Units: degrees WGS 84, metres. `ref`: a gazetteer's row whose outline it is."""

    name: str
    lat: float
    lon: float
    radius_m: int
    area: bool
    ref: str | None = None


class SummaryRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one incident for lists. Days as text; words folded; `data`: the row of the list as JSON.

    `sources`, `speakers`: as `ToldRow` says. `words`: its title and the passages of its claims.
    """

    position: int
    sort: str
    first_day: str | None
    reach: tuple[str, str] | None
    firm: bool
    one_sided: bool
    statuses: tuple[str, ...]
    sides: tuple[str, ...]
    acts: tuple[str, ...]
    places: tuple[str, ...]
    data: bytes
    on_map: tuple[MapPlace, ...]
    sources: tuple[str, ...]
    speakers: tuple[tuple[str, str | None], ...]
    words: tuple[str, ...]


class ToldRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of an incident as JSON, the outlets of its claims, and name and kind of everyone who speaks in them."""

    data: bytes
    sources: tuple[str, ...]
    speakers: tuple[tuple[str, str | None], ...]


class SummarySearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents: words folded, days as text, both ends inclusive.

    `place`: a part of a name. `words`: a part of the title or of a passage.
    """

    place: str | None = None
    side: str | None = None
    status: str | None = None
    act: str | None = None
    start: str | None = None
    end: str | None = None
    one_sided: bool = False
    words: str | None = None


class DayCount(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many incidents of a search begin on one day (None: without a day) and bear just these words of status."""

    first: date | None
    statuses: tuple[str, ...]
    one_sided: int
    n: int

    @property
    def firm(self) -> bool:
        """False for candidates."""
        return "firm" in self.statuses


class VoiceCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many incidents of a search are told by just these, answered so, with these questions open."""

    told_by: tuple[str, ...]
    other_side: tuple[str, ...]
    open_questions: tuple[str, ...]
    n: int


class PlaceCount(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the map with how many incidents of the search it holds; the first of them as rows, their first days."""

    place: MapPlace
    n: int
    firm: int
    rows: tuple[bytes, ...]
    days: tuple[str, ...]
