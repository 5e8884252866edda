"""What the server or its driver complains of, said so that the next person can act; never with a password."""

from __future__ import annotations

import psycopg

from trucewatch.errors import StoreBusyError, StoreError

KEPT_FOR_EVER = "TW001"  # our own trigger
_FULL = (
    "the server's disk is full, so nothing of the last step was written; all that was acknowledged before is kept",
    "free some space on the server, then run the same command again",
)
_RIGHTS = (
    "this account of the database may not do that",
    "let the database's owner give it the right: ALTER DATABASE name OWNER TO account, or GRANT CREATE, USAGE ON SCHEMA"
    " public TO account",
)
_DAMAGED = (
    "the server reports damage",
    "keep a copy of the server's folder, restore a backup, run `trucewatch verify`",
)
# by SQLSTATE, or its class of two letters: what happened, what to try
_TROUBLES: dict[str, tuple[str, str]] = {
    "28P01": ("the password is wrong", "check account and password; ~/.pgpass and PGPASSWORD are read too"),
    "28000": ("the server does not let this account in", "check the account's name, and pg_hba.conf on the server"),
    "3D000": ("there is no such database", "make it first: createdb NAME (with the same host and account)"),
    "3F000": ("there is no such schema", "make it first: CREATE SCHEMA name"),
    "42501": _RIGHTS,
    "25006": ("the database may be read but not written", "name the main server, not a copy that only follows it"),
    "53100": _FULL,
    "53200": ("the server has no memory left", "give it more, or end other work on it, then run the command again"),
    "53300": ("the server takes no more connections", "close others, or raise max_connections"),
    "54": ("a record is larger than the engine can keep", "leave that document out"),
    "57P01": ("the server was stopped", "start it, then run the command again"),
    "57P02": ("the server has crashed", "look at its log; when it is up again, run the command again"),
    "57P03": ("the server is starting or stopping", "wait a moment, then run the command again"),
    "58": (
        "the server's disk reported an error",
        "look at the server's log, check its disk, then run `trucewatch verify`",
    ),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
# a connection that never came about has no SQLSTATE, so its words are looked at; in order
_REFUSED: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("authentication failed", "28000"),
    ("no pg_hba.conf entry", "28000"),
    ("database system is", "57P03"),
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("permission denied for database", "42501"),
)


def as_store_error(error: psycopg.Error, path: str) -> StoreError:
    """The engine's error as ours, with the address and what to try."""
    state = error.sqlstate or ""
    if state == KEPT_FOR_EVER:
        said = error.diag.message_primary or "this row is kept for ever"
        return StoreError(said, where=path, try_this="append a new judgement instead of changing an old row")
    if state in ("55P03", "40P01", "40001"):
        return StoreBusyError(
            "another process is writing to the store",
            where=path,
            try_this="wait until it has finished, then run the command again",
        )
    for key in (state, state[:2]):
        if key in _TROUBLES:
            what, try_this = _TROUBLES[key]
            return StoreError(what, where=path, try_this=try_this)
    if isinstance(error, psycopg.OperationalError):
        return StoreError(
            "the connection to the server was lost; all that was acknowledged is kept",
            where=path,
            try_this="check that the server runs, then run the same command again",
        )
    said = error.diag.message_primary or type(error).__name__
    return StoreError(
        f"the engine refused: {said}", where=path, try_this="run `trucewatch verify`, which checks the store"
    )


def as_refusal(error: psycopg.Error, path: str) -> StoreError:
    """Why no connection came about."""
    said = str(error)
    state = error.sqlstate or next((s for words, s in _REFUSED if words in said), "")
    if not state and "does not exist" in said:
        state = "3D000" if "database" in said.split("does not exist")[0].rsplit("FATAL", 1)[-1] else "28000"
    if state in _TROUBLES:
        what, try_this = _TROUBLES[state]
        return StoreError(what, where=path, try_this=try_this)
    reason = said.strip().splitlines()[-1].strip() if said.strip() else "no answer"
    return StoreError(
        f"the server cannot be reached: {reason}",
        where=path,
        try_this="check host and port, and that the server runs and listens there",
    )
