"""Which agreement's prefix heads an incident's code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from trucewatch.assess.days import edtf_days
from trucewatch.assess.pick import pick_agreement
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident

NO_AGREEMENT = "TW"


def camps(agreements: Iterable[Agreement]) -> tuple[tuple[str, ...], ...]:
    """The sides of the conflicts, each tuple those that stand together: one bound by an agreement through another."""
    found: dict[str, set[str]] = {}
    for agreement in agreements:
        for party in agreement.parties:
            if party.role in ("party", "not_named"):
                found.setdefault(party.bound_through or party.side, set()).add(party.side)
    return tuple(tuple(sorted({head, *sides})) for head, sides in sorted(found.items()))


def prefixes(
    agreements: tuple[Agreement, ...], claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> Callable[[Incident], str]:
    """A function from an incident to the prefix of the agreement whose theatre it belongs to, else "TW".

    The incident's own places and actors decide; only where these fit no agreement, the texts that tell of it.
    """

    def prefix_of(incident: Incident) -> str:
        day = incident.earliest.date() if incident.earliest else edtf_days(incident.when)[0]
        for texts in (_named(incident), _told(incident)):
            found, _ = pick_agreement(texts, agreements, on=day)
            if found is not None:
                return found.prefix
        return NO_AGREEMENT

    def _named(incident: Incident) -> Iterable[str]:
        yield from (p.name for p in (*incident.places, *incident.within))
        for actor in incident.actors:
            yield from filter(None, (actor.name, actor.side))

    def _told(incident: Incident) -> Iterable[str]:
        of_incident = {claims[link.claim_id].document_id for link in incident.claims if link.claim_id in claims}
        yield from (documents[d].body for d in sorted(of_incident) if d in documents)

    return prefix_of
