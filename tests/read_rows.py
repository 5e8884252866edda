"""Rows of `tests/cases/read*.yml`: the document that a row tells, and how its claims are held against those read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.document import Dateline, Document
from trucewatch.model.span import OffsetMap, Span

CASES = Path(__file__).resolve().parent / "cases"
REPORT = date(2021, 3, 10)  # a Wednesday
Row = dict[str, Any]


def load_rows(name: str) -> list[Row]:
    """The rows of `tests/cases/<name>.yml`."""
    rows: list[Row] = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return rows


def plain_document(
    text: str,
    published: date | None = REPORT,
    *,
    title: str | None = None,
    place: str | None = None,
    day: date | None = None,
    name: str = "row",
) -> Document:
    """A document whose whole text is its body; `place` and `day` are those of a dateline."""
    dateline = Dateline(span=Span(0, 0), place=place, date=day) if place or day else None
    return Document(
        id=name,
        text=text,
        sha256_raw="",
        sha256_text="",
        body=text,
        offsets=OffsetMap(),
        title=title,
        dateline=dateline,
        published=published,
    )


def document_of(row: Row) -> Document:
    """The document that a row tells."""
    line = row.get("dateline", {})
    return plain_document(
        row["text"], row.get("reported", REPORT), title=row.get("title"), place=line.get("place"), day=line.get("date")
    )


def side(ref: ActorRef | None) -> str | None:
    """The side of an actor, its name where it has none."""
    return None if ref is None else ref.side or ref.name


def told(claim: Claim) -> Row:
    """A claim in the words of the rows."""
    return {
        "acts": sorted(claim.acts),
        "by": side(claim.speaker),
        "voice": claim.speaker.name.lower() if claim.speaker else "",
        "relay": [r.name for r in claim.relay],
        "denies": claim.polarity == "denies",
        "modality": claim.modality,
        "from": side(claim.initiator),
        "to": side(claim.target),
        "response": claim.response,
        "count": claim.count,
        "when": claim.when,
        "where": sorted(p.name for p in claim.where),
        "within": sorted(p.name for p in claim.within),
        "weapons": sorted(claim.weapons),
        "harm": sorted(([h.kind, h.low, h.high] for h in claim.harm if h.scope == "this_occasion"), key=str),
        "cumulative": sorted(([h.kind, h.low, h.high] for h in claim.harm if h.scope == "cumulative"), key=str),
    }


def fits(want: Row, said: Row) -> bool:
    """True if a claim read agrees with all that a row wants of it. Polarity and modality always count."""
    full = {"denies": False, "modality": "actual", **want}
    for key, value in full.items():
        if key == "has":
            good = set(value) <= set(said["acts"])
        elif key == "voice":
            good = value in said["voice"]
        elif key == "relay":
            good = len(value) == len(said["relay"]) and all(a in b for a, b in zip(value, said["relay"], strict=True))
        elif isinstance(value, list):
            good = sorted(value, key=str) == said[key]
        else:
            good = value == said[key]
        if not good:
            return False
    return True


def holds(row: Row, claims: tuple[Claim, ...]) -> bool:
    """True if each wanted claim is answered by a claim of its own, and none is left over (unless the row says `also`)."""
    said = [told(c) for c in claims]
    wanted = row["claims"]
    if len(said) != len(wanted) and not (row.get("also") and len(said) > len(wanted)):
        return False
    return _assign(wanted, said)


def _assign(wanted: list[Row], said: list[Row]) -> bool:
    if not wanted:
        return True
    return any(fits(wanted[0], claim) and _assign(wanted[1:], said[:i] + said[i + 1 :]) for i, claim in enumerate(said))
