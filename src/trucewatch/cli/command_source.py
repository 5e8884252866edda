"""`trucewatch source add|check|list|health`: the cards of the sources that are followed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import WITHHELD, group, guarded, say
from trucewatch.cli.options import Debug, Store, TableFormat
from trucewatch.cli.options import Format as FormatOption
from trucewatch.cli.settings import DEFAULT_SOURCES, DEFAULT_STORE, SOURCES_VARIABLE
from trucewatch.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trucewatch.watching.card import Source
    from trucewatch.watching.health import Health

HEALTH_COLUMNS = ("Source", "Condition", "Seen", "Last new item", "Lag", "Items a day", "Plausible", "Faults")
LIST_COLUMNS = ("Source", "Publisher", "Kind", "Speaks for", "Form", "Every", "Address", "Address checked")


class FormName(StrEnum):
    """What stands at a source's address."""

    FEED = "feed"
    PAGES = "pages"
    FOLDER = "folder"
    CHAT = "chat"
    TABLE = "table"


Sources = Annotated[
    Path,
    typer.Option("--sources", metavar="DIR", envvar=SOURCES_VARIABLE, help="The folder of sources.", show_envvar=True),
]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of sources; none: all.")]

source = group("source", "Add a source that is followed, check its card, list all, say how they do.")


@source.command()
@guarded
def add(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Its id; alone: one that comes with the program.")],
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="Web address, folder or file.")] = None,
    form: Annotated[FormName, typer.Option("--form", help="What stands at the address.")] = FormName.FEED,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="Who publishes.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="What the publisher is, such as news_outlet.")] = "unknown",
    speaks_for: Annotated[str | None, typer.Option("--speaks-for", metavar="SIDE", help="Whose voice it is.")] = None,
    language: Annotated[str, typer.Option("--language", help="The language of its texts.")] = "en",
    sources: Sources = DEFAULT_SOURCES,
    debug: Debug = False,
) -> None:
    """Write a card into the folder of sources: a new one, or one of those that come with the program."""
    from trucewatch.cli.screen import print_line
    from trucewatch.watching.card import CARD, bundled_card
    from trucewatch.watching.new_card import put_card, write_card

    if address is None:
        put_card(sources, ident, bundled_card(ident))
    else:
        write_card(
            sources,
            ident,
            address,
            form=form.value,
            publisher=publisher,
            kind=kind,
            speaks_for=speaks_for,
            language=language,
        )
    print_line(f"Written: {sources / ident / CARD}")
    print_line(f"Next: look it over, then trucewatch source check {ident} --try")


@source.command()
@guarded
def check(
    ids: Ids = None,
    try_it: Annotated[
        bool, typer.Option("--try", help="Ask the address once and say what would be taken in; nothing is kept.")
    ] = False,
    sample: Annotated[
        Path | None, typer.Option("--sample", metavar="FILE", help="Say what would be understood of this file.")
    ] = None,
    sources: Sources = DEFAULT_SOURCES,
    debug: Debug = False,
) -> None:
    """Read cards and run their adapters on the kept pages; every fault with file, line and what to try."""
    from trucewatch.cli.screen import print_line
    from trucewatch.watching.adapters import check_adapters
    from trucewatch.watching.card import load_source

    faults = 0
    homes = _homes(sources, ids)
    if sample is not None and len(homes) != 1:
        raise UsageError("a sample is held against one source", where="--sample", try_this="name one id")
    for home in homes:
        try:
            found = load_source(home)
        except ConfigurationError as error:
            say(f"{error.where}: {error.what}" + (f"\n  Try: {error.try_this}" if error.try_this else ""))
            faults += 1
            continue
        wrong = list(check_adapters(found))
        for line in wrong:
            say(line)
        faults += len(wrong)
        print_line(
            f"{found.id}: {'sound' if not wrong else 'its adapter is not'}; {found.card.form}, {found.card.address}"
        )
        for advice in _advice(found):
            print_line(f"advice: {advice}", indent=2, hang=2)
        if sample is not None or try_it:
            faults += _show_trial(found, sample)
    if faults:
        raise ConfigurationError(
            f"{faults} {'fault' if faults == 1 else 'faults'} found", try_this="see the lines above"
        )


def _advice(found: Source) -> Iterator[str]:
    """What a sound card may still be asked about."""
    from trucewatch.model.sources import find_source

    card = found.card
    known = find_source(card.publisher)
    told = None if known is None else (known.aligned_with, known.independence_group)
    if known is not None and (card.speaks_for, card.independence_group) != told:
        yield (
            f"our table (data/sources.yml) says of this publisher that it speaks for {known.aligned_with or 'nobody'}, group "
            f"{known.independence_group}; the card holds"
        )
    if card.independence_group is None:
        yield "no independence_group: it counts as an origin of its own"
    if card.kind == "unknown":
        yield "kind is unknown: say what the publisher is; docs/sources.md lists the words"
    if card.licence.name == "unknown":
        yield "the licence is unknown: look it up on the site, and write down what may be published"
    if card.checked is None:
        yield "the address is unverified: set `checked` once somebody has seen it answer"


