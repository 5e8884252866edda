"""Our own rows, which an analyst can read and extend: `data/gazetteer/overlay/*.yml`, or a folder or file of the same form."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.gazetteer.row import SourceRow
from trucewatch.model.ids import sha256
from trucewatch.model.place import GroundKind
from trucewatch.places.ground import circle_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class OverlayName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name with who uses it, and in which language and script."""

    name: str
    authority: str | None = None
    script: str | None = None
    lang: str | None = None


class OverlaySource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a row's position comes from."""

    name: str
    url: str | None = None


class OverlayRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of an overlay file; see `docs/places.md` for its fields."""

    id: str
    name: str
    kind: GroundKind
    country: str | tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    names: tuple[str | OverlayName, ...] = ()
    within: tuple[str, ...] = ()
    polygon: tuple[tuple[float, float], ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    claimed_by: tuple[str, ...] | dict[str, tuple[str, ...]] = ()
    trees: dict[str, tuple[str, ...]] = {}
    source: OverlaySource | str
    precision: str = "approximate"
    notes: str | tuple[str, ...] | None = None


class Overlay:
    """The rows of some overlay files; without files those that come with the program."""

    key = "overlay"
    name = "Overlay"
    url = "https://github.com/trucewatch/trucewatch"
    licence = "Apache-2.0 (Trucewatch)"

    def __init__(self, *files_given: Path) -> None:
        self._files: list[Path | Traversable] = [f for given in files_given for f in _yaml_files(given)]
        if files_given:
            self.key = f"overlay:{files_given[0].name}"
            self.licence = "as its files say"
        else:
            folder = files("trucewatch.data").joinpath("gazetteer", "overlay")
            self._files = sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name)

    def digest(self) -> str:
        """SHA-256 over all files."""
        return sha256(b"".join(f.read_bytes() for f in self._files))

    def size(self) -> int:
        """Not known before reading."""
        return 0

    def rows(self) -> Iterator[SourceRow | str]:
        """Every row, in order of file name and line. Raises: ConfigurationError for a file that is not of the form."""
        for f in self._files:
            for row in read_rows(f):
                yield _source_row(row)


def read_rows(path: Path | Traversable) -> tuple[OverlayRow, ...]:
    """The rows of one overlay file. Raises: ConfigurationError naming file, row and what is wrong."""
    try:
        data: Any = yaml.load(path.read_bytes(), Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"not YAML: {error}", where=str(path), try_this="mend the file") from error
    rows = []
    for n, item in enumerate(data or (), start=1):
        try:
            rows.append(msgspec.convert(item, OverlayRow, str_keys=True))
        except msgspec.ValidationError as error:
            named = item.get("id") if isinstance(item, dict) else None
            raise ConfigurationError(
                f"row {n} ({named or 'no id'}): {error}", where=str(path), try_this="docs/places.md lists every field"
            ) from error
        if not rows[-1].polygon and (rows[-1].lat is None or rows[-1].lon is None):
            raise ConfigurationError(
                f"row {n} ({rows[-1].id}) has neither a point nor a polygon",
                where=str(path),
                try_this="give lat and lon",
            )
    return tuple(rows)


def _source_row(row: OverlayRow) -> SourceRow:
    lat, lon, radius = row.lat, row.lon, row.radius_km
    if row.polygon:
        middle_lat, middle_lon, reach = circle_of(row.polygon)
        lat, lon = (middle_lat, middle_lon) if lat is None or lon is None else (lat, lon)
        radius = reach if radius is None else radius
    extra: dict[str, object] = {}
    if row.within:
        extra["within"] = row.within
    if row.polygon:
        extra["polygon"] = row.polygon
    if row.trees:
        extra["trees"] = row.trees
    extra["source"] = (
        row.source if isinstance(row.source, str) else " ".join(filter(None, (row.source.name, row.source.url)))
    )
    extra |= {k: v for k in ("valid_from", "valid_to") if (v := getattr(row, k))}
    return SourceRow(
        ref=f"tw:{row.id}",
        name=row.name,
        kind=row.kind,
        country=(row.country,) if isinstance(row.country, str) else row.country,
        lat=lat,
        lon=lon,
        radius_km=radius,
        names=tuple(n if isinstance(n, str) else n.name for n in row.names),
        precision=row.precision,
        extra=extra,
    )


def _yaml_files(given: Path) -> list[Path]:
    return sorted(given.glob("*.yml")) if given.is_dir() else [given]
