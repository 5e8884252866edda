"""The review pages: three queues, one item at a time, one key an answer; every answer is in the ledger before the next.

They write through `record_judgement` and take their items from the same lists as `trucewatch review` and `places`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trucewatch.errors import UsageError
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.review import REASON
from trucewatch.model.judgement import standing
from trucewatch.publish.readers import same_name
from trucewatch.publish.records import Records
from trucewatch.publish.review import review_items
from trucewatch.publish.review_claims import ClaimsToRead, claim_readers
from trucewatch.publish.rows import ClaimRow
from trucewatch.publish.view import View
from trucewatch.store.address import Place
from trucewatch.web.accounts.shape import Role
from trucewatch.web.accounts.visit import signer, visit_of
from trucewatch.web.draw import draw
from trucewatch.web.forms import local_path, read_form
from trucewatch.web.state import asked, ground

MOST_SKIPPED = 100_000
MOST_ABOUT = 3  # claims shown beside the question of a place
UNDO_REASON = "Taken back in review."
RETRACT_REASON = "Read in review: the words do not say this."


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One queue. `keys`: the key of each answer, its word on the button, and the kind of judgement."""

    name: str
    title: str
    asks: str
    keys: tuple[tuple[str, str, str], ...]


QUEUES = (
    Queue(
        name="pairs",
        title="Same happening?",
        asks="Pairs of accounts that no rule could settle",
        keys=(("s", "same", "same"), ("d", "different", "different"), ("u", "unsure", "unsure")),
    ),
    Queue(name="places", title="Which place?", asks="Names that may be several places", keys=()),
    Queue(
        name="claims",
        title="Rightly read?",
        asks="Claims that tell of deaths or civilians, or say who did it: two people must have read each",
        keys=(("a", "the words say this", "accept"), ("r", "they do not", "retract")),
    ),
)


def items_of(name: str, view: View, by: str) -> Sequence[Any]:
    """What waits in a queue for this person, the weightiest first."""
    if name == "pairs":
        return tuple(review_items(view.records))
    if name == "places":
        answered = {(j.subject, j.field) for j in standing(view.records.judgements) if j.kind == "place"}
        return tuple(r for r in view.places().rows if (r.code, r.name) not in answered)  # also before it is worked in
    return ClaimsToRead(view.records, by)


async def overview(request: Request) -> Response:
    """The queues with what waits in each, and who is reading."""
    query, view = asked(request)
    by = signer(request, request.query_params.get("by", ""))
    waiting = {q.name: len(items_of(q.name, view, by)) for q in QUEUES}
    return draw(
        request, "review", query=query, view=view, by=by, queues=QUEUES, waiting=waiting, pending=pending(view.records)
    )


async def queue(request: Request) -> Response:
    """The next item of a queue, or word that it is empty."""
    query, view = asked(request)
    held = _queue(request)
    by = signer(request, request.query_params.get("by", ""))
    if not by:
        return RedirectResponse("/review", 303)
    skipped = _number(request.query_params.get("skip", "0"))
    items = items_of(held.name, view, by)
    item = items[skipped] if skipped < len(items) else None
    return draw(
        request,
        "review_item",
        query=query,
        view=view,
        by=by,
        queue=held,
        item=item,
        about=_about(view, item.code, item.name) if held.name == "places" and item else (),
        place=skipped + 1,
        total=len(items),
        skipped=skipped,
        done=request.query_params.get("done", "")[:40],
        pending=pending(view.records),
        next_address=_address(held.name, by, skipped + 1),
    )


def _about(view: View, code: str, name: str) -> tuple[ClaimRow, ...]:
    """The first claims of an incident that name a place, for whoever is asked what the name stands for."""
    told = (c for account in view.incident(code).accounts for c in account.claims)
    return tuple(islice((c for c in told if any(name in place for place in c.places)), MOST_ABOUT))


