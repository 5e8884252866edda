"""Records for tests of the assess room, with everything that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from trucewatch.assess.packs import bundled_packs, parse_pack
from trucewatch.model.actor import ActorRef
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Dateline, Document
from trucewatch.model.incident import ClaimLink, Incident
from trucewatch.model.judgement import Judgement
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention

CASES = Path(__file__).resolve().parents[2] / "cases"


@cache
def karabakh() -> Agreement:
    """The bundled pack of the statement of 10 November 2020."""
    return next(a for a in bundled_packs() if a.id == "nagorno-karabakh-2020")


@cache
def example() -> Agreement:
    """The small sound pack of the test cases."""
    return parse_pack((CASES / "sound_pack.yml").read_text(encoding="utf-8"), "sound_pack.yml")


def actor(side: str | None, name: str | None = None, kind: str | None = None) -> ActorRef:
    return ActorRef(name=name or f"{side} Defence Ministry", side=side, kind=kind)


def places(*names: str) -> tuple[PlaceMention, ...]:
    return tuple(PlaceMention(name=n) for n in names)


def claim(id: str, *acts: str, speaker: ActorRef | None = None, **more: Any) -> Claim:
    more.setdefault("document_id", "doc-1")
    for key in ("where", "within"):
        more[key] = places(*more.get(key, ()))
    return Claim(id=id, spans=(Span(0, 1),), acts=acts, speaker=speaker, **more)


def incident(*acts: str, claims: tuple[Claim, ...] = (), where: tuple[str, ...] = ("Hadrut",), **more: Any) -> Incident:
    more.setdefault("code", "NK-2020-0001")
    more.setdefault("title", "a title")
    return Incident(acts=acts, claims=tuple(ClaimLink(claim_id=c.id) for c in claims), places=places(*where), **more)


def document(id: str, text: str, published: date | None = None, **more: Any) -> Document:
    if (day := more.pop("dateline", None)) is not None:
        more["dateline"] = Dateline(span=Span(0, 1), date=day)
    return Document(
        id=id, text=text, body=text, sha256_raw=id, sha256_text=id, offsets=OffsetMap(), published=published, **more
    )


def judgement(
    id: str, subject: str, value: str, *, by: str = "A. Lawyer", field: str | None = None, **more: Any
) -> Judgement:
    more.setdefault("kind", "assess")
    more.setdefault("reason", "read the file")
    more.setdefault("made_at", datetime(2021, 1, 1, 12, tzinfo=UTC))
    return Judgement(id=id, subject=subject, value=value, by=by, field=field, **more)
