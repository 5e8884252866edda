"""Finding incidents by where and when they lie: the rows of the index, and pages of incidents in order.

A small box is looked up in an R*Tree (Beckmann et al. 1990, as SQLite has it); one that holds much is met soon by walking along
the incidents in their order, so neither reads all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.edtf import edtf_reach
from trucewatch.model.incident import Incident
from trucewatch.model.shape import Box, circles_of, envelopes
from trucewatch.store.engine import Engine, Row, instant
from trucewatch.store.shape import IncidentSearch

MOST_LOOKED_UP = 500  # boxes; beyond, walking meets the next row soon
EARLIEST, LATEST = -62_135_596_800, 253_402_300_800  # the years 1 to 9999
_DECODER = msgspec.json.Decoder(Incident)
_CLAIMS = msgspec.json.Decoder(Claim)
_WALK = "SELECT position, data FROM incidents WHERE position > ?"
_IN_TIME = " AND (begins IS NULL OR (begins < ? AND ends > ?))"
PUT_GROUND = "INSERT INTO incident_ground (id, west, east, south, north, position) VALUES (?, ?, ?, ?, ?, ?)"


def time_of(incident: Incident) -> tuple[int | None, int | None]:
    """First second and end (exclusive) of a happening: the bounds that the words give, else its days in UTC."""
    days = edtf_reach(incident.when)
    start, end = incident.earliest, incident.latest
    first = _second(start) if start else days and _second(datetime.combine(days[0], time(), tzinfo=UTC))
    last = _second(end) if end else days and _second(datetime.combine(days[1], time(), tzinfo=UTC)) + 86_400
    if first is None and last is None:
        return None, None
    return (EARLIEST if first is None else first), (LATEST if last is None else last)


def _second(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1))


def boxes_of(incident: Incident) -> tuple[Box, ...]:
    """The boxes round each place of an incident."""
    return tuple(box for circle in circles_of(incident) for box in envelopes(circle))


def reach_of(boxes: tuple[Box, ...]) -> tuple[float | None, ...]:
    """West, east, south, north of all boxes together; all None without any."""
    if not boxes:
        return (None, None, None, None)
    return (min(b[0] for b in boxes), max(b[2] for b in boxes), min(b[1] for b in boxes), max(b[3] for b in boxes))


def ground_rows(found: Iterable[tuple[int, tuple[Box, ...]]]) -> Iterator[Row]:
    """The rows of the tree for incidents at their positions."""
    for position, boxes in found:
        for number, (west, south, east, north) in zip(ground_ids(position, len(boxes)), boxes, strict=True):
            yield (number, west, east, south, north, position)


def ground_ids(position: int, boxes: int) -> list[int]:
    """The numbers of an incident's boxes in the tree: the same whatever other incidents there are."""
    return [number_of(position, n) for n in range(boxes)]


def number_of(*parts: object) -> int:
    """A number of 63 bits for some values; two of a million share one with a chance of one in ten million."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1


def fill(engine: Engine) -> None:
    """Nothing; an index is then there for incidents that an earlier program wrote."""
    rows = _incidents_of(engine)
    engine._run_many(
        "UPDATE incidents SET begins=?, ends=?, west=?, east=?, south=?, north=? WHERE position=?",
        [(*time_of(i), *reach_of(boxes_of(i)), p) for p, i in rows],
    )
    fill_ground(engine)


def fill_ground(engine: Engine) -> None:
    """Nothing; the tree then holds the boxes of all incidents."""
    engine._run_many(PUT_GROUND, ground_rows((p, boxes_of(i)) for p, i in _incidents_of(engine)))


def _incidents_of(engine: Engine) -> list[tuple[int, Incident]]:
    return [
        (p, _DECODER.decode(data)) for p, data in engine._all("SELECT position, data FROM incidents ORDER BY position")
    ]


class IndexTables(Engine):
    """Pages of incidents."""

    def find_incidents(
        self, wanted: IncidentSearch, *, after: int = -1, limit: int
    ) -> tuple[tuple[int, Incident], ...]:
        """At most `limit` incidents behind position `after`, in order. Cost: O(log n + rows met on the way)."""
        time, values = "", [after]
        if wanted.begins is not None or wanted.ends is not None:
            time = _IN_TIME
            values += [
                LATEST if wanted.ends is None else wanted.ends,
                EARLIEST if wanted.begins is None else wanted.begins,
            ]
        found = self._looked_up(wanted, after) if wanted.boxes else None
        if found is None:
            where, box_values = self._walked(wanted)
            rows = self._all(f"{_WALK}{time}{where} ORDER BY position LIMIT ?", [*values, *box_values, limit])
        else:  # two queries, so that each goes along an index
            listed = ",".join(str(p) for p in sorted(found))  # our own whole numbers
            rows = self._all(f"{_WALK}{time} AND position IN ({listed}) ORDER BY position LIMIT ?", [*values, limit])
            if not wanted.placed_only:
                rows += self._all(f"{_WALK}{time} AND west IS NULL ORDER BY position LIMIT ?", [*values, limit])
                rows = sorted(rows)[:limit]
        return tuple((position, _DECODER.decode(data)) for position, data in rows)

    def _looked_up(self, wanted: IncidentSearch, after: int) -> set[int] | None:
        """Positions of incidents with a place whose box meets one of the boxes; None where these are many."""
        found: set[int] = set()
        for box in wanted.boxes:
            west, south, east, north = box
            values = (east, west, north, south, after, MOST_LOOKED_UP + 1)
            rows = self._all(
                f"SELECT position FROM incident_ground WHERE {self._met(box)} AND position > ? LIMIT ?", values
            )
            found.update(position for (position,) in rows)
            if len(found) > MOST_LOOKED_UP:
                return None
        return found

    def _met(self, box: Box) -> str:
        """The condition on a row of the tree for meeting a box, whose east, west, north and south are the values."""
        return "west <= ? AND east >= ? AND south <= ? AND north >= ?"

    def _walked(self, wanted: IncidentSearch) -> tuple[str, list[float]]:
        """The condition on an incident's reach, and its values."""
        if not wanted.boxes:
            return (" AND west IS NOT NULL", []) if wanted.placed_only else ("", [])
        unplaced = "" if wanted.placed_only else "west IS NULL OR "
        meets = " OR ".join("(west <= ? AND east >= ? AND south <= ? AND north >= ?)" for _ in wanted.boxes)
        return f" AND ({unplaced}{meets})", [v for w, s, e, n in wanted.boxes for v in (e, w, n, s)]

    def page_of_claims(self, wanted: IncidentSearch, *, after: str = "", limit: int) -> tuple[Claim, ...]:
        """At most `limit` claims with ids behind `after`, in order of id, corrected, without retracted ones.

        Only the time is looked at, and not that of corrected ones. Cost: O(log n + claims met on the way).
        """
        where, values = "", [after]
        if wanted.ends is not None:
            where += " AND (effective IS NOT NULL OR earliest IS NULL OR earliest < ?)"
            values.append(_text(wanted.ends))
        if wanted.begins is not None:
            where += " AND (effective IS NOT NULL OR latest IS NULL OR latest > ?)"
            values.append(_text(wanted.begins))
        rows = self._all(
            f"SELECT coalesce(effective, data) FROM claims WHERE id > ?{where} AND retracted=0 ORDER BY id LIMIT ?",
            [*values, limit],
        )
        return tuple(_CLAIMS.decode(data) for (data,) in rows)


def _text(second: int) -> str:
    """The instant as columns of text have it, kept within the years that they can say."""
    return instant(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=max(EARLIEST, min(second, LATEST - 1)))) or ""
