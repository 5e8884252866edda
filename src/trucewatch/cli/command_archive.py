"""`trucewatch archive look`: what is in archives of many documents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import DateColumn, Debug, TextColumn, UrlColumn

if TYPE_CHECKING:
    from trucewatch.archive.look import ShardLook

archive = typer.Typer(
    name="archive",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Say what is in archives of many documents.",
)

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
