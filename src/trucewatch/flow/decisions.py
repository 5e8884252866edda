"""People's decisions as the rooms behind reading can place them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from trucewatch.model.judgement import Judgement


def about_claims(decisions: Iterable[Judgement], first: Callable[[str], str | None]) -> tuple[Judgement, ...]:
    """Decisions as `reconcile` can place them: where one names a code, with the first claim that bears it."""
    found = []
    for j in decisions:
        claim = first(j.subject) if j.kind == "assess" else None
        found.append(msgspec.structs.replace(j, subject=claim) if claim is not None else j)
    return tuple(found)


def undone_by(ledger: Iterable[Judgement]) -> frozenset[str]:
    """Ids of the judgements that do not stand, told from the undoings alone."""
    undone: set[str] = set()
    for j in sorted(ledger, key=lambda j: (j.made_at, j.id), reverse=True):
        if j.kind == "undo" and j.id not in undone:
            undone.add(j.subject)
    return frozenset(undone)
