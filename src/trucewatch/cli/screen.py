"""Results for people: tables that fit the screen, and lines that stay whole where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WITHOUT_A_SCREEN = 120
NARROW = 72  # columns; below that a table is shown as one block a row


def console() -> Console:
    """A console on standard output; without a screen 120 columns wide (or COLUMNS) and without colour."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) > 0 else WIDTH_WITHOUT_A_SCREEN
    return Console(file=sys.stdout, width=width, no_color=True, highlight=False, emoji=False, markup=False)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Rows under their columns; long cells wrap and none is cut. On a narrow screen, one block a row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen = console()
    if screen.width < NARROW:
        _print_blocks(screen, columns, rows, title)
        return
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
        table.add_section() if len(columns) > 4 else None
    screen.print(table)


def _print_blocks(screen: Console, columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    from rich.text import Text

    if title:
        screen.print(Text(title, style="bold"))
    for row in rows:
        for name, cell in zip(columns, row, strict=True):
            if cell:
                screen.print(Text.assemble((f"{name}: ", "bold"), clean(cell)), soft_wrap=False)
        screen.print()


def print_line(text: str = "", *, strong: bool = False, indent: int = 0) -> None:
    """One paragraph, wrapped to the screen and indented."""
    from rich.padding import Padding
    from rich.text import Text

    body = Text(clean(text), style="bold" if strong else "")
    console().print(Padding(body, (0, 0, 0, indent)) if indent else body)


def clean(text: str) -> str:
    """Text that a terminal shows and does not obey; line breaks stay."""
    from trucewatch.publish.quotes import flat

    return "\n".join(flat(line) for line in text.split("\n"))
