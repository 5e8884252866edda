"""What people and rules decided, row by row; undoing is another row."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

JudgementKind = Literal[
    "same",
    "different",
    "unsure",  # subject and object are claims
    "accept",
    "correct",
    "retract",  # subject is a claim, incident or document
    "assess",  # subject is an incident or finding; value is the assessment
    "code",  # subject is a claim, value the incident code that it anchors
    "place",  # subject is an incident's code, field a name in it, value the id of its row or a point; null for none of them
    "undo",  # subject is a judgement
]


EDITED = "rule:edited@1"  # retracts the earlier form of a text that its publisher changed; `object` is the later form


class Judgement(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One decision, appended and never written over.

    `subject` and `object` are record ids; `field` and `value` say what a correction or assessment sets (JSON text).
    `by` is a person's name, or "rule:<name>@<version>". `made_at` is system time (UTC), `valid_from` the day in the world
    from which it holds, None for always.
    """

    id: str
    kind: JudgementKind
    subject: str
    by: str
    reason: str
    made_at: datetime
    object: str | None = None
    field: str | None = None
    value: str | None = None
    valid_from: str | None = None


def standing(judgements: tuple[Judgement, ...]) -> tuple[Judgement, ...]:
    """The judgements that hold: all but the undone ones and the undoings, in the order in which they were made.

    An undoing can itself be undone, so the ledger is walked from its end.
    """
    undone: set[str] = set()
    kept: list[Judgement] = []
    for j in sorted(judgements, key=lambda j: (j.made_at, j.id), reverse=True):
        if j.id in undone:
            continue
        if j.kind == "undo":
            undone.add(j.subject)
        else:
            kept.append(j)
    return tuple(reversed(kept))
