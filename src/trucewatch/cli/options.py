"""The options that several commands share, each worded once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from trucewatch.cli.settings import BY_VARIABLE, DEBUG_VARIABLE, STORE_VARIABLE


class TableFormat(StrEnum):
    """How a listing is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class CalendarFormat(StrEnum):
    """How the calendar is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    ICS = "ics"


class ReadFormat(StrEnum):
    """How claims are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


class TextFormat(StrEnum):
    """How a chain or a summary is printed."""

    TABLE = "table"
    JSON = "json"


class BriefForm(StrEnum):
    """How the report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"


class ClockName(StrEnum):
    """Which time says when a document was known."""

    SYSTEM = "system"
    PUBLISHED = "published"


class ReceivedName(StrEnum):
    """When documents count as received."""

    CAPTURED = "captured"
    PUBLISHED = "published"


Debug = Annotated[
    bool, typer.Option("--debug", envvar=DEBUG_VARIABLE, help="Print a traceback with an error.", show_envvar=True)
]
Store = Annotated[
    str,
    typer.Option(
        "--store",
        envvar=STORE_VARIABLE,
        metavar="FILE|ADDRESS",
        help="The file that holds everything, or a team's database: postgresql://ACCOUNT@HOST/NAME.",
        show_envvar=True,
    ),
]
Format = Annotated[TableFormat, typer.Option("--format", help="For people (table) or for programs.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="What was known then: a day (its end), a time with its offset (UTC without one), or now.",
    ),
]
Clock = Annotated[
    ClockName,
    typer.Option("--clock", help="With --as-of: documents count from receipt (system) or from publication."),
]
Published = Annotated[
    str | None, typer.Option("--published", metavar="DATE", help="Publication date of inputs, above what they say.")
]
Source = Annotated[str | None, typer.Option("--source", help="Publisher of the inputs, above what they say.")]
Language = Annotated[
    str | None, typer.Option("--language", help="Language of the inputs (en, ru), above what they say.")
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME|PATH", help="A spaCy model in place of the one that comes along.")
]
Received = Annotated[
    ReceivedName,
    typer.Option("--received", help="When texts count as known: now (captured), or when they were published."),
]
By = Annotated[str, typer.Option("--by", envvar=BY_VARIABLE, help="Who decides: your name.", show_envvar=True)]

Agreements = Annotated[
    list[str] | None,
    typer.Option(
        "--agreement",
        metavar="ID|FILE",
        help="Hold reports against this agreement: an id, a file, all, or none. Once for each.",
    ),
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Worker processes; else one for each core.")]

# what narrows a list of incidents
Place = Annotated[str | None, typer.Option("--place", help="Part of a place's name, any accents.")]
Side = Annotated[str | None, typer.Option("--side", help="A side that tells, is accused, or is named.")]
Status = Annotated[
    str | None, typer.Option("--status", help="A word of any axis: corroborated, disputed, candidate, ...")
]
FirstDay = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of the happening.")]
LastDay = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of the happening.")]
Act = Annotated[str | None, typer.Option("--act", help="An act's code, such as shelling.")]

TextColumn = Annotated[
    str | None, typer.Option("--text-column", metavar="NAME", help="Of tables and JSONL: where the text stands.")
]
UrlColumn = Annotated[
    str | None, typer.Option("--url-column", metavar="NAME", help="Of tables and JSONL: where the address stands.")
]
DateColumn = Annotated[
    str | None,
    typer.Option("--date-column", metavar="NAME", help="Of tables and JSONL: where the day of publication stands."),
]
