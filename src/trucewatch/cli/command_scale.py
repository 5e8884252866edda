"""`trucewatch scale run|status|link|load`: whole archives, on the cores of one machine or on many machines."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import WITHHELD, group, guarded, say
from trucewatch.cli.options import (
    Agreements,
    DateColumn,
    Debug,
    Language,
    Model,
    Received,
    ReceivedName,
    Source,
    Store,
    TextColumn,
    UrlColumn,
    Workers,
)
from trucewatch.cli.settings import DEFAULT_STORE
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trucewatch.scale.engines import Engine
    from trucewatch.scale.run import Plan, Standing
    from trucewatch.scale.shape import Outcome

_SAY_EVERY = 10.0  # seconds between two lines of progress


class EngineName(StrEnum):
    """What carries the work to cores and machines."""

    LOCAL = "local"
    RAY = "ray"


scale = group("scale", "Read whole archives into Parquet on many cores or machines, and link what they tell.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")]
EngineOption = Annotated[EngineName, typer.Option("--engine", help="This machine, or Ray (trucewatch[scale]).")]
Address = Annotated[
    str | None, typer.Option("--address", metavar="ADDRESS", help="With --engine ray: a cluster, such as auto.")
]


@scale.command()
@guarded
def run(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Archives: files or folders.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for what is read.")],
    workers: Workers = None,
    engine: EngineOption = EngineName.LOCAL,
    address: Address = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=1, metavar="SECONDS", help="How much processor time a document may take."),
    ] = 120.0,
    memory: Annotated[
        int, typer.Option("--memory", min=300, metavar="MIB", help="A worker that grows beyond is replaced.")
    ] = 1_100,
    text_column: TextColumn = None,
    url_column: UrlColumn = None,
    date_column: DateColumn = None,
    source: Source = None,
    language: Language = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Read archives into Parquet; the same command again goes on where it stopped."""
    from trucewatch.archive.options import ArchiveOptions
    from trucewatch.flow.archive_reading import ReadSettings, plan_for
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.scale.run import add_to_plan, holding, run_plan
    from trucewatch.scale.shape import Limits

    settings = ReadSettings(
        ingest=IngestOptions(source=source, language=language),
        archive=ArchiveOptions(text_column=text_column, url_column=url_column, date_column=date_column),
        model=model,
    )
    with holding(out):
        carrier = _engine(engine, workers, address)
        try:
            limits = Limits(item_seconds=time_limit, worker_mib=memory)
            plan = add_to_plan(out, plan_for(paths, settings, limits, carrier))
            run_plan(out, plan, carrier, _teller())
        finally:
            carrier.close()
    if _show(out, plan):
        raise typer.Exit(WITHHELD)


@scale.command()
@guarded
def status(
    folder: Folder,
    verify: Annotated[bool, typer.Option("--verify", help="Hold every finished file against its digest.")] = False,
    debug: Debug = False,
) -> None:
    """Say what is done, missing and set aside; exit code 1 when something is missing."""
    from trucewatch.scale.run import plan_of

    if _show(folder, plan_of(folder), verify=verify):
        raise typer.Exit(WITHHELD)


def _engine(name: EngineName, workers: int | None, address: str | None) -> Engine:
    from trucewatch.scale.engines import cores, engine_of

    if address is not None and name is not EngineName.RAY:
        raise UsageError("an address is Ray's", where="--address", try_this="--engine ray")
    return engine_of(name.value, workers or cores(), address)


def _teller() -> Callable[[Outcome, int, int], None]:
    """What says how far a run is, now and then."""
    from trucewatch.scale.run import Rate
    from trucewatch.scale.shape import Failed

    rate = Rate()
    said = 0.0
    before = 0

    def tell(outcome: Outcome, done: int, total: int) -> None:
        nonlocal said, before
        if isinstance(outcome, Failed):
            say(f"{outcome.id}: {outcome.reason}" + (f"\n  Try: {outcome.try_this}" if outcome.try_this else ""))
            return
        speed, left = rate.left(done, total, done - before, outcome.items)
        before = done
        if time.monotonic() - said > _SAY_EVERY:
            said = time.monotonic()
            say(f"{done / max(total, 1):.0%} of the bytes, {speed:,.0f} records/s, about {_duration(left)} left")

    return tell


