"""One response over HTTP, within bounds of size, time and redirects. Nothing is read from it here."""

from __future__ import annotations

import time
import urllib.request
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec

from trucewatch.errors import RecordError
from trucewatch.watching.address import absolute, refuse_private, resolve
from trucewatch.watching.clock import Clock

MAX_REDIRECTS = 5
FORBIDDEN = "the host's robots.txt forbids it"
NO_ANSWER = "look at the address, and at the network; behind a proxy set HTTPS_PROXY"
REDIRECTS = (301, 302, 303, 307, 308)
READ_SECONDS = 20.0
TOTAL_SECONDS = 60.0
CONNECT_SECONDS = 10.0
ENCODINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}

Truncated = Literal["length", "time", "disconnect"]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One response as it came over the wire. `body` is still packed as its Content-Encoding says."""

    url: str
    at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    ip: str | None = None
    truncated: Truncated | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its letter case; None without one."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """All exchanges of one request, redirects first. `fault` says why there is nothing to read; None: there is.

    `not_modified`: the server says that nothing changed. `gone`: it says that the page is no more.
    """

    exchanges: tuple[Exchange, ...] = ()
    payload: bytes | None = None
    fault: str | None = None
    try_this: str | None = None
    not_modified: bool = False
    gone: bool = False
    retry_after: timedelta | None = None

    @property
    def last(self) -> Exchange | None:
        """The exchange that the request ended with; None when nothing came back."""
        return self.exchanges[-1] if self.exchanges else None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one request. Units: bytes and seconds."""

    max_bytes: int
    total_seconds: float = TOTAL_SECONDS
    read_seconds: float = READ_SECONDS


