"""Accounts from one book to another. Sessions stay behind: everybody logs in anew."""

from __future__ import annotations

from trucewatch.errors import UsageError
from trucewatch.web.accounts.book import AccountBook

_TABLES = {
    "account": "name, role, password, created, active",
    "token": "digest, account, label, made, ends",
    "audit": "n, at, account, via, address, said",
}


def copy_accounts(source: AccountBook, target: AccountBook) -> int:
    """How many accounts were copied, with their tokens and the record of writes. Raises: UsageError where some are there."""
    if target.accounts() or target.audit(1):
        raise UsageError("there are accounts already", try_this="copy without --accounts, and add the missing ones")
    with target._kept.together():
        for table, columns in _TABLES.items():
            marks = ", ".join("?" * len(columns.split(", ")))
            for row in source._rows(f"SELECT {columns} FROM {table} ORDER BY 1"):
                target._change(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *row)
        target._kept.go_on_counting()
    return len(target.accounts())