def _homes(sources: Path, ids: list[str] | None) -> list[Path]:
    from trucewatch.watching.card import CARD

    if ids:
        missing = [i for i in ids if not (sources / i / CARD).exists()]
        if missing:
            raise UsageError(
                f"no source {missing[0]!r}", where=str(sources), try_this="trucewatch source list, or source add"
            )
        return [sources / i for i in ids]
    found = sorted(p.parent for p in sources.glob(f"*/{CARD}"))
    if not found:
        raise UsageError("there is no source", where=str(sources), try_this="trucewatch source add ID ADDRESS")
    return found


def _show_trial(found: Source, sample: Path | None) -> int:
    """Prints what would be taken in; 1 when nothing can be."""
    from trucewatch.cli.screen import print_line
    from trucewatch.watching.contents import Item, Link
    from trucewatch.watching.trial import try_source

    trial = try_source(found, sample)
    if trial.fault:
        say(f"{found.id}: {trial.fault}" + (f"\n  Try: {trial.try_this}" if trial.try_this else ""))
        return 1
    if trial.table is not None:
        table = trial.table
        print_line(f"columns understood: {', '.join(table.columns) or 'none'}", indent=2)
        print_line(f"columns missing: {', '.join(table.missing) or 'none'}", indent=2)
        print_line(f"headings set aside: {', '.join(table.unused) or 'none'}", indent=2)
    items = [f for f in trial.found if isinstance(f, Item)]
    links = [f for f in trial.found if isinstance(f, Link)]
    issues = [f for f in trial.found if not isinstance(f, Item | Link)]
    print_line(f"{len(items)} items, {len(links)} pages to fetch, {len(issues)} set aside", indent=2)
    for item in items[:3]:
        print_line(f"item: {item.raw.location} {item.published or ''}", indent=2, hang=2)
    for text in trial.texts[:3]:
        print_line(text, indent=4)
    for link in links[:3]:
        print_line(f"page: {link.url}", indent=2, hang=2)
    for issue in issues[:10]:
        advice = f" Try: {issue.try_this}" if issue.try_this else ""
        print_line(f"set aside: {issue.where}: {issue.reason}.{advice}", indent=2, hang=2)
    return 0 if items or links else 1


@source.command("list")
@guarded
def list_(
    bundled: Annotated[bool, typer.Option("--bundled", help="Those that come with the program.")] = False,
    sources: Sources = DEFAULT_SOURCES,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List the sources: who publishes, whose voice it is, where, how often."""
    import msgspec

    from trucewatch.cli.command_listings import print_listing
    from trucewatch.publish.rows import Listing
    from trucewatch.watching.card import bundled_sources, load_sources

    found = bundled_sources() if bundled else load_sources(sources)
    rows = tuple(msgspec.structs.replace(s, home=None) for s in found if not isinstance(s, ConfigurationError))
    for fault in found:
        if isinstance(fault, ConfigurationError):
            say(f"{fault.where}: {fault.what}")
    listing = Listing(unit="sources", rows=rows, shown=len(rows), total=len(rows))
    print_listing(listing, form, LIST_COLUMNS, _list_cells)


def _list_cells(row: Source) -> tuple[str, ...]:
    card = row.card
    checked = card.checked or "not verified"
    every = f"{card.every_minutes} min"
    return (row.id, card.publisher, card.kind, card.speaks_for or "", card.form, every, card.address, checked)


@source.command()
@guarded
def health(
    store: Store = DEFAULT_STORE,
    sources: Sources = DEFAULT_SOURCES,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Say how each source does; exit code 1 when one raises an alarm (silent, failing, or with a changed layout)."""
    from trucewatch.cli.command_listings import print_listing
    from trucewatch.cli.screen import print_line
    from trucewatch.cli.settings import now
    from trucewatch.flow.watch_home import watch_memory
    from trucewatch.publish.rows import Listing
    from trucewatch.watching.card import load_sources
    from trucewatch.watching.health import health_of

    found = [s for s in load_sources(sources) if not isinstance(s, ConfigurationError)]
    with watch_memory(store) as state:
        rows = tuple(health_of(s, state, now()) for s in found)
    listing = Listing(unit="sources", rows=rows, shown=len(rows), total=len(rows))
    print_listing(listing, form, HEALTH_COLUMNS, _health_cells)
    for r in rows if form is TableFormat.TABLE else ():
        if r.why:
            print_line(f"{r.id}: {r.why}", hang=2)
    if any(r.alarm for r in rows):
        raise typer.Exit(WITHHELD)


def _health_cells(row: Health) -> tuple[str, ...]:
    lag = f"{row.lag_minutes:.0f}, {row.lag_minutes_p95:.0f} min" if row.lag_minutes_p95 is not None else "not known"
    return (
        row.id,
        row.condition.replace("_", " "),
        f"{row.seen:%Y-%m-%d %H:%M}" if row.seen else "never",
        f"{row.brought:%Y-%m-%d %H:%M}" if row.brought else "never",
        lag,
        " ".join(str(n) for n in row.items_a_day) or "no whole day yet",
        f"{row.plausible[0]} to {row.plausible[1]}",
        str(row.read_faults),
    )
