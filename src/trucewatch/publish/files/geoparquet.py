"""GeoParquet 1.1: incidents with their shape as WKB. Needs pyarrow (`pip install trucewatch[files]`)."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from trucewatch.errors import UsageError
from trucewatch.publish.files.shared import Writer, geometry
from trucewatch.publish.files.tidy import INCIDENT_COLUMNS, incident_cells
from trucewatch.publish.release.rows import Ground, ReleasedClaim, ReleasedIncident
from trucewatch.publish.tables import cell

ROWS_TOGETHER = 5_000  # of one row group
_CODES = {"Point": 1, "Polygon": 3, "MultiPoint": 4, "MultiPolygon": 6}
_NUMBERS = frozenset({"lat", "lon", "geo_radius_m", "ucdp_where_prec", "acled_geo_precision", "origins", "documents"})


class GeoParquet(Writer):
    """One row an incident; days are dates, times are UTC instants, lists are joined by "; ". Raises: UsageError."""

    def begin(self) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise UsageError("GeoParquet needs pyarrow", try_this="pip install 'trucewatch[files]'") from error
        kinds = {
            **dict.fromkeys(("first_day", "last_day"), pa.date32()),
            **dict.fromkeys(("earliest", "latest", "first_reported"), pa.timestamp("us", tz="UTC")),
            **dict.fromkeys(("firm", "contested"), pa.bool_()),
            **dict.fromkeys(_NUMBERS, pa.float64()),
        }
        fields = [("geometry", pa.binary()), *((n, kinds.get(n, pa.string())) for n in INCIDENT_COLUMNS)]
        self._pa, self._schema = pa, pa.schema(fields)
        # without Arrow's own copy of the schema, which would hide from its readers what is said at the end
        self._file = pq.ParquetWriter(self.out, self._schema, compression="zstd", store_schema=False)
        self._held: list[ReleasedIncident] = []
        self._kinds: set[str] = set()

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        self.rows += 1
        self._held.append(row)
        if len(self._held) >= ROWS_TOGETHER:
            self._flush()

    def end(self) -> None:
        self._flush()
        geo = {
            "version": "1.1.0",
            "primary_column": "geometry",
            "columns": {
                "geometry": {
                    "encoding": "WKB",
                    "geometry_types": sorted(self._kinds),
                    "orientation": "counterclockwise",
                }
            },
        }
        said = {"tier": self.released.tier.name, "as_of": str(self.released.as_of)}
        self._file.add_key_value_metadata({"geo": json.dumps(geo), "trucewatch": json.dumps(said)})
        self._file.close()

    def _flush(self) -> None:
        pa = self._pa
        self._kinds |= {g["type"] for i in self._held if (g := geometry(i.ground))}
        cells = [incident_cells(i) for i in self._held]
        arrays = [pa.array([wkb(i.ground) for i in self._held], pa.binary())]
        for name in INCIDENT_COLUMNS:
            kind = self._schema.field(name).type
            values = [row.get(name) for row in cells]
            arrays.append(pa.array([_text(v) for v in values] if kind == pa.string() else values, kind))
        self._file.write_table(pa.table(arrays, schema=self._schema))
        self._held.clear()


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
