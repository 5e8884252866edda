"""Long answers beside the short ones: over a large store a second process works them out, so that no other reader waits.

It is the same application over the same store. One answer is worked out at a time; those who ask for the same share it, and who
has waited long is told so and asks again. Answers are kept until the store changes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import signal
import tempfile
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from trucewatch.web.draw import draw
from trucewatch.web.ground import Ground

Scope = MutableMapping[str, Any]
Make = Callable[..., Starlette]  # a function that pickle can name
Answer = tuple[dict[str, Any], bytes | Path]  # the start of an answer as ASGI has it, and its body, or where that lies

FEW_CLAIMS = 20_000  # up to which every answer is short enough to be given at once
PATIENCE_S = 20.0  # before proxies give up
ASK_AGAIN_S = 5
MOST_WAITING = 8
MOST_KEPT = 16
MOST_CARRIED = 4 << 20  # bytes of a body that is handed over and held; a larger one lies on the disk
PIECE = 1 << 18
IDLE_S = 600.0  # after which the process goes, with the memory that it holds
LONG = ("/questions/", "/report", "/sources", "/files/", "/review", "/api/questions/")
TIMES = ("as_of=", "since=")
_PASSED = (
    "type",
    "http_version",
    "method",
    "scheme",
    "path",
    "raw_path",
    "query_string",
    "root_path",
    "client",
    "server",
)
_OWN = (b"if-none-match", b"if-modified-since", b"range")  # of one reader; the answer is shared


class Worker:
    """The second process: started with the first long question, ended when it rests or the server ends."""

    def __init__(self, make: Make, settings: dict[str, Any]) -> None:
        self._make, self._settings = make, settings
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._room: tempfile.TemporaryDirectory[str] | None = None  # for large answers

    async def ask(self, scope: dict[str, Any], token: str) -> Answer:
        """The answer. Raises: EOFError when the process ended before it had one."""
        async with self._turn:
            if self._rest:
                self._rest.cancel()
            try:
                answer: Answer = await asyncio.to_thread(self._exchange, (scope, token))
            except (EOFError, OSError):
                self.close()
                raise EOFError from None
            self._rest = asyncio.get_running_loop().call_later(IDLE_S, self.close)
            return answer

    def _exchange(self, job: tuple[dict[str, Any], str]) -> Any:
        if self._room is None:
            self._room = tempfile.TemporaryDirectory(prefix="trucewatch-answers-")
        if self._process is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, self._make, self._settings), daemon=True)
            self._process.start()
            theirs.close()  # so that its end is seen here
        assert self._pipe is not None
        self._pipe.send((*job, self._room.name))
        return self._pipe.recv()

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(5)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def end(self) -> None:
        """Ends the process, and takes away the answers that lie on the disk."""
        self.close()
        if self._room is not None:
            self._room.cleanup()
            self._room = None


class Lane:
    """Sends what takes long over this store to the worker, and all else on."""

    def __init__(self, app: Callable[..., Any], worker: Worker) -> None:
        self.app, self.worker = app, worker
        self._jobs: OrderedDict[tuple[object, ...], asyncio.Task[Answer]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "http" or not is_long(scope) or not _is_large(scope["app"].state.ground):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        job = self._job(request)
        if job is None:
            await _later(request, "Many long answers are being worked out already.")(scope, receive, send)
            return
        await asyncio.wait({job}, timeout=PATIENCE_S)
        if not job.done():
            said = (
                "This answer is being worked out; over this many documents it takes a while. Nothing else waits for it."
            )
            await _later(request, said)(scope, receive, send)
            return
        try:
            start, body = job.result()
        except EOFError:
            said = "The process that worked this answer out has ended before it was done, perhaps for want of memory."
            await _later(request, said)(scope, receive, send)
            return
        if isinstance(body, bytes):
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        with body.open("rb") as file:
            await send(start)
            while piece := await asyncio.to_thread(file.read, PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _job(self, request: Request) -> asyncio.Task[Answer] | None:
        """The work on this question, begun unless it is there already; None where too many wait."""
        ground: Ground = request.app.state.ground
        visit = getattr(request.state, "visit", None)
        who = visit.account.name if visit else ""
        host = request.headers.get("host", "")
        key = (host, str(request.url.path), request.url.query, request.method, who, ground.store.last_written())
        found = self._jobs.get(key)
        if found is not None and not (found.done() and found.exception()):
            self._jobs.move_to_end(key)
            return found
        if sum(not job.done() for job in self._jobs.values()) >= MOST_WAITING:
            return None
        passed = {name: request.scope.get(name) for name in _PASSED}
        passed["headers"] = [(k, v) for k, v in request.scope["headers"] if k not in _OWN]
        passed["state"] = {"visit": visit} if visit else {}
        made = asyncio.get_running_loop().create_task(self.worker.ask(passed, request.app.state.token))
        self._jobs[key] = made
        for old in [k for k, job in self._jobs.items() if job.done()][: max(0, len(self._jobs) - MOST_KEPT)]:
            _drop(self._jobs.pop(old))
        return made


def _drop(job: asyncio.Task[Answer]) -> None:
    """Nothing; an answer that lies on the disk is taken away. Whoever is being sent it has it open."""
    if job.done() and not job.cancelled() and job.exception() is None:
        body = job.result()[1]
        if isinstance(body, Path):
            body.unlink(missing_ok=True)


def is_long(scope: Scope) -> bool:
    """True for a question that may take long over a large store: one that reads all of it, or asks for an earlier time."""
    if scope["method"] not in ("GET", "HEAD"):
        return False
    asked = scope.get("query_string", b"").decode("latin-1")
    return scope["path"].startswith(LONG) or any(part.startswith(TIMES) for part in asked.split("&"))


def _is_large(ground: Ground) -> bool:
    run = ground.store.run()
    return run is not None and run.claims > FEW_CLAIMS


def _later(request: Request, said: str) -> Response:
    hint = f"ask again in {ASK_AGAIN_S} seconds"
    if request.url.path.startswith("/api"):
        told = msgspec.json.encode({"code": "being worked out", "description": said, "try_this": hint})
        made = Response(told, status_code=503, media_type="application/json")
    else:
        made = draw(request, "error", status=503, said=said, try_this=f"{hint}; this page does so by itself")
        made.headers["Refresh"] = str(ASK_AGAIN_S)
    made.headers["Retry-After"] = str(ASK_AGAIN_S)
    return made


# -- in the second process ---------------------------------------------------------------------------------------------
def _work(pipe: Connection, make: Make, settings: dict[str, Any]) -> None:
    """Answers one question after the other, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends us when it ends
    asyncio.run(_answer_all(pipe, make(**settings)))


async def _answer_all(pipe: Connection, app: Starlette) -> None:
    async with app.router.lifespan_context(app):
        while True:
            try:
                scope, token, room = pipe.recv()
            except EOFError:
                return
            app.state.token = token  # forms are sent to the server, and it knows its own
            pipe.send(await _answer(app, scope, Path(room)))


async def _answer(app: Starlette, scope: dict[str, Any], room: Path) -> Answer:
    start: dict[str, Any] = {"type": "http.response.start", "status": 500, "headers": []}
    body = tempfile.SpooledTemporaryFile(max_size=MOST_CARRIED)  # noqa: SIM115 - closed below

    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:  # the reader stays: a file is sent while this waits
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = {**message, "headers": list(message.get("headers", ()))}
        else:
            body.write(message.get("body", b""))

    with suppress(Exception):  # the application has answered with its page of a defect, and raises for a server's log
        await app({**scope, "asgi": {"version": "3.0", "spec_version": "2.4"}}, receive, send)
    with body:
        large = body.tell() > MOST_CARRIED
        body.seek(0)
        if not large:
            return start, body.read()
        with tempfile.NamedTemporaryFile(dir=room, delete=False) as kept:
            shutil.copyfileobj(body, kept)
        return start, Path(kept.name)
