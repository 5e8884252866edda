"""Which source a path on the command line is."""

from __future__ import annotations

import zipfile
from pathlib import Path

from trucewatch.errors import UsageError
from trucewatch.gazetteer.row import Source

_FORMS = "a GeoNames dump (.zip, .txt), a folder of Who's On First GeoJSON, a table (.tsv, .tsv.xz) or overlay YAML"


def open_source(path: Path) -> Source:
    """The source that lies at a path, by its form. Raises: UsageError when it is none that we read."""
    from trucewatch.gazetteer.sources.geonames import GeoNames
    from trucewatch.gazetteer.sources.overlay import Overlay
    from trucewatch.gazetteer.sources.table import Table
    from trucewatch.gazetteer.sources.wof import WhosOnFirst

    if not path.exists():
        raise UsageError("no such file or folder", where=str(path), try_this=f"give {_FORMS}")
    if path.is_dir():
        if next(path.rglob("*.geojson"), None) is not None:
            return WhosOnFirst(path)
        if next(path.glob("*.yml"), None) is not None:
            return Overlay(path)
    elif path.suffix in (".yml", ".yaml"):
        return Overlay(path)
    elif path.name.endswith((".tsv", ".tsv.xz")):
        return Table(path)
    elif path.suffix == ".txt" or (path.suffix == ".zip" and zipfile.is_zipfile(path)):
        return GeoNames(path)
    raise UsageError("not a source that can be read", where=str(path), try_this=f"give {_FORMS}")
