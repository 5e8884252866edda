"""`trucewatch review`: walks the pairs that no rule could settle, both passages side by side, one key an answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded
from trucewatch.cli.options import By, Debug, Model, Store
from trucewatch.cli.progress import progress
from trucewatch.cli.settings import DEFAULT_STORE, now

if TYPE_CHECKING:
    from trucewatch.flow.review import Answer, Review
    from trucewatch.publish.review import ReviewItem, ReviewSide

ANSWERS: dict[str, Answer] = {"s": "same", "d": "different", "u": "unsure"}
KEYS = "s same, d different, u unsure, n or Enter skip, b back (undo), q stop"
ENDS = ("q", "", "\x03", "\x04")  # also end of input, Ctrl-C, Ctrl-D


@guarded
def review(
    by: By = ...,  # type: ignore[assignment]
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many pairs.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the pairs and ask nothing.")] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", help="The reason to write with every answer of this walk.")
    ] = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Look at the pairs that no rule could settle, one key an answer.

    Every answer is written down at once: stop when you like, and go on another day with what is left.
    """
    from trucewatch.cli.screen import print_line
    from trucewatch.flow.review import REASON, Review
    from trucewatch.store.opening import open_store

    kept = open_store(store, create=False)
    try:
        walk = Review(kept, by=by, clock=now, limit=limit)
        if listed:
            _list(walk)
            return
        try:
            changed = _ask(walk, reason or REASON)
        finally:
            _say_end(walk)
        if changed:
            from trucewatch.cli.command_ingest import print_groups
            from trucewatch.extract.reader import Reader
            from trucewatch.flow.derive import derive

            with progress() as tell:
                done = derive(kept, Reader(model), as_of=now(), on_progress=tell)
            print_line(f"Now {done.incidents} incidents.")
            print_groups(done)
    finally:
        kept.close()


def _ask(walk: Review, reason: str) -> bool:
    """True if anything was written, also what was taken back."""
    from trucewatch.cli.screen import print_line

    written = False
    shown = None
    while (item := walk.next()) is not None:
        if shown is not item:
            print_item(item, walk.place, walk.total)
            print_line(KEYS)
            shown = item
        key = read_key()
        if key in ANSWERS:
            made = walk.answer(ANSWERS[key], reason)
            print_line(f"{ANSWERS[key]}, written as {made}.")
            written = True
        elif key == "b":
            undone = walk.undo()
            print_line(f"{undone} undone." if undone else "One back; nothing was written there.")
            written = written or undone is not None
            shown = None
        elif key in ("n", "\n", "\r", " "):
            walk.skip()
            print_line("Skipped.")
        elif key in ENDS:
            break
        else:
            print_line(f"{key!r} is no answer. {KEYS}")
    return written


def read_key() -> str:
    """One key from a terminal without waiting for Enter; elsewhere the next character of the input, "" at its end."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1).lower()
    import click

    try:
        return click.getchar().lower()
    except (KeyboardInterrupt, EOFError):
        return ""


def print_item(item: ReviewItem, place: int, total: int) -> None:
    """One pair: both sides in columns, what the comparisons found, the question."""
    from trucewatch.cli.screen import print_line, print_table

    print_line()
    columns = ("", f"{item.a.incident or 'no incident'}", f"{item.b.incident or 'no incident'}")
    rows = [(name, one, other) for name, one, other in zip(ROWS, _cells(item.a), _cells(item.b), strict=True)]
    print_table(columns, [r for r in rows if r[1] or r[2]], title=f"Pair {place} of {total}")
    for text in item.reasons:
        print_line(text, indent=2)
    print_line(f"{item.question} ({item.score:.2f}, {item.by})", strong=True)


ROWS = ("title", "says", "about", "when", "where", "who", "hurt", "words", "text", "open")


def _cells(side: ReviewSide) -> tuple[str, ...]:
    c, p = side.claim, side.passage
    through = f", through {', '.join(c.relay)}" if c.relay else ""
    who = " against ".join(x for x in (c.initiator or ("somebody" if c.target else ""), c.target or "") if x)
    source = f"{c.document.source or 'source not stated'}, {c.document.published or 'no date'}; {c.document.id}"
    return (
        side.title or "",
        f"{c.speaker or 'the outlet itself'}{through} {c.polarity}",
        ", ".join(a.replace("_", " ") for a in c.acts),
        " ".join(x for x in (c.when or "not said", c.day_part or "") if x),
        "; ".join(c.places) or "not said",
        who or "not said",
        "; ".join(c.harm),
        f"{p.before}⟦{p.words}⟧{p.after}",
        source,
        " ".join(side.open_questions),
    )


def _list(walk: Review) -> None:
    from trucewatch.cli.screen import print_line

    while (item := walk.next()) is not None:
        print_item(item, walk.place, walk.total)
        walk.skip()
    print_line(f"{walk.total} pairs to look at.")


def _say_end(walk: Review) -> None:
    from trucewatch.cli.screen import print_line

    left = walk.total - walk.answered
    print_line(f"{walk.answered} answered, {left} left. `trucewatch judge undo ID` takes an answer back later.")
