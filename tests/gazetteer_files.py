"""Small gazetteers that tests build: the overlay alone, and rows of their own."""

from __future__ import annotations

from pathlib import Path

from trucewatch.gazetteer.build import build
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.gazetteer.sources.overlay import Overlay
from trucewatch.gazetteer.sources.table import Table


def overlay_file(folder: Path) -> GazetteerFile:
    """A gazetteer of the overlay that comes with the program."""
    path = folder / "overlay.sqlite"
    build([Overlay()], path)
    return GazetteerFile(path)


def table_file(folder: Path, lines: list[str]) -> GazetteerFile:
    """A gazetteer of some lines of a table: id, label, kind, country, admin1, admin2, lat, lon, population, names."""
    source = folder / "rows.tsv"
    cells = [line.split(";") for line in lines]
    rows = ["\t".join([c[0], "", *c[1:]]) for c in cells]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    path = folder / "rows.sqlite"
    build([Table(source)], path)
    return GazetteerFile(path)
