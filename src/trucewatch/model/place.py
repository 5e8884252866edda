"""Places: rows of a gazetteer, and what a name in a text was resolved to."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.reason import Reason

GroundKind = Literal[
    "settlement", "neighbourhood", "district", "region", "country", "disputed_area", "area",
    "sector", "corridor", "line", "airport", "port", "crossing", "site", "water",
]  # fmt: skip
AREA_KINDS: frozenset[str] = frozenset({"country", "region", "district", "disputed_area", "area", "water"})
LINE_KINDS: frozenset[str] = frozenset({"line", "corridor"})
POINT_KINDS: frozenset[str] = frozenset({"settlement", "neighbourhood", "site"})
WIDE_KINDS: frozenset[str] = AREA_KINDS | LINE_KINDS | {"sector"}
"""Ground that holds settlements: a dot on a map would say more than is known."""
PlacePrecision = Literal["exact", "approximate", "area", "line", "rough", "unresolved"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One row of a gazetteer. Units: degrees WGS 84, `radius_km` of all the ground that the name covers.

    `ref`: the id in its source ("gn:709717" GeoNames, "wof:..." Who's On First, "tw:..." our overlay). `country`: ISO 3166-1
    alpha-2, several for contested ground. `within`: refs or names of what it lies in. `names`: how many names the sources
    give it, a sign of how well known it is. `polygon`: (longitude, latitude) corners, for rows of the overlay.
    """

    ref: str
    name: str
    kind: GroundKind
    country: tuple[str, ...]
    lat: float
    lon: float
    radius_km: float
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    names: int = 1
    precision: Literal["exact", "approximate", "rough"] = "exact"
    source: str = ""
    within: tuple[str, ...] = ()
    polygon: tuple[tuple[float, float], ...] = ()
    trees: dict[str, tuple[str, ...]] = {}
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def of_overlay(self) -> bool:
        """True for a row of our own, or of a user's own overlay."""
        return self.source.partition(":")[0] == "overlay"


class PlaceCandidate(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One place that a name may mean, with its share of the probability and why."""

    ref: str
    name: str
    kind: GroundKind
    country: tuple[str, ...]
    lat: float
    lon: float
    radius_m: int
    probability: float
    admin: str = ""
    source: str = ""
    reasons: tuple[Reason, ...] = ()


class ResolvedPlace(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """What a name in a text stands for on the ground, or a question with its candidates.

    Units: degrees WGS 84, `radius_m` metres: the place lies in that circle with all the ground that the words cover.
    `lat`, `lon`, `radius_m` and `ref` are None as long as nothing was chosen; `question` then says why. `method`:
    "gazetteer:<how the name was found>", "phrase:<shape>" for ground worked out from words around names,
    "judgement:<id>" for what a person decided, "none".
    """

    name: str
    ref: str | None = None
    label: str | None = None
    kind: GroundKind | None = None
    country: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    precision: PlacePrecision = "unresolved"
    probability: float = 0.0
    method: str = "none"
    source: str = ""
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[PlaceCandidate, ...] = ()
    question: str | None = None

    @property
    def settled(self) -> bool:
        """True if it has ground that a map may show."""
        return self.lat is not None
