"""Who speaks, acts, suffers: a reference to an actor as the text names it."""

from __future__ import annotations

import msgspec

from trucewatch.model.span import Span


class ActorRef(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """An actor as one text names it.

    `name` is a natural full name, `text` the words used, `side` the party that it belongs to (one short canonical name,
    "both" for all parties together, None when the text and the tables do not say), `kind` as in `data/actors.yml`,
    `actor_id` the entry of that table when it was recognised.
    """

    name: str
    text: str | None = None
    side: str | None = None
    kind: str | None = None
    actor_id: str | None = None
    span: Span | None = None
