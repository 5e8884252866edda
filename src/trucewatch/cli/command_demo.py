"""`trucewatch demo`: the main job on the bundled texts, from reports to the daily report."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.command_ingest import print_summary, take_in
from trucewatch.cli.command_listings import INCIDENT_COLUMNS, incident_cells, print_listing
from trucewatch.cli.door import guarded
from trucewatch.cli.options import Debug, TableFormat
from trucewatch.cli.settings import now
from trucewatch.cli.writing import put_file
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from trucewatch.store.shape import Store

# the evening of the last texts' day, so that the demonstration says the same whenever it runs
AS_OF = datetime(2020, 12, 28, 20, 0, tzinfo=UTC)
STORE_NAME = "demo.sqlite"


@guarded
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for what it writes.")] = Path(
        "trucewatch-demo"
    ),
    replay: Annotated[
        bool, typer.Option("--replay", help="Play the reports in the order of their publication, day by day.")
    ] = False,
    pause: Annotated[
        float, typer.Option("--pause", min=0, max=60, help="With --replay: seconds between two days.")
    ] = 0.7,
    debug: Debug = False,
) -> None:
    """Run the main job on the bundled texts."""
    from importlib.resources import as_file, files

    from trucewatch.cli.screen import print_line
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.publish.tables import write_listing
    from trucewatch.publish.view import View
    from trucewatch.publish.written import brief_text
    from trucewatch.store.opening import open_store

    _make_folder(out)
    kept = open_store(out / STORE_NAME)
    try:
        options = IngestOptions(captured_at=now(), received="published")
        with as_file(files("trucewatch.data") / "demo") as folder:
            texts = sorted(str(p) for p in folder.iterdir() if re.match(r"\d\d-", p.name))
            taken, derived = take_in(kept, texts, options, as_of=AS_OF)
        print_summary(taken, derived, kept.path)
        if replay:
            _play(kept, pause)
            return
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
    if listing.rows:
        print_line(f"Next: trucewatch show {listing.rows[0].code} --store {out / STORE_NAME}")
        print_line(
            f"      trucewatch serve --store {out / STORE_NAME}    (map, accounts side by side, review: in the browser)"
        )


def _play(store: Store, pause: float) -> None:
    """Prints what each day brought and changed, for a reader of all reports published by its end."""
    import time

    from trucewatch.cli.screen import print_line
    from trucewatch.flow.replay import replay
    from trucewatch.publish.wording import plural, say_day

    for step in replay(store, until=AS_OF.date()):
        print_line()
        reports = f"{len(step.reports)} {plural(len(step.reports), 'report')}"
        incidents = f"{step.incidents} {plural(step.incidents, 'incident')} so far"
        print_line(f"{say_day(step.day)}: {reports}, {incidents}", strong=True)
        for report in step.reports:
            print_line(f"Report: {report}", indent=2, hang=4)
        for change in step.changes:
            print_line(f"Change: {change}", indent=2, hang=4)
        sys.stdout.flush()
        time.sleep(pause)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "another folder, one that you may write"
        raise UsageError(f"cannot make the folder: {error.strerror}", where=str(out), try_this=hint) from error
