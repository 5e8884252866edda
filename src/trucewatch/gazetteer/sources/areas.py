"""Countries, first-level regions, counties, waters and continents of the world, from `data/gazetteer/areas.tsv`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from trucewatch.gazetteer.row import SourceRow
from trucewatch.model.ids import sha256

LICENCES = {
    "natural_earth": "public domain (Natural Earth)",
    "us_census": "public domain (US Census Bureau)",
    "geonames": "CC BY 4.0 (GeoNames)",
    "own": "Apache-2.0 (Trucewatch)",
}


class Areas:
    """The default's larger ground. A region without a point gets one from the settlements of its code."""

    key = "areas"
    name = "Areas of the world: Natural Earth, US Census Bureau, GeoNames codes"
    url = "https://www.naturalearthdata.com/"
    licence = "public domain and CC BY 4.0, by row"

    def digest(self) -> str:
        """SHA-256 of the file."""
        return sha256(_data())

    def size(self) -> int:
        """Lines of the file."""
        return _data().count(b"\n")

    def rows(self) -> Iterator[SourceRow | str]:
        """Every area in the order of the file."""
        for line in _data().decode("utf-8").splitlines():
            if line.startswith("#"):
                continue
            ref, name, kind, country, admin1, lat, lon, radius, population, names, source = line.split("\t")
            listed = [n for n in names.split("|") if n]
            yield SourceRow(
                ref=ref,
                name=name,
                kind=kind,  # type: ignore[arg-type]
                country=(country,) if country else (),
                admin1=admin1,
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
                radius_km=float(radius) if radius else None,
                population=int(population or 0),
                names=tuple(n for n in listed if not n.startswith("~")),
                peoples=tuple(n[1:] for n in listed if n.startswith("~")),
                precision="rough",
                licence=LICENCES[source],
            )


def _data() -> bytes:
    return files("trucewatch.data").joinpath("gazetteer", "areas.tsv").read_bytes()
