"""Country dumps of GeoNames: `UA.zip` or `UA.txt` as download.geonames.org gives them (CC BY 4.0).

Source: the nineteen columns and the feature codes are described in the dump's `readme.txt`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trucewatch.errors import UsageError
from trucewatch.gazetteer.row import SourceRow
from trucewatch.gazetteer.sources.reading import digest_of, number
from trucewatch.model.place import GroundKind

_CODES: dict[str, GroundKind] = {
    "PPLX": "neighbourhood", "PPLCH": "settlement", "ADM1": "region", "ADM2": "district", "ADM3": "district",
    "ADM4": "district", "ADM1H": "region", "ADM2H": "district", "ADMD": "district", "PCLI": "country", "PCLD": "country",
    "PCLIX": "country", "TERR": "disputed_area", "AIRP": "airport", "AIRB": "airport", "AIRF": "airport", "PRT": "port",
    "BDG": "crossing", "PSTB": "crossing", "CRSG": "crossing", "RGN": "area", "AREA": "area", "VAL": "area", "ISL": "area",
    "PEN": "area", "RD": "corridor", "STM": "water", "LK": "water", "RSV": "water", "BAY": "water", "GULF": "water",
    "SEA": "water", "MT": "site", "HLL": "site", "PK": "site", "MN": "site", "DAM": "site", "INSM": "site", "MILB": "site",
    "CMP": "neighbourhood", "CMPRF": "neighbourhood", "PS": "site", "PSH": "site", "HSP": "site", "CTRS": "site",
}  # fmt: skip
_FORMER = frozenset({"PPLQ", "PPLH", "PPLW"})  # abandoned, former, destroyed: reports name them still


class GeoNames:
    """One country dump."""

    url = "https://download.geonames.org/export/dump/"
    licence = "CC BY 4.0 (GeoNames)"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.key = f"geonames:{path.name}"
        self.name = f"GeoNames dump {path.name}"

    def digest(self) -> str:
        """SHA-256 of the file."""
        return digest_of(self._path)

    def size(self) -> int:
        """Not known before reading."""
        return 0

    def rows(self) -> Iterator[SourceRow | str]:
        """Populated places, administrative ground and what reports name of the rest; other features are passed over."""
        with self._lines() as lines:
            for n, line in enumerate(lines, start=1):
                row = _row(line.rstrip("\r\n").split("\t"), n)
                if row is not None:
                    yield row

    @contextmanager
    def _lines(self) -> Iterator[IO[str]]:
        if self._path.suffix != ".zip":
            with self._path.open(encoding="utf-8", errors="replace") as f:
                yield f
            return
        try:
            with zipfile.ZipFile(self._path) as packed:
                inside = [n for n in packed.namelist() if n.endswith(".txt") and n.lower() != "readme.txt"]
                if len(inside) != 1:
                    raise UsageError("not a country dump", where=str(self._path), try_this="one .txt beside readme.txt")
                with packed.open(inside[0]) as f:
                    yield io.TextIOWrapper(f, encoding="utf-8", errors="replace")
        except zipfile.BadZipFile as error:
            raise UsageError(
                f"not a whole zip file: {error}", where=str(self._path), try_this="fetch it again"
            ) from error


def _row(cells: list[str], n: int) -> SourceRow | str | None:
    if len(cells) != 19:
        return f"line {n} has {len(cells)} columns instead of 19"
    ref, name, ascii_name, names, lat, lon, letter, code, country, also, admin1, admin2 = cells[:12]
    kind = _CODES.get(code) or ("settlement" if letter == "P" else None)
    if kind is None:
        return None
    at_lat, at_lon = number(lat), number(lon)
    if at_lat is None or at_lon is None:
        return f"line {n} has no point"
    return SourceRow(
        ref=f"gn:{ref}",
        name=name,
        kind=kind,
        country=tuple(dict.fromkeys(c for c in (country, *also.split(",")) if c)),
        admin1=admin1,
        admin2=admin2,
        lat=at_lat,
        lon=at_lon,
        population=int(number(cells[14]) or 0),
        names=tuple(x for x in (ascii_name, *names.split(",")) if x),
        precision="approximate" if code in _FORMER else "exact",
        extra={"code": code},
    )
