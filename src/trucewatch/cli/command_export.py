"""`trucewatch export`: files and feeds for other programs, in the public tier unless told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import (
    Act,
    AsOf,
    Clock,
    ClockName,
    Debug,
    FirstDay,
    LastDay,
    Place,
    Side,
    Status,
    Store,
)
from trucewatch.cli.progress import progress
from trucewatch.cli.reading import open_view, read_filter
from trucewatch.cli.settings import DEFAULT_STORE, read_settings
from trucewatch.cli.writing import file_or_screen, put_file
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from trucewatch.publish.release import Tier
    from trucewatch.publish.release.rows import LeftOut

TierName = Annotated[str, typer.Option("--tier", help="public: rounded, delayed, redacted; or full.")]
TierFile = Annotated[Path | None, typer.Option("--tier-file", help="Settings in place of the public tier's.")]
SHOWN = 5


@guarded
def export(
    form: Annotated[str | None, typer.Argument(metavar="FORMAT", help="One of those that --list names.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the formats.")] = False,
    store: Store = DEFAULT_STORE,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file; else standard output.")] = None,
    left_out: Annotated[
        Path | None,
        typer.Option("--left-out", metavar="FILE", help="A CSV of the records that it does not hold, with why."),
    ] = None,
    tier: TierName = "public",
    tier_file: TierFile = None,
    place: Place = None,
    side: Side = None,
    status: Status = None,
    start: FirstDay = None,
    end: LastDay = None,
    act: Act = None,
    area: Annotated[str | None, typer.Option("--area", help="With atom: the feed of one area.")] = None,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    debug: Debug = False,
) -> None:
    """Write a file for other programs: GeoJSON, CSV, GeoParquet, feeds and more."""
    from trucewatch.publish.files import find_format, write_into
    from trucewatch.publish.release import Released
    from trucewatch.publish.rows import IncidentFilter

    if listed or form is None:
        _list_formats()
        return
    found = find_format(form)
    if area and form != "atom":
        raise UsageError("--area is of the feed", where="--area", try_this="trucewatch export atom --area NAME")
    wanted = read_filter(place=place, side=side, status=status, start=start, end=end, act=act)
    with open_view(read_settings(store, as_of, clock.value)) as view:
        released = Released(view, choose_tier(tier, tier_file), None if wanted == IncidentFilter() else wanted)
        with progress(show=out is not None) as tell, file_or_screen(out) as file:
            rows, stays = write_into(file, form, released, area=area, tell=tell)
    if out:
        say(f"{out}: {found.says}; {rows:,} rows")
    _tell(stays, left_out)


def choose_tier(name: str, path: Path | None) -> Tier:
    """The tier of these options. Raises: UsageError for a name that there is not."""
    from trucewatch.publish.release import FULL, public_tier, read_tier

    if path is not None:
        return read_tier(path)
    if name not in ("public", "full"):
        raise UsageError(f"no tier {name!r}", where="--tier", try_this="public or full")
    return FULL if name == "full" else public_tier()


def _tell(rows: tuple[LeftOut, ...], path: Path | None) -> None:
    if path:
        from trucewatch.publish.tables import write_csv

        put_file(path, "".join(f"{line}\n" for line in write_csv(rows)) or "file,id,why\n")
    elif rows:
        say(f"{len(rows):,} not in it (all with --left-out FILE):")
        for row in rows[:SHOWN]:
            say(f"  {row.id}: {row.why}")


def _list_formats() -> None:
    from trucewatch.cli.screen import print_table
    from trucewatch.publish.files import FORMATS

    rows = [(f.name, f.file, f.says, "trucewatch[files]" if f.extra else "") for f in FORMATS.values()]
    print_table(("Format", "File", "Holds", "Needs"), rows)
