"""`trucewatch gazetteer build|info|find`: the file of places that resolution asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import group, guarded
from trucewatch.cli.options import Debug, TableFormat
from trucewatch.cli.options import Format as FormatOption

if TYPE_CHECKING:
    import msgspec

    from trucewatch.gazetteer.lookup import GazetteerFile

GAZETTEER_HELP = "A gazetteer file; without it the one that TRUCEWATCH_GAZETTEER names, else the default."
Given = Annotated[Path | None, typer.Option("--gazetteer", help=GAZETTEER_HELP)]
FIND_COLUMNS = ("Probability", "Name", "Kind", "Country", "Lat", "Lon", "Radius km", "Id", "Licence")

gazetteer = group("gazetteer", "Build a gazetteer from open data, say what it holds, and ask it for a name.")


@gazetteer.command()
@guarded
def build(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="GeoNames dumps (.zip, .txt), Who's On First folders, tables (.tsv, .tsv.xz), overlay YAML; none: the default.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; the default's place if left out.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Leave out the cities and areas that come along.")] = False,
    debug: Debug = False,
) -> None:
    """Build a gazetteer file.

    A build that was cut off goes on where it stopped. Sources named first stand above those behind them.
    """
    from trucewatch.cli.progress import progress
    from trucewatch.cli.screen import print_line
    from trucewatch.errors import UsageError
    from trucewatch.gazetteer.build import build as build_file
    from trucewatch.gazetteer.default import default_path, default_sources
    from trucewatch.gazetteer.open_source import open_source

    named = [open_source(p) for p in sources or ()]
    if named and out is None:
        raise UsageError("a gazetteer of your own needs a file", where="--out", try_this="--out places.sqlite")
    if only and not named:
        raise UsageError("--only without a source leaves nothing", where="--only", try_this="name a source")
    overlay, *rest = default_sources()
    chosen = [overlay, *named, *([] if only else rest)]
    with progress() as tell:
        made = build_file(chosen, out or default_path(), tell=tell)
    print_line(f"{made.path}: {made.rows} places under {made.names} names{', resumed' if made.resumed else ''}.")
    for rule, n in made.set_aside.items():
        print_line(f"  set aside: {n} {rule}")
    print_line(f"  digest {made.digest}")
    if out is not None:
        print_line(f"To use it: export TRUCEWATCH_GAZETTEER={made.path}")


@gazetteer.command()
@guarded
def info(path: Given = None, form: FormatOption = TableFormat.TABLE, debug: Debug = False) -> None:
    """Say what a gazetteer was made from, under which licences, and what was set aside."""
    from trucewatch.cli.screen import print_line, print_table

    with_file = _open(path)
    sources = with_file.sources()
    if form is not TableFormat.TABLE:
        _print_machine(form, sources)
        return
    print_line(f"{with_file.path}: {with_file.meta['rows']} places under {with_file.meta['names']} names")
    print_line(f"digest {with_file.digest}, schema {with_file.meta['schema']}")
    print_table(("Source", "Rows", "Licence", "From"), [(f.name, str(f.rows), f.licence, f.url) for f in sources])
    for rule, n in with_file.set_aside().items():
        print_line(f"set aside: {n} {rule}")


@gazetteer.command()
@guarded
def find(
    name: Annotated[str, typer.Argument(help="The name, in any script, with or without a word such as district.")],
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="ISO 3166-1 alpha-2, such as UA.")
    ] = None,
    near: Annotated[
        str | None, typer.Option("--near", metavar="LAT,LON", help="A point that it is expected near.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="No more rows than these.")] = 10,
    path: Given = None,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List the places that a name may mean, the likeliest first."""
    import msgspec

    from trucewatch.cli.screen import print_line, print_table
    from trucewatch.places.ask import ask_name

    file = _open(path)
    found = ask_name(file, name, country=country, near=_point(near), limit=limit)
    rows = tuple(msgspec.structs.replace(row, licence=file.licence_of(row.id)) for row in found)
    if form is not TableFormat.TABLE:
        _print_machine(form, rows)
    elif not rows:
        print_line(f"No place is found under {name}.")
    else:
        cells = [
            (f"{r.probability:.2f}", r.name, r.kind.replace("_", " "), " ".join(r.country), f"{r.lat:.4f}", f"{r.lon:.4f}",
             f"{r.radius_km:g}", r.id, r.licence)
            for r in rows
        ]  # fmt: skip
        print_table(FIND_COLUMNS, cells)


def _point(text: str | None) -> tuple[float, float] | None:
    from trucewatch.errors import UsageError

    if text is None:
        return None
    try:
        lat, lon = (float(x) for x in text.split(","))
    except ValueError as error:
        raise UsageError(f"{text!r} is no point", where="--near", try_this="--near 48.0,37.8") from error
    if abs(lat) > 90 or abs(lon) > 180:
        raise UsageError(f"{text!r} lies on no globe", where="--near", try_this="latitude first: --near 48.0,37.8")
    return lat, lon


def _open(path: Path | None) -> GazetteerFile:
    from trucewatch.cli.progress import progress
    from trucewatch.errors import ConfigurationError
    from trucewatch.gazetteer.default import open_wanted
    from trucewatch.gazetteer.lookup import GazetteerFile

    if path is not None:
        return GazetteerFile(path)
    with progress() as tell:
        opened = open_wanted(tell=tell)
    if opened is None:
        raise ConfigurationError(
            "places are switched off", where="TRUCEWATCH_GAZETTEER", try_this="give --gazetteer FILE"
        )
    return opened


def _print_machine(form: TableFormat, rows: tuple[msgspec.Struct, ...]) -> None:
    import msgspec

    from trucewatch.cli.door import write_lines
    from trucewatch.publish.tables import write_csv

    if form is TableFormat.CSV:
        write_lines(write_csv(rows))
    elif form is TableFormat.JSON:
        write_lines([msgspec.json.format(msgspec.json.encode(rows), indent=2).decode()])
    else:
        write_lines(msgspec.json.encode(row).decode() for row in rows)
