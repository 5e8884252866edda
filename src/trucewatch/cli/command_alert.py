"""`trucewatch alert check|test|send`: rules of what to be told of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.door import group, guarded, say
from trucewatch.cli.options import Clock, ClockName, Debug, Store
from trucewatch.cli.settings import DEFAULT_STORE, parse_moment
from trucewatch.store.address import Place, beside

Rules = Annotated[Path, typer.Argument(metavar="RULES", help="A YAML file of rules and channels.")]

alert = group("alert", "Check rules of alerts, say what they would have sent, send what is due.")


@alert.command()
@guarded
def check(rules: Rules, debug: Debug = False) -> None:
    """Read a file of rules; a fault comes with file, line and what to try."""
    from trucewatch.alerts.rules import load_rules
    from trucewatch.cli.screen import print_line

    book = load_rules(rules)
    print_line(f"Sound: {len(book.rules)} rules, {len(book.channels)} channels.")


@alert.command("test")
@guarded
def would_have_sent(
    rules: Rules,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Had the rules been used from then on.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Up to then.")] = "now",
    clock: Clock = ClockName.SYSTEM,
    store: Store = DEFAULT_STORE,
    debug: Debug = False,
) -> None:
    """Print what would have been sent, day by day; nothing is sent and nothing is kept."""
    from trucewatch.alerts.forms import as_text
    from trucewatch.alerts.rules import load_rules
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.alerting import would_send
    from trucewatch.store.opening import open_store

    book = load_rules(rules)
    kept = open_store(store, create=False)
    sent = 0
    try:
        start, end = parse_moment(since, "--since"), parse_moment(until, "--until")
        for message in would_send(kept, book, start, end, clock=clock.value):
            sent += 1
            print_line(as_text([message]), hang=4)
            print_line()
    finally:
        kept.close()
    print_line(f"{sent} messages would have been sent to {len(book.channels)} channels.")


@alert.command()
@guarded
def send(rules: Rules, store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Note what is new since the last time, and send what is due: for cron, after ingest. `watch --alerts` does it by itself."""
    from trucewatch.alerts.book import Book
    from trucewatch.alerts.rules import load_rules
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.alerting import Alerter
    from trucewatch.store.locks import file_lock
    from trucewatch.store.opening import open_store
    from trucewatch.watching.clock import MachineClock

    book = load_rules(rules)
    place = alert_book(store)
    kept = open_store(store, create=False)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with file_lock(str(place), "alerts"):
            told = Book(place)
            try:
                alerter = Alerter(kept, book, told, MachineClock(), write=print_line, secrets=os.environ)
                for fault in alerter.look(changed=True):
                    say(fault)
                counts = told.states()
            finally:
                told.close()
    finally:
        kept.close()
    say(
        f"{counts.get('sent', 0)} sent so far, {counts.get('waiting', 0)} waiting, {counts.get('given_up', 0)} given up."
    )


def alert_book(store: Place) -> Path:
    """Where the book of alerts of a store lies: with the memory of the watch."""
    return beside(store, ".watch") / "alerts.sqlite"
