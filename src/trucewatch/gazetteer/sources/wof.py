"""Clones of Who's On First: a folder of GeoJSON files, one place each (licence by record).

Source: https://whosonfirst.org/docs/ (placetypes, names by language and kind, hierarchy).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.gazetteer.row import SourceRow
from trucewatch.gazetteer.sources.reading import digest_of
from trucewatch.model.place import GroundKind
from trucewatch.places.ground import distance_km

_KINDS: dict[str, GroundKind] = {
    "locality": "settlement", "localadmin": "district", "borough": "neighbourhood", "macrohood": "neighbourhood",
    "neighbourhood": "neighbourhood", "microhood": "neighbourhood", "county": "district", "macrocounty": "district",
    "region": "region", "macroregion": "region", "country": "country", "dependency": "country", "disputed": "disputed_area",
    "campus": "site", "marinearea": "water", "ocean": "water",
}  # fmt: skip
_NAMES = ("_x_preferred", "_x_variant", "_x_colloquial")


class WhosOnFirst:
    """A clone or part of one."""

    url = "https://whosonfirst.org/"
    licence = "by record (CC BY, CC0 and others); see https://whosonfirst.org/docs/licenses/"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.key = f"wof:{path.name}"
        self.name = f"Who's On First, {path.name}"

    def digest(self) -> str:
        """Over names, sizes and times of the files: reading all of a clone twice would take too long."""
        return digest_of(self._path)

    def size(self) -> int:
        """How many files there are."""
        return sum(1 for _ in self._files())

    def rows(self) -> Iterator[SourceRow | str]:
        """Every place that is current, in order of path; alternative geometries are passed over."""
        for f in self._files():
            try:
                feature = msgspec.json.decode(f.read_bytes())
                row = _row(feature["properties"])
            except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
                yield f"{f.name}: {type(error).__name__}: {error}"
                continue
            if row is not None:
                yield row

    def _files(self) -> list[Path]:
        return sorted(f for f in self._path.rglob("*.geojson") if "-alt-" not in f.name)


def _row(p: dict[str, Any]) -> SourceRow | None:
    kind = _KINDS.get(p.get("wof:placetype", ""))
    gone = str(p.get("edtf:deprecated") or p.get("edtf:superseded") or "") not in ("", "uuuu", "..") or p.get(
        "wof:superseded_by"
    )
    if kind is None or gone or p.get("mz:is_current") == 0:
        return None
    lat, lon = float(p.get("lbl:latitude") or p["geom:latitude"]), float(p.get("lbl:longitude") or p["geom:longitude"])
    other = p.get("wof:concordances") or {}
    names = [str(n) for key, found in p.items() if key.startswith("name:") and key.endswith(_NAMES) for n in found]
    parents = [str(i) for h in (p.get("wof:hierarchy") or [])[:1] for k, i in sorted(h.items()) if int(i) > 0]
    levels = (p.get("wof:hierarchy") or [{}])[0]
    return SourceRow(
        ref=f"gn:{other['gn:id']}" if other.get("gn:id") else f"wof:{p['wof:id']}",
        name=str(p.get("wof:label") or p["wof:name"]),
        kind=kind,
        country=(p["wof:country"],) if p.get("wof:country") not in (None, "", "-1", "XX") else (),
        admin1=_level(levels, "region_id"),
        admin2=_level(levels, "county_id"),
        lat=lat,
        lon=lon,
        radius_km=_reach(p.get("geom:bbox"), lat, lon),
        population=int(p.get("wof:population") or p.get("gn:population") or 0),
        names=tuple(names),
        licence=str(p.get("src:geom") or ""),
        extra={"wof": str(p["wof:id"]), "parents": parents},
    )


def _level(levels: dict[str, Any], key: str) -> str:
    found = levels.get(key)
    return str(found) if isinstance(found, int) and found > 0 else ""


def _reach(box: Any, lat: float, lon: float) -> float | None:
    """From the label point to the farthest corner of the box; None for a box without extent."""
    if not isinstance(box, str):
        return None
    west, south, east, north = (float(x) for x in box.split(","))
    far = max(distance_km(lat, lon, y, x) for y in (south, north) for x in (west, east))
    return far if far > 0.05 else None
