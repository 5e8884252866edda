"""`trucewatch account`: who may use the pages of a store that is served with `--auth`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import group, guarded, say
from trucewatch.cli.options import Debug, Store
from trucewatch.cli.settings import DEFAULT_STORE, now
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from trucewatch.web.accounts.book import AccountBook
    from trucewatch.web.accounts.shape import Role

account = group("account", "Accounts of the pages: people, roles, tokens for programs.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name; it signs what the account decides.")]
RoleName = Annotated[
    str,
    typer.Option("--role", help="reader, analyst, second-reader or admin; each may all that the ones before it may."),
]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


@contextmanager
def _book(store: str, *, create: bool = False) -> Iterator[AccountBook]:
    from trucewatch.web.accounts.book import AccountBook, book_place

    held = AccountBook(book_place(store), create=create)
    try:
        yield held
    finally:
        held.close()


def _role(said: str) -> Role:
    from trucewatch.web.accounts.shape import Role

    try:
        return Role(said)
    except ValueError as error:
        raise UsageError(f"{said!r} is no role", try_this=", ".join(Role)) from error


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("there is nobody to ask for a password", try_this="--password-stdin")
    import getpass

    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise UsageError("the two passwords differ", try_this="the same command again")
    return first


@account.command()
@guarded
def add(
    name: Name, role: RoleName, password_stdin: FromInput = False, store: Store = DEFAULT_STORE, debug: Debug = False
) -> None:
    """Make an account."""
    wanted = _role(role)
    with _book(store, create=True) as book:
        made = book.add(name, wanted, _password(password_stdin), now())
        book.note(made.name, "command line", "this machine", f"account made, role {made.role}", now())
    say(f"Account {made.name} ({made.role}). Serve with: trucewatch serve --auth")


@account.command("list")
@guarded
def show(store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """List accounts and tokens."""
    with _book(store) as book:
        for one in book.accounts():
            print(f"{one.name}\t{one.role}\tsince {one.created:%Y-%m-%d}\t{'open' if one.active else 'closed'}")
        for name, label, made, ends in book.tokens():
            print(f"{name}\ttoken {label}\tmade {made:%Y-%m-%d}\t{f'ends {ends:%Y-%m-%d}' if ends else 'no end'}")


@account.command()
@guarded
def role(name: Name, role: RoleName, store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Give an account another role."""
    wanted = _role(role)
    with _book(store) as book:
        book.set_role(name, wanted)
        book.note(name, "command line", "this machine", f"role set to {wanted}", now())


@account.command()
@guarded
def password(name: Name, password_stdin: FromInput = False, store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Set an account's password; its sessions end."""
    with _book(store) as book:
        book.account(name)
        book.set_password(name, _password(password_stdin))
        book.note(name, "command line", "this machine", "password set", now())


@account.command()
@guarded
def close(name: Name, store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Close an account; what it decided stays under its name."""
    with _book(store) as book:
        book.set_active(name, False)
        book.note(name, "command line", "this machine", "account closed", now())


@account.command("open")
@guarded
def open_again(name: Name, store: Store = DEFAULT_STORE, debug: Debug = False) -> None:
    """Open a closed account again."""
    with _book(store) as book:
        book.set_active(name, True)
        book.note(name, "command line", "this machine", "account opened again", now())


@account.command()
@guarded
def token(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="What the token is for; one of each label an account.")],
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Ends after so many days; without it, never.")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="End this token instead of making one.")] = False,
    store: Store = DEFAULT_STORE,
    debug: Debug = False,
) -> None:
    """Make a token for a program, which sends it as `Authorization: Bearer TOKEN`. It is printed once and kept nowhere."""
    with _book(store) as book:
        if revoke:
            book.revoke(name, label)
            book.note(name, "command line", "this machine", f"token {label} revoked", now())
            return
        word = book.add_token(name, label, now(), now() + timedelta(days=days) if days else None)
        book.note(name, "command line", "this machine", f"token {label} made", now())
    print(word)


@account.command()
@guarded
def audit(
    most: Annotated[int, typer.Option("--last", min=1, help="How many lines.")] = 100,
    store: Store = DEFAULT_STORE,
    debug: Debug = False,
) -> None:
    """Print the record of writes, newest first."""
    with _book(store) as book:
        for row in book.audit(most):
            print(f"{row.at.isoformat()}\t{row.account}\t{row.via}\t{row.address}\t{row.said}")
