"""What an account is and what each role may do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What somebody may do, each role all that the ones before it may.

    A reader reads. An analyst decides on pairs, places and claims. A second reader also confirms what another person has
    read: deaths, civilians, named perpetrators. An admin also sees the record of writes.
    """

    READER = "reader"
    ANALYST = "analyst"
    SECOND_READER = "second-reader"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """True if this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or a program that reads by token. `name` signs the decisions that the account takes."""

    name: str
    role: Role
    created: datetime
    active: bool = True


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A request's account, how it was told (session or token), and the word that its forms must carry."""

    account: Account
    via: str
    form_token: str = ""


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the record of writes. `said`: what was asked, without passwords or words of texts."""

    n: int
    at: datetime
    account: str
    via: str
    address: str
    said: str
