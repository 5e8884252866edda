"""The shape of a source's card as JSON Schema, for editors that check while somebody types.

Run: `python -m trucewatch.watching.schema docs/schema/source.schema.json`; without a path it is printed.
"""

from __future__ import annotations

import sys

from trucewatch.model.json_schema import print_schema, schema_of, write_schema
from trucewatch.watching.card import SourceCard


def schema_text() -> str:
    """The schema as it is kept in docs/schema."""
    return write_schema(schema_of(SourceCard, "Trucewatch source card"))


def main(arguments: list[str]) -> None:
    """Writes the schema to the path given, or prints it."""
    print_schema(schema_text(), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
