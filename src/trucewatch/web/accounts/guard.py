"""The guard before all pages: who asks, whether their role may, how often, and a line in the record for every write."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from trucewatch.web.accounts.book import AccountBook
from trucewatch.web.accounts.limits import Rate
from trucewatch.web.accounts.shape import Role, Visit
from trucewatch.web.draw import draw

COOKIE = "trucewatch_session"
OPEN = ("/login",)  # what somebody without an account may see, beside the static files
SAFE = ("GET", "HEAD", "OPTIONS")
NEEDED = {"/audit": Role.ADMIN}  # by the beginning of the path; reading needs READER and writing ANALYST otherwise
OWN_WRITES = ("/login", "/logout")  # written by whoever it concerns, whatever the role
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Guard:
    """ASGI middleware. Puts the `Visit` into the scope's state for pages to use."""

    def __init__(self, app: App, book: AccountBook, rate: Rate | None = None) -> None:
        self.app, self.book, self.rate = app, book, rate or Rate()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: dict[str, Any]) -> Response | None:
        request = Request(scope)
        address = request.client.host if request.client else "unknown"
        visit = self._visit(request)
        wait = self.rate.wait_s(visit.account.name if visit else address)
        if wait:
            return _plain(429, "Too many requests.", {"Retry-After": str(int(wait) + 1)})
        scope.setdefault("state", {})["visit"] = visit
        path, writes = scope["path"], scope["method"] not in SAFE
        if path in OPEN or path.startswith("/static/"):
            return None
        if visit is None:
            return _login(request)
        needed = next((role for head, role in NEEDED.items() if path.startswith(head)), None)
        needed = needed or (Role.ANALYST if writes and path not in OWN_WRITES else Role.READER)
        if not visit.account.role.covers(needed):
            if writes:
                self._note(visit, address, f"refused {scope['method']} {path}")
            said = f"Your role ({visit.account.role}) may not do this; it needs {needed}."
            if wants_page(request.headers):
                return draw(request, "error", status=403, said=said, try_this="ask an admin of this site")
            return _plain(403, said)
        if writes:
            # the line is on disk before the write is tried: a kill in between leaves a line too many, never one too few
            self._note(visit, address, f"{scope['method']} {path}")
        return None

    def _visit(self, request: Request) -> Visit | None:
        now = datetime.now(UTC)
        scheme, _, word = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and word:
            return self.book.token(word.strip(), now)
        session = request.cookies.get(COOKIE)
        return self.book.session(session, now) if session else None

    def _note(self, visit: Visit, address: str, said: str) -> None:
        self.book.note(visit.account.name, visit.via, address, said, datetime.now(UTC))


def wants_page(headers: Headers) -> bool:
    """True for a browser that goes somewhere, False for a program or a script."""
    return "text/html" in headers.get("accept", "") and "authorization" not in headers


def _login(request: Request) -> Response:
    if request.method in SAFE and wants_page(request.headers):
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(there, safe='')}", 303)
    return _plain(401, "Log in, or send a token.", {"WWW-Authenticate": "Bearer"})


def _plain(status: int, said: str, headers: dict[str, str] | None = None) -> Response:
    if status == 401:
        return Response(
            json.dumps({"code": "401", "description": said}), status, headers=headers, media_type="application/json"
        )
    return PlainTextResponse(said + "\n", status, headers=headers)
