"""`trucewatch archive look|skim`: what is in archives, and the part of them that can tell of fighting."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import WITHHELD, group, guarded, say
from trucewatch.cli.options import DateColumn, Debug, Source, TextColumn, UrlColumn, Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trucewatch.archive.look import ShardLook
    from trucewatch.flow.archive_skim import ShardCount
    from trucewatch.scale.run import Plan
    from trucewatch.scale.shape import Outcome

archive = group("archive", "Say what is in archives of many documents, and take out what can tell of fighting.")

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="WARC, WACZ, tar, zip, Parquet, JSONL, folders of pages; packed or not."),
]
LOOK_COLUMNS = ("Archive", "Kind", "Size", "Records", "Pages and texts", "Can tell of fighting", "Captured", "Others")


@archive.command()
@guarded
def look(
    paths: Paths,
    sample: Annotated[int, typer.Option("--sample", min=1, help="Records of each archive that are looked at.")] = 2_000,
    whole: Annotated[bool, typer.Option("--all", help="Look at all records.")] = False,
    text_column: TextColumn = None,
    url_column: UrlColumn = None,
    date_column: DateColumn = None,
    debug: Debug = False,
) -> None:
    """Say what is in archives: kinds, sizes, counts, media types, languages, days."""
    from trucewatch.archive.look import look as look_at
    from trucewatch.archive.options import ArchiveOptions
    from trucewatch.cli.screen import print_line, print_table

    options = ArchiveOptions(text_column=text_column, url_column=url_column, date_column=date_column)
    found = list(look_at(paths, options, sample=None if whole else sample))
    print_table(LOOK_COLUMNS, [_look_row(one) for one in found])
    for title, field in (("Media types", "media_types"), ("Languages (of the first records)", "languages")):
        counts = Counter[str]()
        for one in found:
            counts.update(getattr(one, field))
        if counts:
            print_line(f"{title}: " + ", ".join(f"{name} {n:,}" for name, n in counts.most_common(12)), hang=2)
    for one in found:
        if one.fault:
            say(f"{one.path}: {one.fault}")
    if any(not one.whole and one.twin_path is None for one in found):
        print_line("Counts are of the first records of each archive; --all looks at every one.")


def _look_row(one: ShardLook) -> tuple[str, ...]:
    name = f"{one.path}!{one.member}" if one.member else one.path
    if one.twin_path is not None:
        return name, one.kind, _bytes(one.size), f"the same bytes as {one.twin_path}", "", "", "", ""
    count = (
        f"{one.records:,}"
        if one.whole
        else f"first {one.records:,}" + (f" of about {one.about:,}" if one.about else "")
    )
    share = f"{one.telling:,} ({one.telling / one.read:.0%})" if one.read else "0"
    days = f"{one.first:%Y-%m-%d} to {one.last:%Y-%m-%d}" if one.first and one.last else "not stated"
    others = [f"{n:,} {code.replace('_', ' ')}" for code, n in {**one.skipped, **one.set_aside}.items()]
    return name, one.kind, _bytes(one.size), count, f"{one.read:,}", share, days, ", ".join(others)


def _bytes(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1_000:,.1f} kB"
    return f"{size / 1_000_000:,.1f} MB" if size < 10_000_000_000 else f"{size / 1_000_000_000:,.1f} GB"


@archive.command()
@guarded
def skim(
    paths: Paths,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for what is relevant.")],
    workers: Workers = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Also write relevant.jsonl beside the Parquet files.")] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, metavar="SECONDS", help="The longest that a record may take.")
    ] = 60.0,
    source: Source = None,
    text_column: TextColumn = None,
    url_column: UrlColumn = None,
    date_column: DateColumn = None,
    debug: Debug = False,
) -> None:
    """Write the records that can tell of fighting; the same command again goes on where it stopped."""
    from trucewatch.archive.options import ArchiveOptions
    from trucewatch.flow.archive_skim import SkimSettings, count_shards, plan_skim, write_jsonl, write_manifest
    from trucewatch.scale.engines import cores, engine_of
    from trucewatch.scale.run import add_to_plan, holding, run_plan
    from trucewatch.scale.shape import Limits

    columns = ArchiveOptions(text_column=text_column, url_column=url_column, date_column=date_column)
    with holding(out):
        wanted = plan_skim(paths, SkimSettings(archive=columns, source=source), Limits(item_seconds=time_limit))
        plan = add_to_plan(out, wanted)
        engine = engine_of("local", workers or cores(), None)
        try:
            with _watched(out, plan):
                run_plan(out, plan, engine, _tell)
        finally:
            engine.close()
        counts = count_shards(out, plan)
        manifest = write_manifest(out, counts)
        written = write_jsonl(out, plan) if jsonl else out / "relevant"
    if _show(counts, manifest, written):
        raise typer.Exit(WITHHELD)


def _tell(outcome: Outcome, done: int, total: int) -> None:
    from trucewatch.scale.shape import Failed

    if isinstance(outcome, Failed):
        say(f"{outcome.id}: {outcome.reason}" + (f"\n  Try: {outcome.try_this}" if outcome.try_this else ""))


@contextmanager
def _watched(out: Path, plan: Plan) -> Iterator[None]:
    """How far the run is, with its rate and the time left, where somebody is looking."""
    from trucewatch.cli.progress import archive_progress
    from trucewatch.flow.archive_skim import how_far

    total = sum(s.size for s in plan.shards if s.twin_of is None)
    stop = threading.Event()
    with archive_progress(total) as tell:

        def watch() -> None:
            while not stop.wait(1.0):
                far = how_far(out, plan)
                tell(far.bytes, far.records)

        thread = threading.Thread(target=watch, daemon=True)
        if tell.shown:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            if tell.shown:
                thread.join()


def _show(counts: Sequence[ShardCount], manifest: Path, written: Path) -> bool:
    """True if something is missing; prints what became of the records."""
    from trucewatch.cli.screen import print_line

    read = [c for c in counts if c.state == "done"]
    total = sum(c.records for c in read)
    texts = sum(c.texts for c in read)
    print_line(f"{total:,} records in {len(read)} shards: {texts:,} relevant texts in {written}")
    for title, field in (("skipped", "skipped"), ("set aside", "set_aside")):
        why = Counter[str]()
        for one in read:
            why.update(getattr(one, field))
        if why:
            told = ", ".join(f"{n:,} {code.replace('_', ' ')}" for code, n in why.most_common())
            print_line(f"{sum(why.values()):,} {title}: {told}", indent=2, hang=4)
    for one in counts:
        if one.state == "twin":
            print_line(f"{one.name}: the same bytes as shard {one.twin_of}; read once", indent=2, hang=4)
    missing = [c for c in counts if c.state == "missing"]
    for one in missing:
        print_line(f"missing: {one.name} ({one.shard})", indent=2, hang=4)
    if missing:
        print_line("Try: the same command again, which goes on where it stopped.")
    print_line(f"What became of each record: {manifest} by archive, {manifest.parent / 'manifest'} one by one.")
    return bool(missing)
