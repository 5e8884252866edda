"""Stories: texts that report one thing, by rare names and numbers in common and days of publication.

A story is a claim about texts, not about happenings: one bulletin may tell of ten incidents. It serves where texts have
to be gathered before anybody reads them, and as support for a pair of accounts.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.words import archive_of


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts that report one thing. `weakest`: the two least alike of them, None for a single text."""

    id: str
    documents: tuple[str, ...]
    weakest: tuple[str, str, float] | None = None


def stories_of(documents: Iterable[Document]) -> tuple[Story, ...]:
    """The stories that a set of texts falls into, in order of id, whatever order the texts come in.

    Two groups are joined, the most alike first, where their texts are alike on average, so that one text between two
    stories does not join them. Texts published further apart than `stories.most_days` are never compared.
    Cost: grows with the pairs of texts that share a name which few texts use.
    """
    known = {d.id: d for d in documents}
    archive = archive_of(known.values())
    limits = settings().stories
    likeness: dict[tuple[str, str], float] = {}
    for a, b in archive.neighbours():
        if _days_between(known[a], known[b]) <= limits.most_days:
            score = archive.likeness(a, b)
            if score >= limits.least / 2:
                likeness[a, b] = score
    groups = {key: [key] for key in known}
    at = {key: key for key in known}
    for (a, b), score in sorted(likeness.items(), key=lambda kv: (-kv[1], kv[0])):
        if score < limits.least:
            break
        x, y = sorted((at[a], at[b]))
        if x == y:
            continue
        pairs = [(min(p, q), max(p, q)) for p in groups[x] for q in groups[y]]
        if sum(likeness.get(p, 0.0) for p in pairs) / len(pairs) >= limits.least:
            for member in groups[y]:
                at[member] = x
            groups[x] += groups.pop(y)
    return tuple(sorted((_story(sorted(g), likeness) for g in groups.values()), key=lambda s: s.id))


def _story(members: list[str], likeness: dict[tuple[str, str], float]) -> Story:
    pairs = [(likeness.get((a, b), 0.0), a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
    weakest = min(pairs, default=None)
    return Story(
        id=short_id("s", *members),
        documents=tuple(members),
        weakest=(weakest[1], weakest[2], round(weakest[0], 3)) if weakest else None,
    )


def _days_between(a: Document, b: Document) -> int:
    """Days between two publications; 0 where one has no day: silence keeps nothing apart."""
    x, y = a.anchor or a.published, b.anchor or b.published
    return abs((x - y).days) if x and y else 0
