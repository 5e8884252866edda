"""`trucewatch ask`: the questions that users ask, each with its number or list, its limits and its claims."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded, write_lines
from trucewatch.cli.options import (
    Act,
    AsOf,
    Clock,
    ClockName,
    Debug,
    FirstDay,
    LastDay,
    Place,
    Status,
    Store,
    TableFormat,
)
from trucewatch.cli.options import Format as FormatOption
from trucewatch.cli.reading import open_view, read_filter
from trucewatch.cli.settings import DEFAULT_STORE, read_settings
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from trucewatch.publish.questions import Answer


@guarded
def ask(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="One of those that --list names.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
    store: Store = DEFAULT_STORE,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="The earlier time, for what is new or changed.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="CODE", help="The incident asked about.")
    ] = None,
    place: Place = None,
    side: Annotated[str | None, typer.Option("--side", help="A side; with harm: whose people.")] = None,
    status: Status = None,
    start: FirstDay = None,
    end: LastDay = None,
    act: Act = None,
    source: Annotated[str | None, typer.Option("--source", help="Part of a publisher's name.")] = None,
    harm: Annotated[str | None, typer.Option("--harm", help="killed, wounded, captured, missing or displaced.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How many days ahead, or back.")] = 14,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Answer a question, with its unit, its limits and the claims behind each line."""
    from trucewatch.publish.questions import Wanted, find_question
    from trucewatch.publish.questions import ask as put
    from trucewatch.publish.steady import collector_paused

    if listed or question is None:
        _list_questions()
        return
    asked = find_question(question)
    if "since" in asked.needs and since is None:
        raise UsageError(
            f"{question} compares two times",
            where="--since",
            try_this="--since 2020-12-12T18:00, the as-of time of your last report",
        )
    _check_harm(harm)
    asked_side = None if question == "harm" else side
    kept = read_filter(place=place, side=asked_side, status=status, start=start, end=end, act=act)
    wanted = Wanted(
        incidents=kept,
        people_of=side if question == "harm" else None,
        incident=incident,
        source=source,
        harm=harm,
        days=days,
    )
    with ExitStack() as held:
        view = held.enter_context(open_view(read_settings(store, as_of, clock.value)))
        before = held.enter_context(open_view(read_settings(store, since, clock.value))) if since else None
        with collector_paused():
            answer = put(question, view, wanted, before=before)
        print_answer(answer, form)


def _check_harm(harm: str | None) -> None:
    from typing import get_args

    from trucewatch.model.amount import HarmKind

    if harm is not None and harm not in get_args(HarmKind):
        raise UsageError(
            f"no kind of harm {harm!r}", where="--harm", try_this="one of " + ", ".join(get_args(HarmKind))
        )


def _list_questions() -> None:
    from trucewatch.cli.screen import print_table
    from trucewatch.publish.questions import QUESTIONS

    rows = [(q.name, q.asks, ", ".join(f"--{n}" for n in q.needs)) for q in QUESTIONS.values()]
    print_table(("Question", "Asks", "Needs"), rows)


def print_answer(answer: Answer, form: TableFormat) -> None:
    """An answer for people or for programs."""
    from trucewatch.publish.questions.write import write_answer

    if form is not TableFormat.TABLE:
        write_lines(write_answer(answer, form.value))
        return
    from trucewatch.cli.screen import print_line, print_table
    from trucewatch.publish.questions.write import say_cell

    print_line(answer.asks, strong=True)
    print_line(answer.says)
    if answer.rows:
        print_line()
        shown = [c for c in answer.columns if any(r.cells.get(c) not in (None, "", ()) for r in answer.rows)]
        cells = [(*(say_cell(r.cells.get(c)) for c in shown), _claims(r.claims)) for r in answer.rows]
        # many columns, or passages of text, are read better one below another
        wide = len(shown) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for row in cells for cell in row)
        print_table((*(c[:1].upper() + c[1:] for c in shown), "Claims"), cells, blocks=wide)
    asked = "".join(f", {name} {value}" for name, value in answer.filter.items())
    as_of = f" As of {answer.as_of.isoformat(timespec='minutes')}." if answer.as_of else ""
    number = "" if answer.number is None else f"Number: {answer.number:,}. "
    print_line(f"{number}Unit: {answer.unit}{asked}.{as_of}")
    for note in answer.notes:
        print_line(note)
    print_line(answer.caveat)


CLAIMS_SHOWN = 2
MOST_COLUMNS, LONGEST_CELL = 8, 160


def _claims(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - CLAIMS_SHOWN} more" if len(ids) > CLAIMS_SHOWN else ""
    return ", ".join(ids[:CLAIMS_SHOWN]) + more
