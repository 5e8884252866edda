"""The book of accounts, in a file beside the store or in a team's database.

Passwords stand as argon2id hashes; of session words and tokens only SHA-256 digests are kept, so that who reads it can
open no door with it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trucewatch.errors import UsageError
from trucewatch.store.address import Place, is_address
from trucewatch.web.accounts.keeping import DatabaseKeeping, FileKeeping, Keeping, TakenError
from trucewatch.web.accounts.shape import Account, AuditRow, Role, Visit

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last visit of a session is written down
LEAST_PASSWORD = 12
MOST_PASSWORD = 1024  # longer input would only cost time
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}\Z")
TOKEN_HEAD = "tw_"


def book_place(store: Place) -> Place:
    """Where the accounts of a store lie: in `<store>.accounts`, or in its database."""
    return store if is_address(store) else Path(f"{store}.accounts")


class AccountBook:
    """Accounts, sessions, tokens and the record of writes. Safe to use from several threads."""

    def __init__(self, place: Place, *, create: bool = False) -> None:
        """Raises: StoreError when there is no book (and `create` is False), or what is there is none of ours."""
        self._kept: Keeping = (
            DatabaseKeeping(str(place), create=create) if is_address(place) else FileKeeping(Path(place), create=create)
        )
        self._lock = threading.Lock()
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())  # compared with where there is no such account

    def close(self) -> None:
        """Closes the file, or ends the connection."""
        self._kept.close()

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._kept.rows(query, values)

    def _change(self, query: str, *values: object) -> int:
        with self._lock:
            return self._kept.change(query, values)

    # accounts

    def add(self, name: str, role: Role, password: str, now: datetime) -> Account:
        """A new account. Raises: UsageError for a name that is taken or odd, or a password that is too short."""
        if not NAME.match(name):
            raise UsageError(
                f"{name[:70]!r} cannot be an account's name",
                try_this="letters, digits, spaces and . _ @ -, at most 64, beginning with a letter or digit",
            )
        hashed = self._hash(password)
        try:
            self._change(
                "INSERT INTO account (name, role, password, created) VALUES (?, ?, ?, ?)", name, role, hashed, _say(now)
            )
        except TakenError as error:
            raise UsageError(
                f"there is an account {name!r} already", try_this="account password, or account role"
            ) from error
        return Account(name=name, role=role, created=now)

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        rows = self._rows("SELECT name, role, created, active FROM account ORDER BY lower(name)")
        return tuple(Account(name=n, role=Role(r), created=_read(c), active=bool(a)) for n, r, c, a in rows)

    def account(self, name: str) -> Account:
        """One account. Raises: UsageError when there is none of that name."""
        found = [a for a in self.accounts() if a.name.casefold() == name.casefold()]
        if not found:
            raise UsageError(f"there is no account {name[:70]!r}", try_this="trucewatch account list")
        return found[0]

    def set_password(self, name: str, password: str) -> None:
        """A new password; every session of the account ends."""
        hashed, account = self._hash(password), self.account(name)
        self._change("UPDATE account SET password=? WHERE name=?", hashed, account.name)
        self._change("DELETE FROM session WHERE account=?", account.name)

    def set_role(self, name: str, role: Role) -> None:
        """Another role, from the next request on. Raises: UsageError when nobody would be admin any more."""
        account = self.account(name)
        if account.role is Role.ADMIN and role is not Role.ADMIN:
            self._keep_an_admin(account)
        self._change("UPDATE account SET role=? WHERE name=?", role, account.name)

    def set_active(self, name: str, active: bool) -> None:
        """Closes an account with its sessions, or opens it again. Its name stays on what it decided."""
        account = self.account(name)
        if not active and account.role is Role.ADMIN:
            self._keep_an_admin(account)
        self._change("UPDATE account SET active=? WHERE name=?", int(active), account.name)
        if not active:
            self._change("DELETE FROM session WHERE account=?", account.name)

    def _keep_an_admin(self, account: Account) -> None:
        others = [a for a in self.accounts() if a.active and a.role is Role.ADMIN and a.name != account.name]
        if not others:
            raise UsageError(f"{account.name} is the only admin", try_this="make another account admin first")

    def _hash(self, password: str) -> str:
        if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
            raise UsageError(
                f"a password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters",
                try_this="a few words that nobody would guess",
            )
        return self._hasher.hash(password)

    def verify(self, name: str, password: str) -> Account | None:
        """The account if the password is its own. Takes as long for a name that does not exist."""
        rows = self._rows("SELECT name, password FROM account WHERE lower(name)=lower(?) AND active=1", name)
        held = str(rows[0][1]) if rows else self._nobody
        try:
            self._hasher.verify(held, password[:MOST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        if not rows:
            return None
        if self._hasher.check_needs_rehash(held):
            self._change("UPDATE account SET password=? WHERE name=?", self._hasher.hash(password), rows[0][0])
        return self.account(str(rows[0][0]))

    # sessions

    def open_session(self, account: Account, now: datetime) -> str:
        """The word of a new session, which only the browser keeps."""
        word = secrets.token_urlsafe(32)
        self._change("DELETE FROM session WHERE seen < ? OR opened < ?", _say(now - IDLE), _say(now - LONGEST))
        self._change(
            "INSERT INTO session (digest, account, opened, seen) VALUES (?, ?, ?, ?)",
            _digest(word), account.name, _say(now), _say(now),
        )  # fmt: skip
        return word

    def session(self, word: str, now: datetime) -> Visit | None:
        """Whose session this is, unless it has ended."""
        digest = _digest(word)
        rows = self._rows(
            "SELECT a.name, a.role, a.created, s.seen FROM session s JOIN account a ON a.name = s.account "
            "WHERE s.digest=? AND a.active=1 AND s.seen >= ? AND s.opened >= ?",
            digest, _say(now - IDLE), _say(now - LONGEST),
        )  # fmt: skip
        if not rows:
            return None
        name, role, created, seen = rows[0]
        if _read(seen) < now - SEEN_EVERY:
            self._change("UPDATE session SET seen=? WHERE digest=?", _say(now), digest)
        form = hmac.new(word.encode(), b"forms", hashlib.sha256).hexdigest()
        return Visit(
            account=Account(name=name, role=Role(role), created=_read(created)), via="session", form_token=form
        )

    def close_session(self, word: str) -> None:
        """Ends a session."""
        self._change("DELETE FROM session WHERE digest=?", _digest(word))

    # tokens

    def add_token(self, name: str, label: str, now: datetime, ends: datetime | None = None) -> str:
        """A token for programs, shown once. Raises: UsageError when the account has one of that label."""
        account = self.account(name)
        word = TOKEN_HEAD + secrets.token_urlsafe(32)
        try:
            self._change(
                "INSERT INTO token (digest, account, label, made, ends) VALUES (?, ?, ?, ?, ?)",
                _digest(word), account.name, label, _say(now), _say(ends) if ends else None,
            )  # fmt: skip
        except TakenError as error:
            raise UsageError(
                f"{account.name} has a token {label!r} already", try_this="another --label, or revoke it"
            ) from error
        return word

    def tokens(self) -> tuple[tuple[str, str, datetime, datetime | None], ...]:
        """Account, label, when made, when it ends: never the token."""
        rows = self._rows("SELECT account, label, made, ends FROM token ORDER BY account, label")
        return tuple((a, label, _read(m), _read(e) if e else None) for a, label, m, e in rows)

    def revoke(self, name: str, label: str) -> None:
        """Ends a token. Raises: UsageError when there is none."""
        if not self._change("DELETE FROM token WHERE account=? AND label=?", self.account(name).name, label):
            raise UsageError(f"{name} has no token {label!r}", try_this="trucewatch account list")

    def token(self, word: str, now: datetime) -> Visit | None:
        """Whose token this is, unless it has ended."""
        rows = self._rows(
            "SELECT a.name, a.role, a.created, t.label FROM token t JOIN account a ON a.name = t.account "
            "WHERE t.digest=? AND a.active=1 AND (t.ends IS NULL OR t.ends > ?)",
            _digest(word), _say(now),
        )  # fmt: skip
        if not rows:
            return None
        name, role, created, label = rows[0]
        return Visit(account=Account(name=name, role=Role(role), created=_read(created)), via=f"token {label}")

    # the record of writes

    def note(self, account: str, via: str, address: str, said: str, now: datetime) -> None:
        """One line more. The tables themselves refuse to change or remove lines."""
        self._change(
            "INSERT INTO audit (at, account, via, address, said) VALUES (?, ?, ?, ?, ?)",
            _say(now), account, via, address, said[:500],
        )  # fmt: skip

    def audit(self, most: int = 500) -> tuple[AuditRow, ...]:
        """The last lines, newest first."""
        rows = self._rows("SELECT n, at, account, via, address, said FROM audit ORDER BY n DESC LIMIT ?", most)
        return tuple(
            AuditRow(n=n, at=_read(at), account=a, via=via, address=address, said=said)
            for n, at, a, via, address, said in rows
        )


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _say(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _read(said: str) -> datetime:
    return datetime.fromisoformat(said)
