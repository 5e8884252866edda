"""The command line: `trucewatch COMMAND`. Only light modules are imported here; each command imports what it needs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from trucewatch import __version__
from trucewatch.cli.command_account import account
from trucewatch.cli.command_agreement import agreement
from trucewatch.cli.command_alert import alert
from trucewatch.cli.command_archive import archive
from trucewatch.cli.command_ask import ask
from trucewatch.cli.command_brief import brief
from trucewatch.cli.command_demo import demo
from trucewatch.cli.command_export import export
from trucewatch.cli.command_gazetteer import gazetteer
from trucewatch.cli.command_ingest import ingest
from trucewatch.cli.command_judge import judge
from trucewatch.cli.command_listings import calendar, incidents, issues
from trucewatch.cli.command_places import places
from trucewatch.cli.command_publish import publish
from trucewatch.cli.command_read import read
from trucewatch.cli.command_review import review
from trucewatch.cli.command_scale import scale
from trucewatch.cli.command_serve import serve
from trucewatch.cli.command_show import show, why
from trucewatch.cli.command_source import source
from trucewatch.cli.command_store import store
from trucewatch.cli.command_upkeep import rebuild, verify
from trucewatch.cli.command_watch import watch
from trucewatch.cli.door import hear_interruptions

# rich markup and pretty tracebacks would load rich for every --help, and would print a traceback to users
app = typer.Typer(
    name="trucewatch",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads reports about a ceasefire, keeps who says what, sets rival accounts side by side, and holds them "
    "against the agreement.",
    epilog="Exit codes: 0 done, 1 withheld by a check, 2 usage or configuration, 3 store, 4 a defect of ours.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"trucewatch {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """The options before a command."""


for command in (
    read,
    ingest,
    watch,
    incidents,
    show,
    agreement,
    calendar,
    ask,
    brief,
    serve,
    export,
    publish,
    judge,
    places,
    review,
    why,
    issues,
    rebuild,
    verify,
    demo,
):
    app.command()(command)


app.add_typer(source)
app.add_typer(archive)
app.add_typer(alert)
app.add_typer(gazetteer)
app.add_typer(account)
app.add_typer(store)
app.add_typer(scale)


def run() -> None:
    """The program. Text that the terminal's encoding lacks is printed as escapes and never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    hear_interruptions()
    app()


if __name__ == "__main__":
    run()
