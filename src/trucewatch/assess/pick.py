"""Which agreement a report belongs to: by the places of its theatre and its parties, and none when none fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import msgspec

from trucewatch.assess.toponyms import core, fold, fold_text
from trucewatch.model.agreement import Agreement


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How well a text fits one agreement: the theatre places and the parties that it names."""

    agreement: Agreement
    places: tuple[str, ...]
    sides: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """True for a place of the theatre together with a party, or two places (one village name may lie anywhere)."""
        return bool(self.places) and (bool(self.sides) or len(self.places) > 1)


def pick_agreement(
    texts: Iterable[str], agreements: Iterable[Agreement], *, on: date | None = None
) -> tuple[Agreement | None, str]:
    """The agreement that fits some texts best, and why; None and why when none does or two fit alike.

    `texts`: bodies, titles, names of places and actors. `on`: the day in question; agreements in force on it go first,
    and of those that fit alike the latest.
    """
    words = " ".join(f" {fold_text(t)} " for t in texts)
    known = frozenset(words.split())
    fits = [fit for fit in (_fit(words, known, a) for a in agreements) if fit.fits]
    if not fits:
        return None, "No agreement's theatre place stands in the text together with a party or a second place."
    best = max(_rank(f, on) for f in fits)
    top = [f for f in fits if _rank(f, on) == best]
    if len(top) > 1:
        return None, f"Several agreements fit alike: {', '.join(sorted(f.agreement.names[0] for f in top))}."
    found = top[0]
    sides = f" and the parties {_listed(found.sides)}" if found.sides else ""
    return found.agreement, f"{found.agreement.names[0]}: the text names {_listed(found.places)} of its theatre{sides}."


def _fit(words: str, known: frozenset[str], agreement: Agreement) -> Fit:
    """`known`: the single words, so that most names need no search."""
    if known.isdisjoint(_first_words(agreement.theatre_places)):
        return Fit(agreement=agreement, places=(), sides=())
    places: dict[str, str] = {}
    left = words
    for name, first, found in _in_order(agreement.theatre_places):
        if first in known and found in left:
            left = left.replace(found, "  ")  # so that "Nagorno-Karabakh" is not counted as "Karabakh" too
            places.setdefault(core(name), name)  # and "Hadrut" and "Hadrut district" count once
    if not places:
        return Fit(agreement=agreement, places=(), sides=())
    sides = [
        p.side for p in agreement.parties if p.role == "party" and any(_named(n, words) for n in (p.side, *p.names))
    ]
    found_names = set(places.values())
    in_order = tuple(n for n in agreement.theatre_places if n in found_names)
    return Fit(agreement=agreement, places=in_order, sides=tuple(sides))


@lru_cache(maxsize=1024)
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """The names, the longest first, each with its first word and as it stands among folded words."""
    ordered = sorted(names, key=lambda n: (-len(n), n))
    return tuple((n, folded.split()[0], f" {folded} ") for n in ordered if (folded := fold(n)))


@lru_cache(maxsize=1024)
def _first_words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(first for _, first, _ in _in_order(names))


def _named(name: str, words: str) -> bool:
    # the start of a word is enough: "Armenia" stands in "Armenian" too
    return f" {fold(name)}" in words


def _rank(fit: Fit, on: date | None) -> tuple[bool, int, int, str]:
    effective = fit.agreement.effective_at.date()
    in_force = on is None or (effective <= on and (fit.agreement.ends is None or on <= fit.agreement.ends))
    return in_force, len(fit.places), len(fit.sides), effective.isoformat() if on is not None else ""


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown
