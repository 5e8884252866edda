"""The store in one schema of a PostgreSQL database."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.numeric import NumericLoader

from trucewatch.errors import StoreError
from trucewatch.model.shape import Box
from trucewatch.store.address import shown
from trucewatch.store.postgres.engine import Connection, PostgresEngine
from trucewatch.store.postgres.faults import find_faults
from trucewatch.store.postgres.migrate import migrate
from trucewatch.store.postgres.trouble import as_refusal, as_store_error
from trucewatch.store.postgres.words import PostgresWords
from trucewatch.store.tables import StoreTables

OLDEST_SERVER = 130_000
CONNECT_SECONDS = 10
# plans are made for the tables as they are: one kept from when they were empty would read them whole for every row
_SETTINGS = "SET client_min_messages = warning; SET plan_cache_mode = force_custom_plan; SET random_page_cost = 1.1"


class PostgresStore(PostgresEngine, PostgresWords, StoreTables):
    """A `Store` in a database: many may read and judge while one process takes in or derives."""

    def engine_faults(self) -> tuple[str, ...]:
        """Rows that point nowhere, rules that were switched off, indexes that are not used, a server that may lose commits."""
        return tuple(find_faults(self))

    def _met(self, box: Box) -> str:
        west, south, east, north = (float(side) for side in box)
        looked_up = f"box(point(west, south), point(east, north)) && '(({east!r},{north!r}),({west!r},{south!r}))'::box"
        return f"{looked_up} AND {super()._met(box)}"


class _WholeNumbers(NumericLoader):
    """Sums of whole numbers, which the server gives as decimals, as whole numbers."""

    def load(self, data: Any) -> Any:
        found = super().load(data)
        return int(found) if found == found.to_integral_value() else float(found)


def open_postgres(address: str, *, create: bool = True, busy_timeout_s: float = 30.0) -> PostgresStore:
    """The store at an address, brought to the present schema.

    Raises: StoreError, with what to try and without the password, when the server cannot be reached or does not let us in,
    the database is missing, of another program, or of a newer schema.
    """
    place = shown(address)

    def connect() -> Connection:
        try:
            asked = psycopg.conninfo.conninfo_to_dict(address)
        except psycopg.Error:  # its message would repeat the address, password and all
            raise StoreError(
                "this is no address of a database",
                where=place,
                try_this="postgresql://ACCOUNT@HOST:PORT/DATABASE; signs such as @ : / in a password as %40 %3A %2F",
            ) from None
        ours = {
            "connect_timeout": CONNECT_SECONDS,
            **asked,
            "application_name": "trucewatch",
            "client_encoding": "UTF8",
        }
        try:
            made = psycopg.connect(psycopg.conninfo.make_conninfo("", **ours), autocommit=True)
        except psycopg.Error as error:
            raise as_refusal(error, place) from None
        try:
            _check_server(made, place)
            made.execute(f"SET lock_timeout = {int(busy_timeout_s * 1000)}; {_SETTINGS}".encode())
        except psycopg.Error as error:
            made.close()
            raise as_store_error(error, place) from error
        except StoreError:
            made.close()
            raise
        made.adapters.register_loader("numeric", _WholeNumbers)
        return made

    store = PostgresStore(connect, place)
    try:
        migrate(store, create=create)
    except BaseException:
        store.close()
        raise
    return store


def _check_server(made: Connection, place: str) -> None:
    if made.info.server_version < OLDEST_SERVER:
        raise StoreError(
            f"the server is PostgreSQL {made.info.server_version // 10_000}; the store needs {OLDEST_SERVER // 10_000} or later",
            where=place,
            try_this="a newer server",
        )
    encoding = made.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"the database keeps letters as {encoding}, which cannot hold all names",
            where=place,
            try_this="make it anew: createdb --encoding UTF8 --template template0 NAME",
        )
