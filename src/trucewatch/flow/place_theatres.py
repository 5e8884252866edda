"""Where the conflict lies that a text tells of: the places of the agreement that fits it, and those lately resolved there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from trucewatch.assess.pick import pick_agreement
from trucewatch.model.agreement import Agreement
from trucewatch.model.document import Document
from trucewatch.model.place import ResolvedPlace
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import Gazetteer, PlaceQuery
from trucewatch.places.theatre import Theatre

Point = tuple[float, float]
_TOO_WIDE_M = 150_000  # a country's middle says nothing of where fighting is


class Theatres:
    """A theatre for each agreement, and one for texts that fit none. Feed it texts in the order of their days."""

    def __init__(self, agreements: Sequence[Agreement], gazetteer: Gazetteer, *, shared: bool = True) -> None:
        """`shared`: texts that fit no agreement are told of in all theatres together, as where a desk follows these
        agreements alone; otherwise, where nothing binds the text to any of them, in none."""
        self._agreements = tuple(agreements)
        self._gazetteer = gazetteer
        self._rest = self._agreements if shared else ()
        self._points: dict[str, tuple[list[Point], frozenset[str]]] = {}
        self._kept: dict[str, Theatre] = {}
        self._answers: list[tuple[float, float, float]] = []
        self._last: tuple[Document, tuple[str, tuple[Agreement, ...]]] | None = None

    def add_answer(self, lat: float, lon: float, weight: float) -> None:
        """Notes a place that a person decided on; it speaks in every theatre. To be told before the texts."""
        self._answers.append((lat, lon, weight))

    def for_text(self, document: Document) -> tuple[Theatre, frozenset[str]]:
        """The theatre of a text, with what earlier texts have added to it, and the countries in which it lies."""
        key, chosen = self._fits(document)
        points, home = self._points_of(key, chosen)
        if key not in self._kept:
            self._kept[key] = self._new(points)
        return self._kept[key], home

    def key_of(self, document: Document) -> str:
        """The agreement in whose theatre a text is told of; empty where it fits none."""
        return self._fits(document)[0]

    def begin(self, document: Document, given: Iterable[tuple[float, float, float]]) -> None:
        """The theatre of a text as it stands after earlier ones. `given`: what these told it, the last `MOST_RECENT` at least."""
        key, chosen = self._fits(document)
        points, _ = self._points_of(key, chosen)
        self._kept[key] = self._new(points)
        for known in given:
            self._kept[key].add(*known)

    def _fits(self, document: Document) -> tuple[str, tuple[Agreement, ...]]:
        """`_fitting` of the text asked for last."""
        if self._last is None or self._last[0] is not document:
            self._last = document, self._fitting(document)
        return self._last[1]

    def for_text_alone(self, document: Document) -> tuple[Theatre, frozenset[str]]:
        """The same without a memory: what other texts said does not count."""
        points, home = self._points_of(*self._fitting(document))
        return self._new(points), home

    def _new(self, points: Sequence[Point]) -> Theatre:
        made = Theatre(points)
        for lat, lon, weight in self._answers:
            made.add(lat, lon, weight)
        return made

    def _fitting(self, document: Document) -> tuple[str, tuple[Agreement, ...]]:
        if len(self._rest) == 1:
            return "", self._rest
        texts = (document.title or "", document.body)
        found, _ = pick_agreement(texts, self._agreements, on=document.published)
        return (found.id, (found,)) if found is not None else ("", self._rest)

    def _points_of(self, key: str, agreements: tuple[Agreement, ...]) -> tuple[list[Point], frozenset[str]]:
        if key not in self._points:
            self._points[key] = points_of(agreements, self._gazetteer)
        return self._points[key]


def points_of(agreements: Sequence[Agreement], gazetteer: Gazetteer) -> tuple[list[Point], frozenset[str]]:
    """The points of the agreements' own places and zones, and the countries that they lie in."""
    points: list[Point] = []
    countries: Counter[str] = Counter()
    for agreement in agreements:
        for place in _named_in(agreement, gazetteer):
            if place.lat is not None and place.lon is not None and (place.radius_m or 0) < _TOO_WIDE_M:
                points.append((place.lat, place.lon))
                countries.update(place.country)
    return points, frozenset(c for c, n in countries.items() if n * 5 >= len(points))


def _named_in(agreement: Agreement, gazetteer: Gazetteer) -> tuple[ResolvedPlace, ...]:
    inside = [p for zone in agreement.zones for v in zone.versions for p in v.places]
    names = tuple(dict.fromkeys((*agreement.theatre_places, *inside)))
    return settle([Told(query=PlaceQuery(name=n)) for n in names], gazetteer, Theatre())
