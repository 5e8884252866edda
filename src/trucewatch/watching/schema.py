"""The shape of a source's card as JSON Schema, for editors that check while somebody types.

Run: `python -m trucewatch.watching.schema docs/schema/source.schema.json`; without a path it is printed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.watching.card import SourceCard


def build_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one card."""
    schema = msgspec.json.schema(SourceCard)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Trucewatch source card", **schema}


def schema_text() -> str:
    """The schema as it is kept in docs/schema."""
    return msgspec.json.format(msgspec.json.encode(build_schema()), indent=2).decode() + "\n"


def main(arguments: list[str]) -> None:
    """Writes the schema to the path given, or prints it."""
    if arguments:
        Path(arguments[0]).write_text(schema_text(), encoding="utf-8")
    else:
        sys.stdout.write(schema_text())


if __name__ == "__main__":
    main(sys.argv[1:])
