"""`trucewatch incidents`, `calendar`, `issues`: rows of the view."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trucewatch import __version__
from trucewatch.cli.door import guarded, say, write_lines
from trucewatch.cli.options import (
    Act,
    AsOf,
    CalendarFormat,
    Clock,
    ClockName,
    Debug,
    FirstDay,
    LastDay,
    Place,
    Side,
    Status,
    Store,
    TableFormat,
)
from trucewatch.cli.options import Format as FormatOption
from trucewatch.cli.reading import open_view, read_filter
from trucewatch.cli.settings import DEFAULT_STORE, read_settings

if TYPE_CHECKING:
    from trucewatch.publish.rows import IncidentRow, Listing
    from trucewatch.publish.tables import Format

INCIDENT_COLUMNS = ("Code", "When", "Where", "What", "Told by", "Other side", "Harm", "Status")
DUE_COLUMNS = ("Due", "First due", "Provision", "What", "State", "Reason")
MACHINE_FORMATS: dict[TableFormat, Format] = {
    TableFormat.JSON: "json",
    TableFormat.JSONL: "jsonl",
    TableFormat.CSV: "csv",
}
ISSUE_COLUMNS = ("Stage", "Where", "Reason", "Try")


@guarded
def incidents(
    store: Store = DEFAULT_STORE,
    place: Place = None,
    side: Side = None,
    status: Status = None,
    start: FirstDay = None,
    end: LastDay = None,
    one_sided: Annotated[bool, typer.Option("--one-sided", help="Only what one side alone tells.")] = False,
    act: Act = None,
    text: Annotated[str | None, typer.Option("--text", help="Words of the title or of the quotes.")] = None,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List incidents, with who tells them and how they stand."""
    wanted = read_filter(
        place=place, side=side, status=status, start=start, end=end, one_sided=one_sided, act=act, text=text
    )
    with open_view(read_settings(store, as_of, clock.value)) as view:
        print_listing(view.incidents(wanted), form, INCIDENT_COLUMNS, incident_cells)


def incident_cells(row: IncidentRow) -> tuple[str, ...]:
    """One incident as the cells of a table for people."""
    status = [row.occurrence, *row.flags]
    status += [row.attribution.replace("_", " ")] if row.attribution != "none" else []
    status += [] if row.firm else ["candidate"]
    status += ["contested grouping"] if row.contested else []
    status += [row.editorial.replace("_", " ")] if row.editorial != "machine_draft" else []
    if row.unsure_with:
        more = f" (and {len(row.unsure_with) - 1} more)" if len(row.unsure_with) > 1 else ""
        status.append(f"perhaps the same as {row.unsure_with[0]}{more}")
    return (
        row.code,
        (row.when or _undated(row)) + (f", {row.day_part}" if row.day_part else ""),
        "; ".join(row.places) or "not stated",
        ", ".join(row.acts).replace("_", " "),
        "; ".join(row.told_by),
        "; ".join(row.other_side),
        "; ".join(row.harm),
        ", ".join(status),
    )


def _undated(row: IncidentRow) -> str:
    """What stands for a day that no account tells: the report's own day, said to be that."""
    return f"no date (told {row.first_reported.date()})" if row.first_reported else "no date"


@guarded
def calendar(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: Annotated[
        CalendarFormat, typer.Option("--format", help="For people (table), for programs, or for calendars (ics).")
    ] = CalendarFormat.TABLE,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="With ics: write to a file.")] = None,
    debug: Debug = False,
) -> None:
    """List the due dates of the agreement and how each stands."""
    with open_view(read_settings(store, as_of, clock.value)) as view:
        if form is not CalendarFormat.ICS:
            print_listing(view.deadlines(), TableFormat(form.value), DUE_COLUMNS, _deadline_cells)
            return
        from trucewatch.publish.ics import calendar_text

        made = calendar_text(view, __version__)
    if out is None:
        sys.stdout.buffer.write(made)
        return
    from trucewatch.cli.writing import put_file

    put_file(out, made)
    say(f"Written: {out}")


def _deadline_cells(row: Any) -> tuple[str, ...]:
    from trucewatch.publish.wording import say_code

    first = row.first_due.isoformat() if row.first_due != row.due else ""
    return (row.due.isoformat(), first, row.provision, row.title, say_code("deadline", row.state), row.reason)


@guarded
def issues(
    store: Store = DEFAULT_STORE,
    stage: Annotated[
        str | None, typer.Option("--stage", help="Only of one stage: ingest, extract, reconcile, assess, store.")
    ] = None,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List what was set aside or is doubtful, where and why."""
    with open_view(read_settings(store)) as view:
        print_listing(view.issues(stage), form, ISSUE_COLUMNS, _issue_cells)


def _issue_cells(row: Any) -> tuple[str, ...]:
    where = row.where + (f" at {row.offset}" if row.offset is not None else "")
    return (row.stage, where, row.reason, row.try_this or "")


def print_listing(listing: Listing[Any], form: TableFormat, columns: tuple[str, ...], cells: Any) -> None:
    """A listing for people or for programs; people are told how many of how many, as of when, and the caveat."""
    from trucewatch.publish.tables import write_listing

    if form is not TableFormat.TABLE:
        write_lines(write_listing(listing, MACHINE_FORMATS[form]))
        return
    from trucewatch.cli.screen import print_line, print_table

    if listing.rows:
        print_table(columns, [cells(row) for row in listing.rows])
    asked = "".join(f", {name} {value}" for name, value in listing.filter.items())
    as_of = f" As of {listing.as_of.isoformat(timespec='minutes')}." if listing.as_of else ""
    print_line(f"{listing.shown} of {listing.total} {listing.unit} shown{asked}.{as_of}")
    print_line(listing.caveat)
