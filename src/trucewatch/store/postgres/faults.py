"""What the server's own books show to be wrong: for `verify`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trucewatch.store.postgres.engine import PostgresEngine
from trucewatch.store.postgres.migrate import spoken

_KEYS = (
    "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname FROM pg_constraint c"
    " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
    " JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]"
    " WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2"
)
_RULES = (
    "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled IN ('O', 'A')"
)
_INDEXES = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready) ORDER BY 1"
)
_SETTINGS = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY 1"
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")


def find_faults(engine: PostgresEngine) -> Iterator[str]:
    """Each fault in words. Cost: one pass over the keys of every table that points to another."""
    for table, column, parent, key in engine._all(_KEYS):
        missing = (
            f"SELECT count(*) FROM {table} x WHERE x.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} y"
        )
        row = engine._one(f"{missing} WHERE y.{key} = x.{column})")
        if row and row[0]:
            yield f"{row[0]} rows of {table} point to a missing row of {parent}"
    standing = {name for (name,) in engine._all(_RULES)}
    for name in sorted({n for _, texts in spoken() for t in texts for n in _TRIGGER.findall(t)} - standing):
        yield f"the rule {name}, which keeps rows as they are, is missing or switched off"
    for (name,) in engine._all(_INDEXES):
        yield f"the index {name} is not in use: REINDEX INDEX {name}"
    row = engine._one(
        "SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM document_words w WHERE w.id = d.id)"
    )
    if row and row[0]:
        yield f"{row[0]} documents cannot be found by their words: run `trucewatch rebuild`"
    for (name,) in engine._all(_SETTINGS):
        yield f"the server runs with {name} off, so a power cut may lose or damage what was acknowledged"
