"""Brings a database to the present schema: all that is missing in one transaction, by one process at a time."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from trucewatch.errors import StoreError
from trucewatch.store.migrate import fill_for, migrations, read_folder, refuse_newer, statements
from trucewatch.store.postgres.engine import PostgresEngine
from trucewatch.store.postgres.speak import speak_schema

_ABOUT = "0000_about.sql"
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
)


@cache
def spoken() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Number and statements of every migration. A file of the same name in our folder stands in for one that cannot be turned."""
    own = {int(name.split("_")[0]): text for name, text in read_folder("trucewatch.store.postgres").items()}
    return tuple(
        (number, (own[number],) if number in own else tuple(map(speak_schema, statements(text))))
        for number, text in migrations()
    )


def migrate(engine: PostgresEngine, *, create: bool) -> None:
    """Apply what is missing, all of it or nothing.

    Raises: StoreError for a newer schema, another program's database, or none of ours where `create` is False.
    """
    version = _version(engine)
    if version is None:
        _check_empty(engine, create=create)
    else:
        refuse_newer(version, engine.path)
    if version == migrations()[-1][0]:
        return
    with engine.transaction():
        engine.one_maker_at_a_time()
        version = _version(engine)  # another process may have come first while this one waited
        if version is None:
            engine.script(read_folder("trucewatch.store.postgres")[_ABOUT])
        engine._run("DROP VIEW IF EXISTS incident_points")
        for number, texts in spoken():
            if number > (version or 0):
                for text in texts:
                    engine.script(text)
                fill_for(number, engine)
                engine._run("UPDATE trucewatch_store SET schema = ?", (number,))
        if engine._one("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
            engine.script(files("trucewatch.store.postgres").joinpath("layer.sql").read_text(encoding="utf-8"))


def _version(engine: PostgresEngine) -> int | None:
    """The schema of the store in this database, None where there is none."""
    row = engine._one("SELECT schema FROM trucewatch_store") if engine.has_table("trucewatch_store") else None
    return int(row[0]) if row else None


def _check_empty(engine: PostgresEngine, *, create: bool) -> None:
    found = [name for (name,) in engine._all(_TABLES)]
    if found:
        raise StoreError(
            f"this database holds tables of another program ({', '.join(found[:3])}{' …' if len(found) > 3 else ''})",
            where=engine.path,
            try_this="make a database for the store alone: createdb NAME",
        )
    if not create:
        raise StoreError(
            "there is no store in this database yet",
            where=engine.path,
            try_this="run `trucewatch ingest` or `trucewatch store copy` first, or name another database",
        )