async def answer(request: Request) -> Response:
    """Write one answer down, or take the last one back, and go on to the next item."""
    held, fields = _queue(request), await read_form(request)
    by, skipped = fields.get("by", ""), _number(fields.get("skip", "0"))
    kind = fields.get("kind", "")
    store = ground(request).store
    moment = datetime.now(UTC)
    if kind == "undo":
        record_judgement(store, "undo", fields.get("subject", ""), by=by, reason=UNDO_REASON, now=moment)
        return RedirectResponse(_address(held.name, by, skipped), 303)
    if kind not in ("same", "different", "unsure", "accept", "retract", "place"):
        raise UsageError(f"{kind[:40]!r} is no answer", try_this="one of the buttons")
    if kind == "accept":
        _check_second_reader(request, fields.get("subject", ""))
    made = record_judgement(
        store,
        kind,
        fields.get("subject", ""),
        by=by,
        reason=fields.get("reason") or (RETRACT_REASON if kind == "retract" else REASON),
        now=moment,
        object=fields.get("object") or None,
        field=fields.get("field") or None,
        value=fields.get("value") or None,
    )
    return RedirectResponse(_address(held.name, by, skipped, made.id), 303)


def _check_second_reader(request: Request, subject: str) -> None:
    """With accounts, what one person has accepted is confirmed by a second reader only. Raises: HTTPException 403."""
    visit = visit_of(request)
    if visit is None or visit.account.role.covers(Role.SECOND_READER):
        return
    records = asked(request)[1].records
    incident, readers = records.incident(subject), claim_readers(records)
    about = [link.claim_id for link in incident.claims] if incident else [subject]
    before = {name for claim_id in about for name in readers.get(claim_id, {})}
    before |= {same_name(j.by) for j in standing(records.judgements) if j.kind == "accept" and j.subject == subject}
    if before - {same_name(visit.account.name)}:
        raise HTTPException(403, "Another person has accepted this; confirming it needs the role second-reader.")


async def apply(request: Request) -> Response:
    """Work the decisions into incidents, as `judge` does; the pages answer meanwhile."""
    fields = await read_form(request)
    await run_in_threadpool(_derive, ground(request).place)
    return RedirectResponse(local_path(fields.get("back", ""), "/review"), 303)


async def judge_incident(request: Request) -> Response:
    """Accept or retract an incident as a whole, or take such a decision back."""
    fields = await read_form(request)
    code, kind = request.path_params["code"], fields.get("kind", "")
    if kind not in ("accept", "retract", "undo"):
        raise UsageError(f"{kind[:40]!r} is no decision on an incident", try_this="one of the buttons")
    subject = fields.get("subject", "") if kind == "undo" else code
    if kind == "accept":
        _check_second_reader(request, code)
    reason = fields.get("reason") or (UNDO_REASON if kind == "undo" else "")
    record_judgement(
        ground(request).store, kind, subject, by=fields.get("by", ""), reason=reason, now=datetime.now(UTC)
    )
    return RedirectResponse(f"/incidents/{code}#links", 303)


def pending(records: Records) -> int:
    """How many decisions were written since incidents were last brought up to date."""
    run = records.store.run()
    return sum(j.kind != "code" and (run is None or j.made_at > run.as_of) for j in records.judgements)


def _derive(place: Place) -> None:
    """Brings derived rows up to date over a connection of its own: one belongs to the thread that opened it."""
    from trucewatch.extract.reader import Reader
    from trucewatch.flow.derive import derive
    from trucewatch.store.opening import open_store

    store = open_store(place, create=False)
    try:
        derive(store, Reader(None), as_of=datetime.now(UTC))
    finally:
        store.close()


def _queue(request: Request) -> Queue:
    name = request.path_params["queue"]
    found = next((q for q in QUEUES if q.name == name), None)
    if found is None:
        raise UsageError(f"no queue {name[:40]}", try_this="one of the three on the review page")
    return found


def _number(said: str) -> int:
    return min(int(said), MOST_SKIPPED) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _address(name: str, by: str, skipped: int, done: str = "") -> str:
    said = {"by": by, "skip": str(skipped) if skipped else "", "done": done}
    return f"/review/{name}?" + urlencode({k: v for k, v in said.items() if v})
