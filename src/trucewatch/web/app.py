"""The application: routes, what every answer carries, and plain pages for what goes wrong."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from trucewatch.errors import StoreError, TrucewatchError, UsageError, WithheldError
from trucewatch.publish.release import FULL, Tier
from trucewatch.store.address import Place
from trucewatch.store.opening import open_store
from trucewatch.web import maps, pages, report, review
from trucewatch.web.accounts.book import AccountBook
from trucewatch.web.accounts.doors import Doors
from trucewatch.web.accounts.guard import Guard
from trucewatch.web.api.routes import api_routes
from trucewatch.web.downloads import download
from trucewatch.web.draw import draw
from trucewatch.web.ground import Ground
from trucewatch.web.lane import Lane, Worker
from trucewatch.web.packed import PackedFiles

# a page asks nothing of any other host, runs no script but ours, and stands in nobody's frame
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
STATIC = Path(__file__).parent / "static"
Handler = Callable[[Request], Awaitable[Response]]


def make_app(
    store: Place,
    *,
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]"),
    basemap: Path | None = None,
    writable: bool = True,
    tier: Tier = FULL,
    book: AccountBook | None = None,
    secure: bool = False,
    lane: bool = True,
) -> Starlette:
    """The application over one store; `hosts` are the names that it answers to, so that no other page can reach it.

    `basemap`: the user's own PMTiles archive. `writable`: the review pages may write decisions. `book`: accounts; with
    one, nobody sees anything without logging in or a token. `secure`: cookies are sent over TLS only. `lane` False: also what
    takes long is answered here. All else is drawn in one thread: a store's connection belongs to the thread that opened it.
    Raises: StoreError when the store cannot be opened; UsageError for a file that is no base map.
    """
    open_store(store, create=False).close()  # say now what is wrong with it, not at the first request
    checked = maps.check_basemap(basemap) if basemap else None

    settings = {"store": store, "hosts": hosts, "basemap": basemap, "writable": writable, "tier": tier, "lane": False}
    worker = Worker(make_app, settings) if lane else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.ground, app.state.gazetteer, app.state.basemap = Ground(store), maps.open_names(), checked
        app.state.writable, app.state.token = writable, secrets.token_urlsafe(24)
        try:
            yield
        finally:
            if worker:
                worker.end()
            app.state.ground.close()
            if app.state.gazetteer:
                app.state.gazetteer.close()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", pages.situation),
            Route("/incidents/{code}.html", pages.incident_of_feed),
            Route("/incidents/{code}", pages.incident),
            Route("/incidents/{code}/map.json", maps.incident_json),
            Route("/documents", pages.documents),
            Route("/search", pages.search_page),
            Route("/documents/{id}", pages.document),
            Route("/why/{id:path}", pages.why_page),
            Route("/agreement", pages.agreement),
            Route("/questions", pages.questions),
            Route("/questions/{name}", pages.question),
            Route("/sources", pages.sources),
            Route("/report", report.report),
            Route("/report/{file}", report.report_file),
            Route("/review", review.overview),
            Route("/review/apply", review.apply, methods=["POST"]),
            Route("/review/{queue}", review.queue),
            Route("/review/{queue}", review.answer, methods=["POST"]),
            Route("/incidents/{code}", review.judge_incident, methods=["POST"]),
            Route("/map.json", maps.map_json),
            Route("/map/told.json", maps.told_json),
            Route("/map/labels.json", maps.labels_json),
            Route("/map/zones.json", maps.zones_json),
            Route("/basemap.pmtiles", maps.basemap),
            Route("/files/{file}", download),
            *api_routes(),
            Mount("/static", PackedFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts, "testserver"]),
            *([Middleware(Lane, worker=worker)] if worker else []),
        ],
        exception_handlers={HTTPException: _http_error, TrucewatchError: _our_error, Exception: _defect},
    )
    app.state.tier = tier  # of the API; the pages show everything
    if book is not None:
        doors = Doors(book, secure=secure)
        app.router.routes[:0] = [
            Route("/login", doors.show_login),
            Route("/login", doors.login, methods=["POST"]),
            Route("/logout", doors.logout, methods=["POST"]),
            Route("/audit", doors.audit),
        ]
        app.add_middleware(Guard, book=book)
    app.add_middleware(_Headers)
    return app


class _Headers:
    """Puts the headers of `HEADERS` on every answer."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, object], receive: object, send: Callable[..., Awaitable[None]]) -> None:
        async def with_headers(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                held = list(message.get("headers", []))  # type: ignore[call-overload]
                names = {name.lower() for name, _ in held}
                ours = ((k.lower().encode(), v.encode()) for k, v in HEADERS.items())
                message = {**message, "headers": [*held, *((k, v) for k, v in ours if k not in names)]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = "There is no such page." if error.status_code == 404 else str(error.detail)
    return draw(request, "error", status=error.status_code, said=said, try_this="go back to the situation")


async def _our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrucewatchError)
    status = {UsageError: 400, WithheldError: 409, StoreError: 503}.get(type(error), 500)
    missing = status == 400 and bool(request.path_params) and error.what.startswith(("no ", "nothing "))
    named = error.where and status == 400 and not missing and error.where in request.query_params
    said = f"{error.where}: {error.what}" if named else error.what
    return draw(request, "error", status=404 if missing else status, said=said, try_this=error.try_this)


async def _defect(request: Request, error: Exception) -> Response:
    said = f"A defect of ours ({type(error).__name__}); nothing was changed."
    return draw(request, "error", status=500, said=said, try_this="report it, with the address of this page")
