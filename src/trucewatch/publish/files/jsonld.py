"""JSON-LD: claims as schema.org Claim, with author and appearance. No rating: only people rate, and none of it is here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trucewatch.publish.files.shared import Writer
from trucewatch.publish.release.rows import ReleasedClaim, ReleasedIncident
from trucewatch.publish.wording import say_code

CONTEXT = {
    "@vocab": "https://schema.org/",
    "tw": "urn:trucewatch:terms:",
    "affirms": "tw:affirms",
    "denies": "tw:denies",
    "id": "@id",
    "type": "@type",
}


class JsonLd(Writer):
    """One node a claim and one an incident; how claims stand to an incident is our own vocabulary."""

    claims = True
    _nodes = 0

    def begin(self) -> None:
        self.out.write(msgspec.json.encode({"@context": CONTEXT})[:-1] + b',"@graph":[')

    def claim(self, row: ReleasedClaim) -> None:
        self.rows += 1
        self._put(_claim(row))

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        self._put(
            {
                "id": f"urn:trucewatch:incident:{row.code}",
                "type": "Event",
                "name": row.title,
                "startDate": row.first_day,
                "endDate": row.last_day,
                "location": [{"type": "Place", "name": name} for name in row.place_names],
            }
        )

    def end(self) -> None:
        self.out.write(b"]}")

    def _put(self, node: dict[str, object]) -> None:
        self.out.write((b"," if self._nodes else b"") + msgspec.json.encode(node))
        self._nodes += 1


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