def _duration(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min" if rest >= 60 else f"{rest} s"


def _show(folder: Path, plan: Plan, *, verify: bool = False) -> bool:
    """True if something is missing; prints what is done, set aside and missing."""
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.archive_reading import outcomes_in
    from trucewatch.scale.run import standing

    found = list(standing(folder, plan, verify=verify))
    done = [s for s in found if s.state == "done"]
    twins = [s for s in found if s.state == "twin"]
    print_line(f"{len(done)} of {len(found) - len(twins)} shards done in {folder}; read by {plan.made_by}")
    for outcome in outcomes_in(folder, plan):
        print_line(outcome, indent=2, hang=4)
    for one in twins:
        print_line(f"twin: {one.planned.name} ({one.planned.id}) holds {one.reason}", hang=2)
    missing = [s for s in found if s.state not in ("done", "twin")]
    _show_missing(missing)
    return bool(missing)


def _show_missing(missing: Sequence[Standing]) -> None:
    from trucewatch.cli.screen import print_line

    for one in missing:
        have = f"; {one.chunks} chunks of it are kept" if one.chunks else ""
        why = f": {one.reason}" if one.reason else ""
        print_line(f"{one.state}: {one.planned.name} ({one.planned.id}){why}{have}", hang=2)
        if one.try_this:
            print_line(f"Try: {one.try_this}", indent=2)
    if missing:
        print_line("Try: the same command again, which goes on where it stopped.")


@scale.command()
@guarded
def link(
    folder: Folder,
    workers: Workers = None,
    engine: EngineOption = EngineName.LOCAL,
    address: Address = None,
    side: Annotated[
        list[str] | None,
        typer.Option("--side", metavar="NAME[,NAME]", help="A side of the conflict and who stands with it."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Join what the finished shards tell into incidents; written as Parquet into DIR/linked."""
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.archive_linking import link_archive
    from trucewatch.scale.run import holding, plan_of, standing

    plan = plan_of(folder)
    with holding(folder):
        carrier = _engine(engine, workers, address)
        try:
            camps = tuple(tuple(part.strip() for part in one.split(",")) for one in side or ())
            linked = link_archive(folder, plan, carrier, camps)
        finally:
            carrier.close()
    found = linked.result
    print_line(
        f"{linked.claims:,} claims in {len(found.incidents):,} incidents, {len(found.links):,} links, "
        f"{len(found.episodes):,} episodes; {linked.again:,} reprints read again; {folder / 'linked'}"
    )
    missing = [s for s in standing(folder, plan) if s.state not in ("done", "twin")]
    if missing:
        print_line(f"Without {len(missing)} shards that are not finished.")
        raise typer.Exit(WITHHELD)


@scale.command()
@guarded
def load(
    folder: Folder,
    store: Store = DEFAULT_STORE,
    received: Received = ReceivedName.PUBLISHED,
    agreement: Agreements = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Bring what was read into a store, for pages and reports; what was read is not read again."""
    from trucewatch.cli.command_ingest import packs_for, print_groups
    from trucewatch.cli.progress import progress
    from trucewatch.cli.screen import print_line
    from trucewatch.cli.settings import now
    from trucewatch.extract.reader import Reader
    from trucewatch.flow.archive_loading import load_run
    from trucewatch.flow.derive import derive
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.scale.run import plan_of
    from trucewatch.store.opening import open_store

    plan = plan_of(folder)
    moment = now()
    reader = Reader(model)
    if reader.version != plan.made_by:
        say(f"noted: {folder} was read by {plan.made_by}, and this is {reader.version}: all documents are read again")
    kept = open_store(store)
    try:
        for pack in packs_for(kept, agreement):
            kept.put_agreement(pack)
        with progress() as tell:
            options = IngestOptions(captured_at=moment, received=received.value)
            loaded = load_run(kept, folder, plan, options, lambda _: tell("ingest", 0, 0))
            derived = derive(kept, reader, as_of=moment, on_progress=tell)
    finally:
        kept.close()
    print_line(
        f"{len(loaded.intake.added):,} documents added, {len(loaded.intake.known):,} known already; "
        f"{loaded.claims:,} claims of {loaded.documents:,} documents taken over; {derived.read:,} documents read; store {store}"
    )
    print_line(f"Now {derived.documents:,} documents, {derived.claims:,} claims, {derived.incidents:,} incidents.")
    print_groups(derived)