class Fetcher:
    """Asks for pages as one named program, through the proxies of the environment where those are set."""

    def __init__(self, clock: Clock, *, agent: str) -> None:
        self.clock = clock
        self.agent = agent
        self._clients: dict[str | None, httpx.Client] = {}

    def close(self) -> None:
        """Closes all connections."""
        for client in self._clients.values():
            client.close()

    def fetch(
        self,
        url: str,
        *,
        limits: Limits,
        allow_private: bool = False,
        etag: str | None = None,
        modified: str | None = None,
        may: Callable[[str], bool] = lambda url: True,
    ) -> Fetched:
        """What came back. `may`: whether a redirect to an address may be followed. Never raises for what a server or
        network does.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        conditions = {k: v for k, v in asked.items() if v}
        done: list[Exchange] = []
        seen: set[str] = set()
        url = absolute(url, url) or url
        end = time.monotonic() + limits.total_seconds
        while True:
            if url in seen or len(seen) > MAX_REDIRECTS:
                return Fetched(
                    exchanges=tuple(done), fault=f"more than {MAX_REDIRECTS} redirects, or round in a circle"
                )
            seen.add(url)
            try:
                exchange, fault = self._exchange(url, limits, allow_private, conditions, end)
            except RecordError as error:
                return Fetched(exchanges=tuple(done), fault=error.what, try_this=error.try_this)
            except httpx.ConnectError as error:
                reason = str(error).rpartition("] ")[2]
                where = urlsplit(url).netloc
                return Fetched(
                    exchanges=tuple(done), fault=f"nothing answers at {where} ({reason})"[:300], try_this=NO_ANSWER
                )
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
                return Fetched(exchanges=tuple(done), fault=f"{type(error).__name__}: {error}"[:300])
            done.append(exchange)
            if fault:
                return Fetched(exchanges=tuple(done), fault=fault, retry_after=None)
            if exchange.status not in REDIRECTS:
                return _outcome(tuple(done), limits)
            target = absolute(url, exchange.header("Location") or "")
            if target is None:
                return Fetched(exchanges=tuple(done), fault="a redirect that leads to no web page")
            if not may(target):
                return Fetched(exchanges=tuple(done), fault=f"{FORBIDDEN} ({target})"[:300])
            url = target

    def _exchange(
        self, url: str, limits: Limits, allow_private: bool, conditions: dict[str, str], end: float
    ) -> tuple[Exchange, str | None]:
        """One response, and why it is not whole if it is not."""
        parts = urlsplit(url)
        proxy = _proxy_for(url)
        ip, asked, extensions = None, url, {}
        if proxy is None:
            ip = resolve(url, allow_private=allow_private)
            asked = urlunsplit((parts.scheme, _with_port(ip, parts.port), parts.path, parts.query, ""))
            extensions = {"sni_hostname": parts.hostname}
        elif not allow_private:
            refuse_private(parts.hostname or "", url)
        headers = {
            "Host": parts.netloc,
            "User-Agent": self.agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            **conditions,
        }
        timeout = httpx.Timeout(limits.read_seconds, connect=min(CONNECT_SECONDS, limits.read_seconds))
        request = self._client(proxy).build_request(
            "GET", asked, headers=headers, timeout=timeout, extensions=extensions
        )
        response = self._client(proxy).send(request, stream=True)
        try:
            body, truncated, fault = _read(response, limits, end)
        finally:
            response.close()
        return (
            Exchange(
                url=url,
                at=self.clock.now(),
                status=response.status_code,
                reason=response.reason_phrase,
                headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw),
                body=body,
                ip=ip,
                truncated=truncated,
            ),
            fault,
        )

    def _client(self, proxy: str | None) -> httpx.Client:
        if proxy not in self._clients:
            # no connection is used twice: it is made to an IP address, and two hosts that share one must not share a
            # connection whose certificate was checked for the other
            alone = httpx.Limits(max_keepalive_connections=0)
            self._clients[proxy] = httpx.Client(proxy=proxy, trust_env=False, follow_redirects=False, limits=alone)
        self._clients[proxy].cookies.clear()  # none is kept from one request to the next
        return self._clients[proxy]


def _read(response: httpx.Response, limits: Limits, end: float) -> tuple[bytes, Truncated | None, str | None]:
    """The packed body as far as it came, whether and why it is cut, and the fault in words."""
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_raw(65_536):
            size += len(part)
            if size > limits.max_bytes:
                return b"".join(parts), "length", f"larger than the limit of {limits.max_bytes:,} bytes"
            parts.append(part)
            if time.monotonic() > end:
                return b"".join(parts), "time", f"slower than the limit of {limits.total_seconds:.0f} seconds"
    except httpx.TimeoutException:
        return b"".join(parts), "time", "the server stopped sending"
    except httpx.HTTPError as error:
        return b"".join(parts), "disconnect", f"cut off: {error}"[:300]
    return b"".join(parts), None, None


def _outcome(exchanges: tuple[Exchange, ...], limits: Limits) -> Fetched:
    last = exchanges[-1]
    if last.status == 304:
        return Fetched(exchanges=exchanges, not_modified=True)
    if last.status in (404, 410):
        return Fetched(exchanges=exchanges, fault=f"the server answers {last.status}", gone=True)
    if last.status != 200:
        return Fetched(exchanges=exchanges, fault=f"the server answers {last.status}", retry_after=_retry_after(last))
    try:
        return Fetched(exchanges=exchanges, payload=unpack(last, limits.max_bytes))
    except RecordError as error:
        return Fetched(exchanges=exchanges, fault=error.what)


def unpack(exchange: Exchange, max_bytes: int) -> bytes:
    """The body as its Content-Encoding unpacks it. Raises: RecordError when it is broken or grows beyond the limit."""
    body = exchange.body
    for name in reversed([n.strip().lower() for n in (exchange.header("Content-Encoding") or "").split(",")]):
        if name in ("", "identity"):
            continue
        if name not in ENCODINGS:
            raise RecordError(f"packed in a way that was not asked for: {name[:40]!r}", where=exchange.url)
        body = _inflate(body, ENCODINGS[name], max_bytes, exchange.url)
    return body


def _inflate(body: bytes, bits: int, max_bytes: int, url: str) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        found = unpacker.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise RecordError(f"broken packing: {error}", where=url) from error
    if len(found) > max_bytes:
        raise RecordError(f"unpacks to more than the limit of {max_bytes:,} bytes", where=url)
    if not unpacker.eof:
        raise RecordError("broken packing: it breaks off", where=url)
    return found


def _retry_after(exchange: Exchange) -> timedelta | None:
    """The pause that the server asks for, counted from its answer."""
    value = (exchange.header("Retry-After") or "").strip()
    if value.isdecimal() and len(value) < 9:
        return timedelta(seconds=int(value))
    try:
        return max(timedelta(0), parsedate_to_datetime(value) - exchange.at) if value else None
    except (ValueError, TypeError):
        return None


def _proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY, ...), None without one."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _with_port(ip: str, port: int | None) -> str:
    host = f"[{ip}]" if ":" in ip else ip
    return host if port is None else f"{host}:{port}"
