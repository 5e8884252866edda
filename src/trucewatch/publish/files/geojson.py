"""GeoJSON (RFC 7946): incidents, with all their fields as properties."""

from __future__ import annotations

from typing import Any

import msgspec

from trucewatch.publish.files.shared import Made, properties, shape_of
from trucewatch.publish.release.rows import AnyRow, ReleasedIncident
from trucewatch.publish.release.view import Released


def feature(row: AnyRow) -> dict[str, Any]:
    """A row as a Feature; its geometry is null where its ground is not known."""
    ident = row.code if isinstance(row, ReleasedIncident) else row.id
    return {"type": "Feature", "id": ident, "geometry": shape_of(row), "properties": properties(row)}


def write_geojson(released: Released) -> Made:
    """All incidents; those whose place is not settled have no geometry and are there all the same."""
    features = [feature(row) for row in released.incidents]
    held = {
        "type": "FeatureCollection",
        "as_of": released.as_of,
        "tier": released.tier.name,
        "caveat": released.view.coverage_caveat(),
        "features": features,
    }
    return Made(data=msgspec.json.encode(held), rows=len(features))
