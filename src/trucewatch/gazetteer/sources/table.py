"""A table of places, tab-separated, plain or xz: one place a line, its columns in `COLUMNS`."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from trucewatch.errors import UsageError
from trucewatch.gazetteer.row import SourceRow
from trucewatch.gazetteer.sources.reading import digest_of, number
from trucewatch.model.place import GroundKind

COLUMNS = (
    "geonames_id", "wof_id", "label", "kind", "country", "admin1", "admin2", "lat", "lon", "population", "names",
)  # fmt: skip
KINDS: dict[str, GroundKind] = {
    "P": "settlement", "PX": "neighbourhood", "A0": "country", "A1": "region", "A2": "district", "A3": "district",
    "AD": "disputed_area",
}  # fmt: skip


class Table:
    """A tab-separated table without header: the columns of `COLUMNS`, other names joined by |."""

    url = ""
    licence = "CC BY 4.0 (GeoNames); CC BY, CC0 and others (Who's On First)"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.key = f"table:{path.name}"
        self.name = path.name

    def digest(self) -> str:
        """SHA-256 of the file."""
        return digest_of(self._path)

    def size(self) -> int:
        """Not known before reading."""
        return 0

    def rows(self) -> Iterator[SourceRow | str]:
        """Every line in order; a line of another shape is set aside. Raises: UsageError when the packed file is cut off."""
        try:
            with self._open() as lines:
                for n, line in enumerate(lines, start=1):
                    yield _row(line.rstrip("\r\n").split("\t"), n)
        except (EOFError, lzma.LZMAError) as error:
            raise UsageError(
                f"not a whole xz file: {error}", where=str(self._path), try_this="fetch or pack it again"
            ) from error

    def _open(self) -> IO[str]:
        if self._path.suffix == ".xz":
            return lzma.open(self._path, "rt", encoding="utf-8", errors="replace")
        return self._path.open(encoding="utf-8", errors="replace")


def _row(cells: list[str], n: int) -> SourceRow | str:
    if len(cells) != len(COLUMNS):
        return f"line {n} has {len(cells)} columns instead of {len(COLUMNS)}"
    gn, wof, label, kind, country, admin1, admin2, lat, lon, population, names = cells
    if kind not in KINDS or not (gn or wof) or not label:
        return f"line {n} has no kind, id or label that is known"
    at_lat, at_lon = number(lat), number(lon)
    if at_lat is None or at_lon is None:
        return f"line {n} has no point"
    return SourceRow(
        ref=f"gn:{gn}" if gn else f"wof:{wof}",
        name=label,
        kind=KINDS[kind],
        country=(country,) if country and country != "XX" else (),
        admin1=admin1,
        admin2=admin2,
        lat=at_lat,
        lon=at_lon,
        population=int(number(population) or 0),
        names=tuple(names.split("|")) if names else (),
        extra={"wof": wof} if gn and wof else {},
    )
