"""`trucewatch serve`: the pages for a browser on this machine."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import Debug, Store
from trucewatch.cli.settings import DEFAULT_STORE
from trucewatch.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@guarded
def serve(
    store: Store = DEFAULT_STORE,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; this machine alone by default.")
    ] = LOOPBACK[0],
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="A host name that it also answers to, such as the one of the proxy in front."),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    basemap: Annotated[
        Path | None,
        typer.Option("--basemap", metavar="FILE", help="Your own base map, a PMTiles archive of vector tiles."),
    ] = None,
    api_tier: Annotated[
        str, typer.Option("--api-tier", help="What the API shows: full, or public (rounded, delayed, redacted).")
    ] = "full",
    auth: Annotated[
        bool, typer.Option("--auth", help="Ask for a log-in or a token; accounts are made with `trucewatch account`.")
    ] = False,
    behind_tls: Annotated[
        bool, typer.Option("--behind-tls", help="A proxy in front speaks TLS: cookies are sent over TLS only.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Show the store in a browser: situation, incidents side by side, documents, terms, questions, review, report.

    Only the review pages write, and only decisions. No page asks anything of another host. Stop with Ctrl-C.
    """
    import uvicorn

    from trucewatch.cli.command_export import choose_tier
    from trucewatch.web.accounts.book import AccountBook, book_place
    from trucewatch.web.app import make_app

    if host not in LOOPBACK and not auth:
        say(
            f"Anyone who reaches {host} can read this store: there is no log-in (--auth asks for one). "
            "So nobody can write: review is off."
        )
    if host not in LOOPBACK and auth and not behind_tls:
        say(
            f"Passwords travel to {host} as they are typed. Put a proxy that speaks TLS in front, and say --behind-tls."
        )
    book = AccountBook(book_place(store)) if auth else None
    app = make_app(
        store,
        hosts=("127.0.0.1", "localhost", "[::1]", host, *(name or ())),
        basemap=basemap,
        writable=auth or host in LOOPBACK,
        book=book,
        secure=behind_tls,
        tier=choose_tier(api_tier, None),
    )
    listener = _listen(host, port)
    taken = listener.getsockname()[1]
    say(f"Trucewatch at http://{f'[{host}]' if ':' in host else host}:{taken}/ (Ctrl-C stops it)")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises: UsageError when it is taken or not ours."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
        # connections take it over; without it each answer waits 40 ms for the reader's word that its head has come
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "another --port, or --port 0 for a free one"
        raise UsageError(f"cannot listen on {host} port {port}: {reason}", try_this=hint) from error
