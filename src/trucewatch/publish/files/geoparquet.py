"""GeoParquet 1.1: incidents with their shape as WKB. Needs pyarrow (`pip install trucewatch[files]`)."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

from trucewatch.errors import UsageError
from trucewatch.publish.files.shared import Made, geometry
from trucewatch.publish.files.tidy import INCIDENT_COLUMNS, incident_cells
from trucewatch.publish.release.rows import Ground
from trucewatch.publish.release.view import Released
from trucewatch.publish.tables import cell

_CODES = {"Point": 1, "Polygon": 3, "MultiPoint": 4, "MultiPolygon": 6}
_NUMBERS = frozenset({"lat", "lon", "geo_radius_m", "ucdp_where_prec", "acled_geo_precision", "origins", "documents"})


def write_geoparquet(released: Released) -> Made:
    """One row an incident; days are dates, times are UTC instants, lists are joined by "; ". Raises: UsageError."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("GeoParquet needs pyarrow", try_this="pip install 'trucewatch[files]'") from error
    rows = [incident_cells(i) for i in released.incidents]
    kinds = {
        **dict.fromkeys(("first_day", "last_day"), pa.date32()),
        **dict.fromkeys(("earliest", "latest", "first_reported"), pa.timestamp("us", tz="UTC")),
        **dict.fromkeys(("firm", "contested"), pa.bool_()),
        **dict.fromkeys(_NUMBERS, pa.float64()),
    }
    arrays = [pa.array([wkb(i.ground) for i in released.incidents], pa.binary())]
    for name in INCIDENT_COLUMNS:
        kind = kinds.get(name, pa.string())
        values = [row.get(name) for row in rows]
        arrays.append(pa.array([_text(v) for v in values] if kind == pa.string() else values, kind))
    table = pa.table(arrays, names=["geometry", *INCIDENT_COLUMNS])
    found = sorted({g["type"] for i in released.incidents if (g := geometry(i.ground))})
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": found, "orientation": "counterclockwise"}},
    }
    said = {
        "geo": json.dumps(geo),
        "trucewatch": json.dumps({"tier": released.tier.name, "as_of": str(released.as_of)}),
    }
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(said), out, compression="zstd")
    return Made(data=out.getvalue(), rows=len(rows))


def wkb(ground: Ground) -> bytes | None:
    """The shape as ISO WKB, little-endian; None where the ground is not known."""
    made = geometry(ground)
    return _wkb(made["type"], made["coordinates"]) if made else None


def _wkb(kind: str, at: Any) -> bytes:
    head = struct.pack("<BI", 1, _CODES[kind])
    if kind == "Point":
        return head + struct.pack("<dd", *at)
    if kind == "Polygon":
        rings = (struct.pack(f"<I{2 * len(r)}d", len(r), *(x for p in r for x in p)) for r in at)
        return head + struct.pack("<I", len(at)) + b"".join(rings)
    return head + struct.pack("<I", len(at)) + b"".join(_wkb(kind.removeprefix("Multi"), part) for part in at)


def _text(value: object) -> str | None:
    return None if value is None else str(cell(value)).removeprefix("'") if isinstance(value, str) else str(cell(value))
