"""`trucewatch store copy`: a store from one place to another, between a file and a team's database too."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from trucewatch.cli.door import group, guarded, say
from trucewatch.cli.options import Debug

store = group("store", "Copy a store: to another file, to a team's database, and back.")


@store.callback()
def _group() -> None:
    """Keeps `copy` a command of its own, since there is only one."""


@store.command()
@guarded
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The store to copy: FILE or postgresql://...")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty place: a new FILE or an empty database.")],
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Also the accounts, tokens and record of writes; nobody stays logged in.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Copy every row as it is; nothing is changed at FROM.

    The rows at TO are read again and compared before they count. On any difference nothing is kept there.
    """
    from trucewatch.cli.screen import print_line
    from trucewatch.store.copy import copy_store
    from trucewatch.store.opening import open_store

    with closing(open_store(source, create=False)) as given, closing(open_store(target)) as made:
        done = copy_store(given, made, lambda table, rows: say(f"{table}: {rows}") if rows else None)
        place = made.path
    if accounts:
        from trucewatch.web.accounts.book import AccountBook, book_place
        from trucewatch.web.accounts.copying import copy_accounts

        with (
            closing(AccountBook(book_place(source))) as old,
            closing(AccountBook(book_place(target), create=True)) as new,
        ):
            say(f"accounts: {copy_accounts(old, new)}")
    print_line(
        f"Copied: {sum(done.rows.values())} rows to {place}; the same in both places (digest {done.digest[:16]})."
    )
