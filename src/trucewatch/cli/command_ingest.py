"""`trucewatch ingest`: take reports in, read them, and bring incidents and findings up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.command_read import say_issue
from trucewatch.cli.door import guarded
from trucewatch.cli.options import (
    Agreements,
    DateColumn,
    Debug,
    Language,
    Model,
    Published,
    Received,
    ReceivedName,
    Source,
    Store,
    TextColumn,
    UrlColumn,
)
from trucewatch.cli.progress import progress
from trucewatch.cli.settings import DEFAULT_STORE, now, parse_day
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from trucewatch.flow.archive_intake import FromArchives
    from trucewatch.flow.derive import DeriveSummary
    from trucewatch.flow.intake import Acknowledged, IntakeSummary
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.model.agreement import Agreement
    from trucewatch.store.shape import Store as StoreShape


@guarded
def ingest(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders, archives, or - for standard input.")
    ],
    store: Store = DEFAULT_STORE,
    published: Published = None,
    source: Source = None,
    language: Language = None,
    received: Received = ReceivedName.CAPTURED,
    agreement: Agreements = None,
    relevant: Annotated[
        bool, typer.Option("--relevant", help="Of archives, only the records that can tell of fighting.")
    ] = False,
    text_column: TextColumn = None,
    url_column: UrlColumn = None,
    date_column: DateColumn = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Take reports in and bring incidents up to date."""
    from trucewatch.archive.options import ArchiveOptions
    from trucewatch.flow.archive_intake import FromArchives
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.store.opening import open_store

    moment = now()
    options = IngestOptions(
        published=parse_day(published, "--published"),
        source=source,
        language=language,
        captured_at=moment,
        received=received.value,
    )
    kept = open_store(store)
    try:
        columns = ArchiveOptions(text_column=text_column, url_column=url_column, date_column=date_column)
        archives = FromArchives(options=columns, relevant=relevant)
        taken, derived = take_in(
            kept, paths, options, as_of=moment, model=model, agreements=agreement, archives=archives
        )
    finally:
        kept.close()
    print_summary(taken, derived, kept.path)
    if not taken.added and not taken.known:
        raise UsageError("no document could be taken in", try_this="see the lines above, one for each input set aside")


def take_in(
    store: StoreShape,
    paths: list[str],
    options: IngestOptions,
    *,
    as_of: datetime,
    model: str | None = None,
    agreements: list[str] | None = None,
    archives: FromArchives | None = None,
) -> tuple[IntakeSummary, DeriveSummary]:
    """What the inputs brought, and what there is after reading them; agreements are put beside them first."""
    from trucewatch.flow.archive_intake import FromArchives, inputs_with_archives
    from trucewatch.flow.derive import derive
    from trucewatch.flow.intake import ingest_inputs

    for pack in packs_for(store, agreements):
        store.put_agreement(pack)
    with progress() as tell:
        done = 0

        def taken_in(one: Acknowledged) -> None:
            nonlocal done
            done += 1
            tell("ingest", done, 0)
            for issue in one.issues:
                say_issue(issue)

        inputs = inputs_with_archives(paths, options, archives or FromArchives())
        taken = ingest_inputs(store, inputs, options, taken_in)
        from trucewatch.extract.reader import Reader

        derived = derive(store, Reader(model), as_of=as_of, on_progress=tell)
    return taken, derived


def packs_for(store: StoreShape, named: list[str] | None) -> tuple[Agreement, ...]:
    """The agreements to put into a store: those named; else all that come along into a new store, and into an old one
    the present state of those that it holds, so that a store keeps to what it was begun with.

    Raises: UsageError for an id that nobody knows; ConfigurationError for a file that is no sound pack.
    """
    from trucewatch.assess.packs import bundled_packs, load_pack

    known = {a.id: a for a in bundled_packs()}
    held = {a.id for a in store.agreements()}
    if named is None:
        fresh = not held and next(iter(store.intakes()), None) is None
        return tuple(a for a in known.values() if fresh or a.id in held)
    found: dict[str, Agreement] = {}
    for name in named:
        if name == "none":
            continue
        if name == "all":
            found |= known
        elif name in known:
            found[name] = known[name]
        elif name.endswith((".yml", ".yaml")) or Path(name).exists():
            pack = load_pack(Path(name))
            found[pack.id] = pack
        elif name not in held:
            hint = f"a file, all, none, or one of {', '.join(sorted({*known, *held}))}"
            raise UsageError(f"no agreement {name!r}", where="--agreement", try_this=hint)
    return tuple(found.values())


def print_summary(taken: IntakeSummary, derived: DeriveSummary, store: str) -> None:
    """What was taken in, what there is now, and the largest groups of claims."""
    from trucewatch.cli.screen import print_line

    print_line(
        f"{len(taken.added)} documents added, {len(taken.known)} known already, {len(taken.issues)} issues noted; "
        f"store {store}"
    )
    new = f" ({', '.join(derived.new_codes)} new)" if 0 < len(derived.new_codes) <= 12 else ""
    print_line(
        f"Now {derived.documents} documents, {derived.claims} claims, {derived.incidents} incidents{new}, "
        f"{derived.findings} findings."
    )
    if derived.anew:
        print_line(f"Everything was made anew: {derived.anew}.", hang=2)
    print_groups(derived)


def print_groups(derived: DeriveSummary) -> None:
    """The largest groups with the pair that each hangs on, where a chain of likenesses would show first; then those that
    people disagree about."""
    from trucewatch.cli.screen import print_line

    for g in derived.groups:
        hangs = f"; hangs on {g.weakest.a} and {g.weakest.b} ({g.weakest.score:.2f})" if g.weakest else ""
        contested = ", contested" if g.contested else ""
        print_line(f"Large group: {g.code}, {g.claims} claims{contested}{hangs}", hang=2)
    if derived.contested:
        more = f" and {len(derived.contested) - 12} more" if len(derived.contested) > 12 else ""
        print_line(f"Contested, since people disagree: {', '.join(derived.contested[:12])}{more}", hang=2)
