"""Addresses: made alike, and kept away from private networks."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit, urlunsplit

from trucewatch.errors import RecordError

_PORTS = {"http": 80, "https": 443}


def absolute(base: str, link: str) -> str | None:
    """The address that a link on a page leads to, without its fragment; None when it leads to no web page."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode("ascii") if ":" not in (parts.hostname or "") else ""
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        return None
    host = name or f"[{parts.hostname}]"
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def port_of(url: str) -> int:
    """The port that an address leads to."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def resolve(url: str, *, allow_private: bool) -> str:
    """The IP address to connect to. Every address that the name has must be public, unless private ones are allowed.

    The connection goes to this very address, so that a name cannot mean another one a moment later.
    Raises: RecordError when the name is not known, or leads into a private network.
    """
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, port_of(url), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RecordError(
            f"the host {host!r} is not known ({getattr(error, 'strerror', None) or error})",
            where=url,
            try_this="check its spelling, and whether there is a network; behind a proxy set HTTPS_PROXY",
        ) from error
    addresses = [str(f[4][0]) for f in found]
    if not allow_private:
        for address in addresses:
            refuse_private(address, url)
    return next((a for a in addresses if ":" not in a), addresses[0])


def refuse_private(address: str, url: str) -> None:
    """Nothing for a public address. Raises: RecordError for any other."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return  # a name, which the proxy resolves
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if not (ip.is_global and inner.is_global) or ip.is_multicast:
        raise RecordError(
            f"{address} is an address of a private network; not fetched",
            where=url,
            try_this="if the source really lies there, say allow_private: true on its card",
        )
