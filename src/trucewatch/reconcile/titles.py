"""A neutral title for an incident, made of its fields and of nobody's words."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model.acts import CONTEXT, acts, family
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.names import fold
from trucewatch.reconcile.settings import settings


def acts_of(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The acts told, those told by most origins first; a vague act only where nobody tells a plain one."""
    telling = [a for a in accounts if a.claim.polarity == "affirms"] or list(accounts)
    # the act of an answer is not the act that it answers
    first = [a for a in telling if not a.claim.response] or telling
    origins: dict[str, set[str]] = {}
    for a in first:
        for code in a.claim.acts:
            if family(code) != CONTEXT:
                origins.setdefault(code, set()).add(a.group)
    plain = [c for c in origins if c not in settings().acts.vague]
    order = list(acts())
    if not origins:
        # people hurt on a day in a place, and nobody says by what
        return tuple(dict.fromkeys(code for a in first for code in a.claim.acts))
    return tuple(sorted(plain or origins, key=lambda c: (-len(origins[c]), order.index(c))))


def title_of(codes: Sequence[str], place: str | None, day: str | None) -> str:
    """Act, place, day: "Exchange of fire, Hadrut district, 11 December 2020"."""
    label = settings().titles.get(codes[0], acts()[codes[0]].label) if codes else "Reported happening"
    return f"{label}, {place or 'place not stated'}, {day or 'day not stated'}"


def title_place(where: Sequence[tuple[PlaceMention, str]], within: Sequence[PlaceMention]) -> str | None:
    """The place for a title: the two settlements most told of, else the district, else the area.

    `where` pairs each mention with its level, the one told most first. When accounts name only a district, it stands
    as a district and never as the town of the same name.
    """
    for level in ("spot", "district", "area"):
        names = [_plain(m, level) for m, at in where if at == level]
        if names:
            return " and ".join(names[:2])
    return within[0].name if within else None


def _plain(mention: PlaceMention, level: str) -> str:
    """The name as it stands in a title: a district is called one, lest it be taken for its town."""
    words = set(settings().place_words.district)
    if level != "district" or words & set(fold(mention.name).split()):
        return mention.name
    return f"{mention.name} district"
