"""`trucewatch watch`: follow the sources and keep the store up to date."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.command_source import Sources
from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import Agreements, Debug, Model, Store
from trucewatch.cli.settings import CONTACT_VARIABLE, DEFAULT_SOURCES, DEFAULT_STORE, parse_moment
from trucewatch.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from trucewatch.flow.alerting import Alerter
    from trucewatch.flow.stages import DocumentReader
    from trucewatch.flow.watch import Round
    from trucewatch.store.shape import Store as StoreShape
    from trucewatch.watching.clock import Clock


@guarded
def watch(
    store: Store = DEFAULT_STORE,
    sources: Sources = DEFAULT_SOURCES,
    once: Annotated[bool, typer.Option("--once", help="One round of what is due, then stop (for cron).")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="ID", help="This source only; once each.")] = None,
    again: Annotated[
        str | None,
        typer.Option("--again", metavar="TIME", help="First read anew what was kept since then: after mending a card."),
    ] = None,
    agreement: Agreements = None,
    alerts: Annotated[
        Path | None, typer.Option("--alerts", metavar="RULES", help="Send alerts by these rules after each round.")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option("--contact", envvar=CONTACT_VARIABLE, help="Told to servers: whom to write to.", show_envvar=True),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Hosts asked at the same time.")] = 8,
    seed: Annotated[int, typer.Option("--seed", help="Of the chance in the schedule.")] = 0,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Follow the sources: ask when due, keep every answer as evidence, take reports in, bring incidents up to date.

    Stop it at any time, start it at any time: nothing is lost or taken in twice.
    """
    from trucewatch.cli.command_ingest import packs_for
    from trucewatch.flow.watch import Watcher, keep_watching
    from trucewatch.flow.watch_home import watch_home
    from trucewatch.store.opening import open_store
    from trucewatch.watching.card_folder import CardFolder
    from trucewatch.watching.clock import MachineClock
    from trucewatch.watching.fetch import Fetcher
    from trucewatch.watching.trial import agent_name

    folder = CardFolder(sources, _tell_fault, only or ())
    cards = folder.changed()
    if not cards:
        raise UsageError(
            "there is no source to follow", where=str(sources), try_this="trucewatch source add ID ADDRESS"
        )
    kept = open_store(store)
    fetcher = Fetcher(clock := MachineClock(), agent=agent_name(contact))
    try:
        with ExitStack() as open_until_end:
            state, archive = open_until_end.enter_context(watch_home(store))
            for pack in packs_for(kept, agreement):
                kept.put_agreement(pack)
            if again is not None:
                since = parse_moment(again, "--again")
                say(f"{sum(state.reopen(s.id, since) for s in cards)} kept answers are read anew.")
            watcher = Watcher(
                kept,
                cards,
                state,
                archive,
                clock=clock,
                fetcher=fetcher,
                reader=_Lazy(kept, model).reader,
                seed=seed,
                workers=workers,
            )
            watcher.follow(cards, with_card=None if only else folder.ids)
            alerter = _alerter(kept, alerts, clock, open_until_end)
            if once:
                done = watcher.round(at_once=True)
                print_round(done, quiet=False)
                _alert(alerter, done)
                return

            def tell(done: Round) -> None:
                print_round(done, quiet=True)
                _alert(alerter, done)

            def refresh() -> None:
                anew = folder.changed()
                if anew is not None:
                    watcher.follow(anew, with_card=None if only else folder.ids)
                    say(f"The cards have changed: {len(anew)} sources are followed now.")

            signal.signal(signal.SIGTERM, signal.default_int_handler)
            say(f"Watching {len(cards)} sources for {kept.path} (Ctrl-C stops it).")
            try:
                keep_watching(watcher, clock, tell, say=say, refresh=refresh)
            except KeyboardInterrupt:
                say("Stopped. The next start goes on from here.")
    finally:
        fetcher.close()
        kept.close()


def _tell_fault(fault: ConfigurationError) -> None:
    say(
        f"{fault.where}: {fault.what}; this source is not followed, or goes on by its old card"
        + (f"\n  Try: {fault.try_this}" if fault.try_this else "")
    )


def _alerter(store: StoreShape, rules: Path | None, clock: Clock, open_until_end: ExitStack) -> Alerter | None:
    """What sends alerts, None without rules. Raises: ConfigurationError for rules that are not sound."""
    if rules is None:
        return None
    from trucewatch.alerts.book import Book
    from trucewatch.alerts.rules import load_rules
    from trucewatch.cli.command_alert import alert_book
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.alerting import Alerter
    from trucewatch.store.locks import file_lock

    place = alert_book(store.path)
    open_until_end.enter_context(file_lock(str(place), "alerts"))  # `alert send` must not send the same meanwhile
    book = open_until_end.enter_context(closing(Book(place)))
    return Alerter(store, load_rules(rules), book, clock, write=print_line, secrets=os.environ)


def _alert(alerter: Alerter | None, done: Round) -> None:
    if alerter is not None:
        for fault in alerter.look(changed=done.derived is not None or done.alarms_changed):
            say(fault)


class _Lazy:
    """The reader, loaded when it is first needed: a round without anything new must not load a language model."""

    def __init__(self, store: StoreShape, model: str | None) -> None:
        self._store, self._model = store, model
        self._reader: DocumentReader | None = None

    def reader(self) -> DocumentReader:
        if self._reader is None:
            from trucewatch.extract.reader import Reader

            self._reader = Reader(self._model)
        return self._reader


def print_round(done: Round, *, quiet: bool) -> None:
    """What a round did, in one line and a line for each issue; `quiet`: nothing when nothing came."""
    from trucewatch.cli.command_read import say_issue
    from trucewatch.cli.screen import print_line

    for issue in done.issues:
        say_issue(issue)
    for ident, fault in () if quiet else done.failures:
        say(f"{ident}: {fault}; it is asked again later")
    for h in () if quiet else done.alarms:
        say(f"Alarm: {h.id} ({h.publisher}) {h.condition.replace('_', ' ')}: {h.why}")
    if quiet and not done.items and not done.derived:
        return
    looked, pages = done.looked, done.pages
    line = f"{looked.asked} sources asked, {looked.unchanged} unchanged, {looked.failed + pages.failed} failed; "
    line += f"{pages.asked} pages; {done.fresh} new items, {done.items - done.fresh} new versions."
    if done.derived is not None:
        d = done.derived
        line += f" Now {d.documents} documents, {d.claims} claims, {d.incidents} incidents."
    print_line(line)
