"""GeoJSON (RFC 7946): incidents, with all their fields as properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from trucewatch.publish.files.shared import Writer, properties, shape_of
from trucewatch.publish.release.rows import AnyRow, ReleasedClaim, ReleasedIncident


def feature(row: AnyRow) -> dict[str, Any]:
    """A row as a Feature; its geometry is null where its ground is not known."""
    ident = row.code if isinstance(row, ReleasedIncident) else row.id
    return {"type": "Feature", "id": ident, "geometry": shape_of(row), "properties": properties(row)}


class GeoJson(Writer):
    """All incidents; those whose place is not settled have no geometry and are there all the same."""

    def begin(self) -> None:
        released = self.released
        head = {
            "type": "FeatureCollection",
            "as_of": released.as_of,
            "tier": released.tier.name,
            "caveat": released.view.coverage_caveat(),
        }
        self.out.write(msgspec.json.encode(head)[:-1] + b',"features":[')

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        self.out.write((b"," if self.rows else b"") + msgspec.json.encode(feature(row)))
        self.rows += 1

    def end(self) -> None:
        self.out.write(b"]}")
