"""Totals that somebody published: records of their own, never expanded into incidents."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.reconcile.facts import is_tally
from trucewatch.reconcile.names import fold
from trucewatch.reconcile.origins import side_of


def tallies_of(claims: Iterable[Claim]) -> tuple[Tally, ...]:
    """The tallies among a set of claims, ordered by id; one total printed in several texts stands once.

    Copies are told by counter, subject, unit, number, period and area; without a period every text keeps its own.
    """
    out: dict[str, Tally] = {}
    for c in sorted(claims, key=lambda c: c.id):
        found = tally_of(c)
        if found is not None:
            out.setdefault(*found)
    return tuple(sorted(out.values(), key=lambda t: t.id))


def tally_of(c: Claim) -> tuple[str, Tally] | None:
    """A claim's tally, and words by which copies of it are told; None for a claim that is none."""
    if not is_tally(c) or c.polarity == "denies" or c.modality not in ("actual", "historical") or c.count is None:
        return None
    tally = Tally(
        id=short_id("t", c.id),
        claim_id=c.id,
        document_id=c.document_id,
        counted_by=c.speaker,
        about=c.initiator,
        unit=c.count_unit or "not stated",
        n=c.count,
        period=c.when,
        area=tuple(dict.fromkeys(p.name for p in (*c.where, *c.within))),
    )
    counter = (side_of(c.speaker) or fold(c.speaker.name)) if c.speaker else c.document_id
    about = (side_of(c.initiator) or fold(c.initiator.name)) if c.initiator else None
    one = (counter, about, fold(tally.unit), tally.n, tally.period, tuple(fold(a) for a in tally.area))
    return repr(one if tally.period else (c.id,)), tally
