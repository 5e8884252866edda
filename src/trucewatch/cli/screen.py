"""Results for people: tables that fit the screen, and lines that stay whole where there is none."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WITHOUT_A_SCREEN = 120
NARROW = 72  # columns; below that a table is shown as one block a row
SHORT = 12  # a column whose longest cell has at most so many characters is never wrapped
GAP = 2  # blanks between columns


def console() -> Console:
    """A console on standard output; without a screen 120 columns wide (or COLUMNS) and without colour."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, emoji=False, markup=False)
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) > 0 else WIDTH_WITHOUT_A_SCREEN
    return Console(file=sys.stdout, width=width, no_color=True, highlight=False, emoji=False, markup=False)


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", blocks: bool = False
) -> None:
    """Rows under their columns; long cells wrap and none is cut. On a narrow screen, or with `blocks`, one block a row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen = console()
    cleaned = [[clean(cell) for cell in row] for row in rows]
    if blocks or screen.width < NARROW:
        _print_blocks(columns, cleaned, title)
        return
    if title:
        print_line(title, strong=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, GAP, 0, 0))
    for name, width in zip(columns, column_widths(columns, cleaned, screen.width), strict=True):
        table.add_column(name, overflow="fold", vertical="top", width=width)
    several = any(len(cell) > SHORT * 3 for row in cleaned for cell in row)
    for row in cleaned:
        table.add_row(*(Text(cell) for cell in row), end_section=several)
    screen.print(table)


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], total: int) -> list[int]:
    """Characters for each column: short ones whole, the others by the root of how much they hold.

    The root, because one long column would starve the rest by a fair share and be unreadable by an equal one.
    """
    longest = [max([len(c), *(_longest_line(row[i]) for row in rows)]) for i, c in enumerate(columns)]
    room = total - GAP * len(columns)
    if sum(longest) <= room:
        return longest
    widths = {i: n for i, n in enumerate(longest) if n <= SHORT}
    wide = [i for i in range(len(columns)) if i not in widths]
    least = {i: min(longest[i], max(len(columns[i]), _longest_word(rows, i))) for i in wide}
    weights = {i: math.sqrt(sum(len(row[i]) for row in rows)) for i in wide}
    spare = room - sum(widths.values()) - sum(least.values())
    if spare < 0:  # even the longest words do not fit: share alike, and let words be folded
        share = max(6, (room - sum(widths.values())) // max(1, len(wide)))
        return [widths.get(i, share) for i in range(len(columns))]
    whole = sum(weights.values()) or 1
    for i in wide:
        widths[i] = min(longest[i], least[i] + int(spare * weights[i] / whole))
    return [widths[i] for i in range(len(columns))]


def _longest_line(text: str) -> int:
    return max((len(line) for line in text.split("\n")), default=0)


def _longest_word(rows: Sequence[Sequence[str]], column: int) -> int:
    return min(20, max((len(word) for row in rows for word in row[column].split()), default=0))


def _print_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    if title:
        print_line(title, strong=True)
    for row in rows:
        for name, cell in zip(columns, row, strict=True):
            if cell:
                print_line(f"{name}: {cell}" if name else cell, hang=2)
        print_line()


def print_line(text: str = "", *, strong: bool = False, indent: int = 0, hang: int = 0) -> None:
    """One paragraph, wrapped to the screen and indented; lines after the first by `hang` more."""
    from rich.text import Text

    screen = console()
    first, rest = " " * indent, " " * (indent + hang)
    for line in clean(text).split("\n"):
        wrapped = textwrap.fill(
            line,
            width=max(20, screen.width),
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        screen.print(Text(wrapped, style="bold" if strong else ""), soft_wrap=True)


def clean(text: str) -> str:
    """Text that a terminal shows and does not obey; line breaks stay."""
    from trucewatch.publish.quotes import flat

    return "\n".join(flat(line) for line in text.split("\n"))
