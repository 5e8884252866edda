"""Who a claim leads back to: groups of speakers that cannot corroborate one another.

A claim's origin is the side of its speaker (a ministry, its spokesman and its peacekeepers are one), a speaker without
a side by name (unnamed officials of one text are one; a person whose side no text tells is one, and confirms nobody:
they may belong to the side that they seem to confirm), and for narration the agency or first text that it was taken
from. Passing something on never makes an origin: six outlets that print one agency line are one. Outlets of one house or
one state are one, and an outlet that a side runs speaks for that side (`outlets.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.names import fold
from trucewatch.reconcile.outlets import BY_OUR_TABLE, Outlets
from trucewatch.reconcile.settings import settings

OUTLET_KINDS = frozenset({"wire_agency", "news_outlet", "state_media"})
UNNAMED_KINDS = frozenset({"officials", "state", "state_military", "state_government"})
PERSON_KINDS = frozenset({"persons", "unknown"})


def side_of(actor: ActorRef | None) -> str | None:
    """The party that an actor belongs to; None when it belongs to none, to all, or when nothing says so."""
    if actor is None or actor.side is None or fold(actor.side) in settings().not_a_side:
        return None
    return actor.side


def root_of(document_id: str, documents: Mapping[str, Document]) -> str:
    """The id of the first text that a document was copied from, or its own.

    A ring of copies (two texts each said to copy the other) leads to the smallest id in it.
    """
    seen: list[str] = []
    at = document_id
    while at not in seen:
        seen.append(at)
        document = documents.get(at)
        if document is None:
            break
        earlier = document.republication_of or document.near_duplicate_of
        if not earlier:
            return at
        at = earlier
    return min(seen[seen.index(at) :]) if at in seen else at


def _is_unnamed(speaker: ActorRef) -> bool:
    """True for "officials", "military officials", "local authorities": nobody can tell whether two of one text are two."""
    return speaker.kind in UNNAMED_KINDS and not any(w[:1].isupper() for w in speaker.name.split()[1:])


def group_of(
    claim: Claim, document: Document | None, documents: Mapping[str, Document], outlets: Outlets = BY_OUR_TABLE
) -> str:
    """The independence group that a claim leads back to, as `kind:name`."""
    speaker = claim.speaker
    if speaker is not None:
        side = side_of(speaker)
        if side is not None:
            return f"side:{side}"
        if speaker.kind in OUTLET_KINDS or outlets.has_card(speaker.name):
            return outlets.group(speaker.name)
        if speaker.kind in PERSON_KINDS:
            return f"person:{fold(speaker.name)}"
        if _is_unnamed(speaker):
            return f"unnamed:unnamed officials in {root_of(claim.document_id, documents)}"
        return f"speaker:{fold(speaker.name)}"
    if claim.relay:
        return outlets.group(claim.relay[-1].name)
    root = root_of(claim.document_id, documents)
    first = documents.get(root, document)
    if first is None:
        return f"text:{root}"
    agency = first.agency or (first.dateline.agency if first.dateline else None)
    chain = first.origin_chain
    if len(chain) > 1:
        return outlets.group(chain[-1])
    if agency or chain or first.source:
        return outlets.group(agency or (chain[0] if chain else None) or first.source or root)
    return f"text:{root}"
