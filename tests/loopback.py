"""A real web server on this machine that behaves as badly as a test wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `cut`: close the connection after so many bytes. `drip`: seconds between single bytes."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None
    drip: float | None = None


Route = Callable[[dict[str, str]], Reply]


class Site:
    """Routes by path; `asked` holds (path, headers) of every request in order."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def put(self, path: str, *replies: Reply) -> None:
        """The replies one after another, the last for ever."""
        left = list(replies)
        self.routes[path] = lambda headers: left.pop(0) if len(left) > 1 else left[0]

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(1 for p, _ in self.asked if p == path)


def feed(entries: list[tuple[str, str, str]], *, base: str = "https://paper.example") -> bytes:
    """An RSS feed of (name, RFC 822 date, text)."""
    items = "".join(
        f"<item><title>{name}</title><link>{base}/{name}</link><pubDate>{date}</pubDate>"
        f"<description>{text}</description></item>"
        for name, date, text in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>A paper</title>{items}</channel></rss>'.encode()


def conditional(body: bytes, etag: str) -> Route:
    """The body, or 304 to who knows its ETag."""

    def answer(headers: dict[str, str]) -> Reply:
        if headers.get("if-none-match") == etag:
            return Reply(status=304, headers=(("ETag", etag),))
        return Reply(body=body, headers=(("ETag", etag),))

    return answer


@contextmanager
def serve_site() -> Iterator[Site]:
    """A site that runs until the block is left."""
    site: Site

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {k.lower(): v for k, v in self.headers.items()}
            site.asked.append((self.path, headers))
            route = site.routes.get(self.path)
            reply = route(headers) if route else Reply(status=404)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                if reply.drip is not None:
                    for byte in reply.body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(reply.drip)
                else:
                    self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
            except OSError:
                return  # the asker has gone

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
