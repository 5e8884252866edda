"""`trucewatch demo`: the main job on the bundled texts, from reports to the daily report."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.command_brief import put_file
from trucewatch.cli.command_ingest import print_summary, take_in
from trucewatch.cli.command_listings import INCIDENT_COLUMNS, incident_cells, print_listing
from trucewatch.cli.door import guarded
from trucewatch.cli.options import Debug, TableFormat
from trucewatch.cli.settings import now
from trucewatch.errors import UsageError

# the evening of the last texts' day, so that the demonstration says the same whenever it runs
AS_OF = datetime(2020, 12, 28, 20, 0, tzinfo=UTC)
STORE_NAME = "demo.sqlite"


@guarded
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for what it writes.")] = Path(
        "trucewatch-demo"
    ),
    debug: Debug = False,
) -> None:
    """Run the main job on the bundled texts."""
    from importlib.resources import as_file, files

    from trucewatch.cli.screen import print_line
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.publish.tables import write_listing
    from trucewatch.publish.view import View
    from trucewatch.publish.written import brief_text
    from trucewatch.store.sqlite import open_store

    _make_folder(out)
    kept = open_store(out / STORE_NAME)
    try:
        options = IngestOptions(captured_at=now(), received="published")
        with as_file(files("trucewatch.data") / "demo") as folder:
            texts = sorted(str(p) for p in folder.iterdir() if re.match(r"\d\d-", p.name))
            taken, derived = take_in(kept, texts, options, as_of=AS_OF)
        print_summary(taken, derived, out / STORE_NAME)
        view = View(kept)
        listing = view.incidents()
        print_listing(listing, TableFormat.TABLE, INCIDENT_COLUMNS, incident_cells)
        markdown = brief_text(view, "markdown", clock="published")
        written = {
            "brief.md": markdown,
            "brief.html": brief_text(view, "html", clock="published"),
            "incidents.csv": "".join(f"{line}\n" for line in write_listing(listing, "csv")),
        }
    finally:
        kept.close()
    for name, text in written.items():
        put_file(out / name, text)
    print_line()
    sys.stdout.write(markdown)
    print_line()
    print_line("Written:", strong=True)
    for name in (STORE_NAME, *written):
        print_line(str(out / name), indent=2)
    print_line(f"Next: trucewatch show {listing.rows[0].code} --store {out / STORE_NAME}" if listing.rows else "")


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "another folder, one that you may write"
        raise UsageError(f"cannot make the folder: {error.strerror}", where=str(out), try_this=hint) from error
