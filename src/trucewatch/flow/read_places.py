"""Places for claims that are read and not stored: each text by itself, so that no other input changes what it says."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.model.claim import Claim, ReadResult
from trucewatch.model.document import Document

Placer = Callable[[Document, tuple[Claim, ...]], ReadResult]


def placer() -> Placer | None:
    """What puts the points of places into a text's claims, with the gazetteer of this run; None when there is none.

    Nothing is built here. Raises: ConfigurationError when TRUCEWATCH_GAZETTEER names a file that is no gazetteer.
    """
    from trucewatch.gazetteer.default import open_built

    gazetteer = open_built()
    if gazetteer is None:
        return None
    from trucewatch.assess.packs import bundled_packs
    from trucewatch.flow.place_theatres import Theatres
    from trucewatch.flow.text_places import place_claims

    theatres = Theatres(bundled_packs(), gazetteer, shared=False)

    def put(document: Document, claims: tuple[Claim, ...]) -> ReadResult:
        if not any(c.where or c.within for c in claims):
            return ReadResult(doc=document.id, claims=claims, places=())
        theatre, home = theatres.for_text_alone(document)
        placed, places = place_claims(document, claims, gazetteer, theatre, home)
        return ReadResult(doc=document.id, claims=placed, places=places)

    return put
