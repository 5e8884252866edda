"""`trucewatch places`: names of places that wait for an answer, with their candidates."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import AsOf, Clock, ClockName, Debug, Store, TableFormat
from trucewatch.cli.options import Format as FormatOption
from trucewatch.cli.reading import open_view
from trucewatch.cli.settings import DEFAULT_STORE, read_settings

COLUMNS = ("Incident", "Name", "Stands for", "Question and candidates, or reasons")


@guarded
def places(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Only of this incident.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also the names that are resolved.")] = False,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List names of places that may be several places; `judge place` answers them."""
    from trucewatch.cli.command_listings import print_listing

    with open_view(read_settings(store, as_of, clock.value)) as view:
        run = view.records.store.run()
        if run is not None and run.gazetteer is None:
            say(
                "Names of places were not resolved: there was no gazetteer.\n"
                "  Try: trucewatch gazetteer build, then trucewatch rebuild"
            )
        listing = view.places(everything=everything, code=code)
        print_listing(listing, form, COLUMNS, _cells)
    if form is TableFormat.TABLE and any(r.state == "open" for r in listing.rows):
        from trucewatch.cli.screen import print_line

        print_line("To answer: trucewatch judge place CODE --field NAME --value '\"ID\"' --by NAME --reason WHY")


def _cells(row: Any) -> tuple[str, ...]:
    if row.lat is None:
        stands = "none of the gazetteer's" if row.state == "answered" else "?"
    else:
        kind = (row.kind or "").replace("_", " ")
        stands = f"{row.label or 'a point'} ({kind}), {row.lat:.4f} {row.lon:.4f}, radius {row.radius_m / 1000:.3g} km"
        stands += f", {row.ref}" if row.ref else ""
    told = [row.question] if row.question else [*row.reasons, row.method]
    return (row.code, row.name, stands, "\n".join([*told, *(row.candidates if row.state == "open" else ())]))
