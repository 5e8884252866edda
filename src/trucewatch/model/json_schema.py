"""The shape of a record as JSON Schema, for editors that check while somebody types."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: type, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record."""
    return {"$schema": DIALECT, "title": title, **msgspec.json.schema(kind)}


def write_schema(schema: dict[str, Any]) -> str:
    """A schema as it is kept in docs/schema."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def print_schema(text: str, arguments: list[str]) -> None:
    """Writes the schema to the path given, or prints it."""
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
