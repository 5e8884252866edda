"""What comparisons may know beside the two accounts: which sides stand together, and where each claim went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from trucewatch.model.document import Document
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.passages import Passages

Camps = Iterable[str | tuple[str, ...]]


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Camps by side, accounts by the claims in them, and the words of the passages where the texts are at hand."""

    camps: Mapping[str, str]
    account_of: Mapping[str, str]
    passages: Passages | None = None

    def camp(self, side: str | None) -> str | None:
        """The camp of a side; a side that the theatre does not name is a camp of its own."""
        return None if side is None else self.camps.get(side, side)

    def aligned(self, a: str | None, b: str | None) -> bool:
        """True if two sides are known and stand together."""
        return a is not None and self.camp(a) == self.camp(b)


def context_of(
    accounts: Iterable[Account], theatre_sides: Camps = (), documents: Mapping[str, Document] | None = None
) -> Context:
    """The context of a set of accounts.

    `theatre_sides`: the sides of the conflict; those that stand together (one bound through the other) as one tuple.
    """
    camps: dict[str, str] = {}
    for entry in theatre_sides:
        members = (entry,) if isinstance(entry, str) else entry
        for side in members:
            camps[side] = min(members)
    return Context(
        camps=camps,
        account_of={c.id: a.id for a in accounts for c in a.claims},
        passages=Passages(documents) if documents is not None else None,
    )
