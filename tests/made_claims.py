"""Claims and documents made for tests of reconciliation, in few words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.judgement import Judgement
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.context import Context, context_of
from trucewatch.reconcile.facts import Account

DAY = date(2020, 12, 13)
NOON = datetime(2021, 1, 1, 12, tzinfo=UTC)


def actor(told: str | None) -> ActorRef | None:
    """ "Northern ministry (North)" as an actor of side North; without brackets, of no side."""
    if told is None:
        return None
    name, _, side = told.partition(" (")
    return ActorRef(name=name, side=side.rstrip(")") or None)


def place(told: str) -> PlaceMention:
    """ "Lower district [district]" as a mention of that kind; without brackets, of unknown kind."""
    name, _, kind = told.partition(" [")
    return PlaceMention(name=name, kind=kind.rstrip("]") or "unknown")  # type: ignore[arg-type]


def harm(told: str) -> Harm:
    """ "3 wounded (North)", "4 killed (North) in all" as a harm item; "? killed" has no number."""
    number, kind, *rest = told.split(" ")
    tail = " ".join(rest)
    side = tail[1 : tail.index(")")] if tail.startswith("(") else None
    return Harm(
        kind=kind,  # type: ignore[arg-type]
        low=None if number == "?" else int(number),
        high=None if number == "?" else int(number),
        who=ActorRef(name=f"{side} people", side=side) if side else None,
        scope="cumulative" if tail.endswith("in all") else "this_occasion",
    )


def made(id: str, acts: str = "ground_assault", *, at: int | None = None, **fields: Any) -> Claim:
    """A claim `<document>-<n>`; slots as short texts."""
    document, _, n = id.rpartition("-")
    start = (int(n) * 100 if n.isdigit() else 0) if at is None else at
    return Claim(
        id=id,
        document_id=fields.pop("document", document),
        spans=(Span(start, start + 50),),
        acts=tuple(acts.split()),
        speaker=actor(fields.pop("speaker", None)),
        initiator=actor(fields.pop("by", None)),
        target=actor(fields.pop("against", None)),
        relay=tuple(a for r in fields.pop("relay", ()) if (a := actor(r))),
        where=tuple(place(p) for p in fields.pop("where", ())),
        within=tuple(place(p) for p in fields.pop("within", ())),
        harm=tuple(harm(h) for h in fields.pop("harm", ())),
        weapons=tuple(fields.pop("weapons", ())),
        **fields,
    )


def text(id: str, published: date | None = DAY, **fields: Any) -> Document:
    """A document with nothing in it."""
    return Document(
        id=id, text="", sha256_raw=id, sha256_text=id, body="", offsets=OffsetMap(), published=published, **fields
    )


def texts(claims: Iterable[Claim], published: date | None = DAY, **dates: date) -> list[Document]:
    """A document for every claim, published on one day unless named otherwise."""
    return [text(d, dates.get(d, published)) for d in sorted({c.document_id for c in claims})]


def accounts(
    *claims: Claim, sides: tuple[Any, ...] = (), documents: Iterable[Document] = ()
) -> tuple[tuple[Account, ...], Context]:
    """The accounts of some claims and the context to compare them in."""
    known = {d.id: d for d in (list(documents) or texts(claims))}
    found = accounts_of(claims, known)
    return found, context_of(found, sides)


def judged(kind: str, a: str, b: str | None = None, *, n: int = 1, by: str = "A. Reader", **fields: Any) -> Judgement:
    """A judgement of a person."""
    return Judgement(
        id=f"j-{n:03}",
        kind=kind,
        subject=a,
        object=b,
        by=by,
        reason=fields.pop("reason", "read both"),
        made_at=NOON,
        **fields,  # type: ignore[arg-type]
    )
