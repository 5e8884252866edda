"""Numbers as a text gives them: harm to people, and published totals."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

HarmKind = Literal["killed", "wounded", "captured", "missing", "displaced"]
HarmScope = Literal["this_occasion", "cumulative"]


class Harm(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """People harmed, as one speaker tells it.

    `low` and `high` are both None for "dozens", "several", "heavy losses"; `high` alone is None for "at least three".
    `scope` is cumulative for a total over a longer time ("four killed since November"): such figures never enter an
    incident's harm.
    """

    kind: HarmKind
    low: int | None = None
    high: int | None = None
    who: ActorRef | None = None
    civilian: bool = False
    scope: HarmScope = "this_occasion"
    text: str | None = None
    span: Span | None = None


class Tally(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A total that somebody published; a record of its own, never expanded into incidents.

    `unit` is verbatim ("cases", "times", "shells"); tallies with different units are never added.
    `period` is an EDTF interval or date, `area` the names given for it.
    """

    id: str
    claim_id: str
    document_id: str
    counted_by: ActorRef | None
    about: ActorRef | None
    unit: str
    n: int
    period: str | None = None
    area: tuple[str, ...] = ()
