"""`trucewatch judge`: write a decision down; the next derivation, which follows at once, reads it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from trucewatch.cli.door import guarded
from trucewatch.cli.options import By, Debug, Model, Store
from trucewatch.cli.progress import progress
from trucewatch.cli.settings import DEFAULT_STORE, now


class Kind(StrEnum):
    """What is decided."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    ACCEPT = "accept"
    CORRECT = "correct"
    RETRACT = "retract"
    ASSESS = "assess"
    PLACE = "place"
    UNDO = "undo"


@guarded
def judge(
    kind: Annotated[Kind, typer.Argument(help="What is decided.")],
    subject: Annotated[str, typer.Argument(metavar="ID", help="The record that the decision speaks of.")],
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER_ID]", help="The second record, for same, different and unsure.")
    ] = None,
    by: By = ...,  # type: ignore[assignment]
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = ...,  # type: ignore[assignment]
    field: Annotated[
        str | None, typer.Option("--field", help="What a correction sets (when, acts, ...), or the provision assessed.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", help="The new value as JSON, such as '\"2020-12-11\"', or the assessment.")
    ] = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Write a decision down and bring incidents up to date.

    Nothing is written over: undo is another judgement.
    """
    from trucewatch.flow.derive import derive
    from trucewatch.flow.judge import record_judgement
    from trucewatch.store.opening import open_store

    moment = now()
    kept = open_store(store, create=False)
    try:
        made = record_judgement(
            kept,
            kind.value,
            subject,
            by=by,
            reason=reason,
            now=moment,
            object=other,
            field=field,
            value=value,
        )
        from trucewatch.extract.reader import Reader

        with progress() as tell:
            done = derive(kept, Reader(model), as_of=moment, on_progress=tell)
    finally:
        kept.close()
    from trucewatch.cli.command_ingest import print_groups
    from trucewatch.cli.screen import print_line

    print_line(f"{made.id}: {made.kind} {made.subject}{f' {made.object}' if made.object else ''}, by {made.by}.")
    back = f"trucewatch judge undo {made.id} --by NAME --reason WHY"
    print_line(f"Now {done.incidents} incidents. To take it back: {back}")
    print_groups(done)
