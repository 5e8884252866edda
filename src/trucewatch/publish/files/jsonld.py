"""JSON-LD: claims as schema.org Claim, with author and appearance. No rating: only people rate, and none of it is here."""

from __future__ import annotations

import msgspec

from trucewatch.publish.files.shared import Made
from trucewatch.publish.release.rows import ReleasedClaim
from trucewatch.publish.release.view import Released
from trucewatch.publish.wording import say_code

CONTEXT = {
    "@vocab": "https://schema.org/",
    "tw": "urn:trucewatch:terms:",
    "affirms": "tw:affirms",
    "denies": "tw:denies",
    "id": "@id",
    "type": "@type",
}


def write_jsonld(released: Released) -> Made:
    """One node a claim and one an incident; how claims stand to an incident is our own vocabulary."""
    claims = released.claims
    graph: list[dict[str, object]] = [_claim(c) for c in claims]
    graph += [
        {
            "id": f"urn:trucewatch:incident:{i.code}",
            "type": "Event",
            "name": i.title,
            "startDate": i.first_day,
            "endDate": i.last_day,
            "location": [{"type": "Place", "name": name} for name in i.place_names],
        }
        for i in released.incidents
    ]
    held = {"@context": CONTEXT, "@graph": graph}
    return Made(data=msgspec.json.encode(held), rows=len(claims))


def _claim(c: ReleasedClaim) -> dict[str, object]:
    what = ", ".join(say_code("acts", a) for a in c.acts)
    made: dict[str, object] = {
        "id": f"urn:trucewatch:claim:{c.id}",
        "type": "Claim",
        "name": f"{c.speaker or c.source or 'An outlet'} {c.polarity}: {what}",
        "author": {"name": c.speaker} if c.speaker else None,  # whether a person or a body is not always told
        "text": c.quote,
        "appearance": {
            "type": "CreativeWork",
            "identifier": c.document_id,
            "publisher": {"type": "Organization", "name": c.source} if c.source else None,
            "datePublished": c.published,
            "url": c.url,
            "license": c.licence,
        },
        c.polarity: [{"id": f"urn:trucewatch:incident:{code}"} for code in c.incidents],
    }
    return _told(made)


def _told(node: dict[str, object]) -> dict[str, object]:
    """The node without what is not told."""
    return {k: _told(v) if isinstance(v, dict) else v for k, v in node.items() if v is not None}
