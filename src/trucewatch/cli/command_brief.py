"""`trucewatch brief`: the daily report, or nothing at all when a check finds a fault."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import AsOf, BriefForm, Clock, ClockName, Debug, Store
from trucewatch.cli.reading import open_view
from trucewatch.cli.settings import DEFAULT_STORE, parse_day, parse_zone, read_settings
from trucewatch.cli.writing import put_file
from trucewatch.errors import UsageError


@guarded
def brief(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only what happened or was first reported since.")
    ] = None,
    weekly: Annotated[bool, typer.Option("--weekly", help="The last seven days, beside the seven before.")] = False,
    previous: Annotated[
        str | None,
        typer.Option("--previous", metavar="TIME", help="As of when your last report was: tells what changed."),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", help="Zone of all times, such as +04:00; else the agreement's."),
    ] = None,
    form: Annotated[BriefForm, typer.Option("--format", help="How to write it.")] = BriefForm.MARKDOWN,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file.")] = None,
    debug: Debug = False,
) -> None:
    """Write the daily report.

    Every sentence carries its claims; a fault found by the checks withholds it all.
    """
    from trucewatch.publish.written import brief_text

    settings = read_settings(store, as_of, clock.value)
    first = parse_day(since, "--since")
    if weekly and first:
        raise UsageError("a weekly report has its own first day", where="--since", try_this="--weekly or --since")
    with ExitStack() as held:
        view = held.enter_context(open_view(settings))
        earlier = held.enter_context(open_view(read_settings(store, previous, clock.value))) if previous else None
        page = BriefForm.HTML if form is BriefForm.PDF else form
        text = brief_text(
            view,
            page.value,
            clock=settings.clock,
            since=first,
            zone=parse_zone(zone) if zone else None,
            weekly=weekly,
            earlier=earlier,
        )
    if form is BriefForm.PDF:
        from trucewatch.publish.pdf import pdf_of

        data = pdf_of(text)
    else:
        data = text.encode()
    if out is not None:
        put_file(out, data)
        say(f"Written: {out}")
    elif form is BriefForm.PDF:
        sys.stdout.buffer.write(data)
    else:
        sys.stdout.write(text)
