"""Logging in and out, and the record of writes for an admin."""

from __future__ import annotations

from datetime import UTC, datetime

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trucewatch.web.accounts.book import AccountBook
from trucewatch.web.accounts.guard import COOKIE
from trucewatch.web.accounts.limits import Tries
from trucewatch.web.accounts.visit import visit_of
from trucewatch.web.draw import draw
from trucewatch.web.forms import local_path, read_form

WRONG = "This name and password do not go together."


class Doors:
    """The pages over one book. `secure`: cookies go over TLS only."""

    def __init__(self, book: AccountBook, *, secure: bool) -> None:
        self.book, self.secure = book, secure
        self.by_name, self.by_address = Tries(), Tries(free=20)

    async def show_login(self, request: Request) -> Response:
        """The form; who is logged in already is sent on."""
        there = local_path(request.query_params.get("next", ""), "/")
        if visit_of(request) is not None:
            return RedirectResponse(there, 303)
        return draw(request, "login", there=there, said="", typed="")

    async def login(self, request: Request) -> Response:
        """A session for the right name and password; a pause for who guesses."""
        fields = await read_form(request)
        name, there = fields.get("name", "")[:64], local_path(fields.get("next", ""), "/")
        address = request.client.host if request.client else "unknown"
        wait = max(self.by_name.wait_s(name.casefold()), self.by_address.wait_s(address))
        if wait:
            raise HTTPException(
                429, f"Too many wrong tries. Wait {int(wait) + 1} seconds.", {"Retry-After": str(int(wait) + 1)}
            )
        account = await anyio.to_thread.run_sync(self.book.verify, name, fields.get("password", ""))
        now = datetime.now(UTC)
        if account is None:
            self.by_name.fail(name.casefold())
            self.by_address.fail(address)
            self.book.note(name, "log-in", address, "refused: wrong name or password", now)
            return draw(request, "login", status=403, there=there, said=WRONG, typed=name)
        self.by_name.forgive(name.casefold())
        self.book.note(account.name, "log-in", address, "logged in", now)
        answer = RedirectResponse(there, 303)
        answer.set_cookie(
            COOKIE, self.book.open_session(account, now), httponly=True, samesite="strict", secure=self.secure, path="/"
        )
        return answer

    async def logout(self, request: Request) -> Response:
        """Ends the session."""
        await read_form(request)
        self.book.close_session(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    async def audit(self, request: Request) -> Response:
        """The last writes, newest first."""
        return draw(request, "audit", rows=self.book.audit(), accounts=self.book.accounts())
