"""The shape of an agreement pack as JSON Schema, for editors that check while a lawyer types.

Run: `python -m trucewatch.assess.schema docs/schema/agreement.schema.json`; without a path it is printed.
"""

from __future__ import annotations

import sys
from typing import Any

from trucewatch.model.agreement import Agreement
from trucewatch.model.json_schema import print_schema, schema_of, write_schema


def build_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one pack."""
    return schema_of(Agreement, "Trucewatch agreement pack")


def schema_text() -> str:
    """The schema as it is kept in docs/schema."""
    return write_schema(build_schema())


def main(arguments: list[str]) -> None:
    """Writes the schema to the path given, or prints it."""
    print_schema(schema_text(), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
