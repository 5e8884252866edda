"""`trucewatch rebuild` and `trucewatch verify`: everything derived made anew, every digest recomputed."""

from __future__ import annotations

from typing import Annotated

import typer

from trucewatch.cli.command_read import say_issue
from trucewatch.cli.door import guarded
from trucewatch.cli.options import Debug, Model, Store
from trucewatch.cli.progress import progress
from trucewatch.cli.settings import DEFAULT_STORE, now, parse_moment
from trucewatch.errors import StoreError


@guarded
def rebuild(
    store: Store = DEFAULT_STORE,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME", help="The time written into derived rows; the last one's if left out."),
    ] = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Make all that is derived again.

    It is made from the bytes, judgements and agreements kept, and compared with what was there.
    """
    from trucewatch.cli.command_ingest import print_groups
    from trucewatch.cli.screen import print_line
    from trucewatch.store.opening import open_store

    kept = open_store(store, create=False)
    try:
        from trucewatch.extract.reader import Reader
        from trucewatch.flow.rebuild import rebuild as make_again

        run = kept.run()
        moment = parse_moment(as_of, "--as-of") if as_of else (run.as_of if run else now())
        before = kept.derived_digest()
        with progress() as tell:
            done = make_again(kept, Reader(model), as_of=moment, on_progress=tell)
        same = kept.derived_digest() == before
    finally:
        kept.close()
    print_line(f"Made again: {done.documents} documents, {done.claims} claims, {done.incidents} incidents.")
    print_groups(done)
    print_line("The rows are the same to the byte." if same else "The rows differ from those before.")


@guarded
def verify(store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Recompute every digest and follow every reference.

    Exit code 3 when something is wrong.
    """
    from trucewatch.cli.screen import print_line
    from trucewatch.store.opening import open_store
    from trucewatch.store.verify import verify as find_wrong

    kept = open_store(store, create=False)
    try:
        wrong = find_wrong(kept)
        captures, documents = sum(1 for _ in kept.captures()), sum(1 for _ in kept.documents())
        claims, judgements = sum(1 for _ in kept.claims()), len(kept.judgements())
    finally:
        kept.close()
    for issue in wrong:
        say_issue(issue)
    if wrong:
        raise StoreError(f"{len(wrong)} faults found", where=kept.path, try_this="what each line above says")
    print_line(f"Sound: {captures} captures, {documents} documents, {claims} claims, {judgements} judgements.")
