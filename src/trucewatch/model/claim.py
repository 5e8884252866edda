"""The claim: what one speaker says about one happening, or one state of affairs, in one document."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.evidence import Evidence
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.span import Span
from trucewatch.model.when import TimeDetail
from trucewatch.model.where import PlaceKind, PlaceMention, PlaceRelation

Polarity = Literal["affirms", "denies"]
Modality = Literal["actual", "planned", "hypothetical", "historical"]


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """What one speaker says about one happening in one document. The atom; see `docs/claims.md`.

    Offsets: `spans` count characters of the document's captured text; the first is the main passage.
    `speaker` None: the outlet itself narrates. `when`: EDTF day, interval, month or year of the happening, None when the
    words give no time; `time` holds the words, anchor and UTC bounds. `count`: how many violations, acts or rounds the
    speaker counts, with its verbatim unit. `background`: told as context, not as this report's news.
    `evidence` maps a field's name to the words and rule that each value rests on.
    """

    id: str
    document_id: str
    spans: tuple[Span, ...]
    acts: tuple[str, ...]
    speaker: ActorRef | None = None
    relay: tuple[ActorRef, ...] = ()
    polarity: Polarity = "affirms"
    modality: Modality = "actual"
    initiator: ActorRef | None = None
    target: ActorRef | None = None
    response: bool = False
    count: int | None = None
    count_unit: str | None = None
    when: str | None = None
    time: TimeDetail | None = None
    where: tuple[PlaceMention, ...] = ()
    within: tuple[PlaceMention, ...] = ()
    weapons: tuple[str, ...] = ()
    harm: tuple[Harm, ...] = ()
    background: bool = False
    evidence: dict[str, tuple[Evidence, ...]] = {}
    reader: str = ""


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A name that a text's claims give as a place, with what it stands for on the ground, or the question that it is.

    `id`: made of the document and of how the name is told; a mention that is a question has the method "question:<id>".
    `name`, `kind`, `relation` are those of the mentions that it answers.
    """

    id: str
    name: str
    kind: PlaceKind
    relation: PlaceRelation
    stands_for: ResolvedPlace


class ReadResult(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The claims of one document as `trucewatch read --format jsonl` prints them, one object a line.

    `places` None, and left out of the object: there was no gazetteer to resolve names with.
    """

    doc: str
    claims: tuple[Claim, ...]
    places: tuple[ToldPlace, ...] | None = None
