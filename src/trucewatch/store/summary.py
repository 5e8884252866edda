"""Lists, bars and maps of incidents without reading claims: rows written at the end of deriving, asked by SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

import msgspec

from trucewatch.store.engine import Engine, Row, dump
from trucewatch.store.index import number_of
from trucewatch.store.summary_rows import (
    DayCount,
    MapPlace,
    PlaceCount,
    SummaryRow,
    SummarySearch,
    ToldRow,
    VoiceCount,
)

_AT_ONCE = 1000  # rows written with one statement: a server is asked once for all of them
_CODE_AT = len("0 9999-12-31 ")  # where the code stands in `sort`
_SOURCES = msgspec.json.Decoder(tuple[str, ...])
_WORDS = msgspec.json.Decoder(tuple[str, ...])
_SPEAKERS = msgspec.json.Decoder(tuple[tuple[str, str | None], ...])
_PLACES_OF = "SELECT DISTINCT place FROM incident_places WHERE position IN ({keys})"
_AS_GIVEN = "SELECT name, lat, lon, radius_m, area, ref FROM incident_places WHERE place=? AND position=?"
_JOINED = "incident_places p JOIN kept k USING (position)"


class SummaryTables(Engine):
    """The summary of incidents."""

    def replace_summary(self, rows: Iterable[SummaryRow]) -> None:
        """Swap the old summary for this one. Cost: O(incidents)."""
        with self.transaction(durable=False):
            for table in ("incident_summary", "incident_rows", "incident_told", "map_places", "incident_places"):
                self._run(f"DELETE FROM {table}")
            every = iter(rows)
            while part := list(islice(every, _AT_ONCE)):
                self._put_summary(part)
            self._name_places("SELECT place, min(position) FROM incident_places GROUP BY place", ())

    def change_summary(self, gone: Iterable[int], rows: Iterable[SummaryRow]) -> None:
        """Take rows out by their positions, and put others in, or in the place of those. Cost: O(log n) each.

        A place of the map bears the name that the first incident there gives it.
        """
        new = list(rows)
        positions = [*gone, *(r.position for r in new)]
        with self.transaction(durable=False):
            touched = {p for (p,) in self._by_keys(_PLACES_OF, positions)}
            for table in ("incident_summary", "incident_rows", "incident_told", "incident_places"):
                self._run_many(f"DELETE FROM {table} WHERE position=?", [(p,) for p in positions])
            self._put_summary(new)
            touched |= {p for (p,) in self._by_keys(_PLACES_OF, [r.position for r in new])}
            self._run_many("DELETE FROM map_places WHERE place=?", [(p,) for p in sorted(touched)])
            first = "SELECT place, min(position) FROM incident_places WHERE place IN ({keys}) GROUP BY place"
            self._name_places(first, sorted(touched))

    def _put_summary(self, rows: Sequence[SummaryRow]) -> None:
        self._run_many(
            "INSERT INTO incident_summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_narrow(row) for row in rows]
        )
        self._run_many("INSERT INTO incident_rows VALUES (?, ?)", [(r.position, r.data.decode()) for r in rows])
        self._run_many("INSERT INTO incident_told VALUES (?, ?, ?, ?)", [_told(r) for r in rows])
        kept: dict[tuple[int, int], Row] = {}
        for row in rows:
            for place in row.on_map:
                number = number_of(place.lat, place.lon, place.radius_m)
                where = (place.name, int(place.area), place.ref, place.lat, place.lon, place.radius_m)
                kept.setdefault((number, row.position), (number, row.position, *where))
        self._run_many("INSERT INTO incident_places VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [kept[k] for k in sorted(kept)])

    def _name_places(self, first: str, keys: Sequence[int]) -> None:
        """The places of the map as the first incident of each gives them. Shape: `first` gives place and position."""
        found = self._by_keys(first, keys) if "{keys}" in first else self._all(first)
        named: list[Row] = []
        for place, position in sorted(found):
            row = self._one(_AS_GIVEN, (place, position))
            named += [(place, *row)] if row is not None else []
        self._run_many("INSERT INTO map_places VALUES (?, ?, ?, ?, ?, ?, ?)", named)

    def has_summary(self) -> bool:
        """True if every incident has its row: not in a store that an earlier program derived."""
        counts = (f"(SELECT count(*) FROM {t})" for t in ("incidents", "incident_summary", "incident_told"))
        row = self._one(f"SELECT {', '.join(counts)}")
        return bool(row and row[0] == row[1] == row[2])

    def summary_page(self, wanted: SummarySearch, *, skip: int, limit: int | None) -> tuple[int, tuple[bytes, ...]]:
        """How many incidents the search keeps, and a page of their rows in the order of a list; all with no `limit`."""
        where, values = _conditions(wanted)
        row = self._one(f"SELECT count(*) FROM incident_summary s WHERE {where}", values)
        found = self._all(
            f"SELECT r.data FROM incident_summary s JOIN incident_rows r USING (position) WHERE {where} ORDER BY s.sort "
            "LIMIT ? OFFSET ?",
            [*values, (row[0] if row else 0) if limit is None else limit, skip],
        )
        return (row[0] if row else 0), tuple(data.encode() for (data,) in found)

    def summary_codes(self, wanted: SummarySearch) -> tuple[str, ...]:
        """The codes of the incidents that the search keeps, in the order of a list."""
        where, values = _conditions(wanted)
        found = self._all(f"SELECT s.sort FROM incident_summary s WHERE {where} ORDER BY s.sort", values)
        return tuple(sort[_CODE_AT:] for (sort,) in found)

    def told_by_code(self, codes: Iterable[str]) -> dict[str, ToldRow]:
        """What the summary holds of these incidents, by code. Cost: O(log n) each."""
        every = (
            "SELECT i.code, r.data, t.sources, t.speakers FROM incidents i JOIN incident_rows r USING (position) "
            "JOIN incident_told t USING (position) WHERE i.code IN ({keys})"
        )
        return {
            code: ToldRow(data=data.encode(), sources=_SOURCES.decode(sources), speakers=_SPEAKERS.decode(speakers))
            for code, data, sources, speakers in self._by_keys(every, tuple(codes))
        }

    def summary_total(self) -> tuple[int, int]:
        """How many incidents there are, and how many of them have no day."""
        row = self._one("SELECT count(*), count(*) - count(reach_first) FROM incident_summary")
        return (row[0], row[1]) if row else (0, 0)

    def summary_days(self, wanted: SummarySearch) -> tuple[DayCount, ...]:
        """The incidents of the search counted by first day and words of status. Cost: one pass over the narrow rows."""
        where, values = _conditions(wanted)
        found = self._all(
            f"SELECT first_day, statuses, sum(one_sided), count(*) FROM incident_summary s WHERE {where} GROUP BY 1, 2",
            values,
        )
        words = {said: tuple(said.strip("|").split("|")) for said in {row[1] for row in found}}
        return tuple(
            DayCount(first=date.fromisoformat(day) if day else None, statuses=words[said], one_sided=one, n=n)
            for day, said, one, n in found
        )

    def summary_voices(self, wanted: SummarySearch) -> tuple[VoiceCount, ...]:
        """The incidents of the search counted by who tells, who answers, and what is open. Cost: reads every whole row."""
        where, values = _conditions(wanted)
        names = ("told_by", "other_side", "open_questions")
        said = ", ".join(f"json_extract(r.data, '$.{name}')" for name in names)
        found = self._all(
            f"SELECT {said}, count(*) FROM incident_summary s JOIN incident_rows r USING (position) "
            f"WHERE {where} GROUP BY 1, 2, 3",
            values,
        )
        return tuple(
            VoiceCount(told_by=_read(a), other_side=_read(b), open_questions=_read(c), n=n) for a, b, c, n in found
        )

    def summary_places(self, wanted: SummarySearch, *, told: int) -> tuple[int, tuple[PlaceCount, ...]]:
        """How many incidents of the search stand on the map, and its places, the widest first.

        Of each place at most `told` rows in the order of a list and all first days; neither with `told` 0, which costs a fifth.
        """
        where, values = _conditions(wanted)
        kept = f"WITH kept AS (SELECT position, sort, firm, first_day FROM incident_summary s WHERE {where})"
        counts = self._all(
            f"{kept} SELECT m.place, m.name, m.lat, m.lon, m.radius_m, m.area, m.ref, count(*), sum(k.firm) FROM {_JOINED} "
            "JOIN map_places m ON m.place = p.place GROUP BY m.place ORDER BY m.radius_m DESC, m.lat, m.lon",
            values,
        )
        rows: dict[int, list[bytes]] = {}
        dated: dict[int, list[str]] = {}
        if told:
            nth = "row_number() OVER (PARTITION BY p.place ORDER BY k.sort) AS nth"
            first = self._all(
                f"{kept} SELECT place, data FROM (SELECT p.place, p.position, {nth} FROM {_JOINED}) AS told "
                "JOIN incident_rows USING (position) WHERE nth <= ? ORDER BY place, nth",
                [*values, told],
            )
            for place, data in first:
                rows.setdefault(place, []).append(data.encode())
            distinct = (
                f"SELECT DISTINCT p.place, k.first_day FROM {_JOINED} WHERE k.first_day IS NOT NULL ORDER BY 1, 2"
            )
            for place, day in self._all(f"{kept} {distinct}", values):
                dated.setdefault(place, []).append(day)
        shown = self._one(f"SELECT count(*) FROM incident_summary s WHERE {where} AND s.on_map = 1", values)
        return (shown[0] if shown else 0), tuple(
            PlaceCount(
                place=MapPlace(name=name, lat=lat, lon=lon, radius_m=radius, area=bool(area), ref=ref),
                n=n,
                firm=firm or 0,
                rows=tuple(rows.get(place, ())),
                days=tuple(dated.get(place, ())),
            )
            for place, name, lat, lon, radius, area, ref, n, firm in counts
        )

    def summary_told(
        self, wanted: SummarySearch, lat: float, lon: float, radius_m: int, *, limit: int
    ) -> tuple[bytes, ...]:
        """The first rows of the search that stand at one place, in the order of a list."""
        where, values = _conditions(wanted)
        found = self._all(
            "SELECT r.data FROM map_places m JOIN incident_places p USING (place) JOIN incident_summary s USING (position) "
            "JOIN incident_rows r USING (position) "
            f"WHERE m.lat=? AND m.lon=? AND m.radius_m=? AND {where} ORDER BY s.sort LIMIT ?",
            [lat, lon, radius_m, *values, limit],
        )
        return tuple(data.encode() for (data,) in found)

    def summary_choices(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Every side that is accused, and every act of an incident. Cost: one pass over the rows."""
        accused = self._all("SELECT DISTINCT a.value FROM incident_rows r, json_each(r.data, '$.accused') a")
        acts = {
            a for (words,) in self._all("SELECT DISTINCT acts FROM incident_summary") for a in words.split("|") if a
        }
        return tuple(sorted(side for (side,) in accused)), tuple(sorted(acts))

    def speaker_sides(self) -> tuple[str, ...]:
        """Every side that speaks in some claim."""
        found = self._all("SELECT DISTINCT speaker_side FROM claims WHERE speaker_side IS NOT NULL ORDER BY 1")
        return tuple(side for (side,) in found)

    def published_days(self) -> tuple[str, ...]:
        """Every day on which some document is dated, in order."""
        found = self._all("SELECT DISTINCT published FROM documents WHERE published IS NOT NULL ORDER BY 1")
        return tuple(day for (day,) in found)

    def last_received(self) -> datetime | None:
        """The latest time from which some document counts as known. Cost: O(log n)."""
        row = self._one("SELECT max(received_at) FROM documents")
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def agreements_in_play(self) -> frozenset[str]:
        """Ids of the agreements that some finding or due date belongs to."""
        both = " UNION ".join(
            f"SELECT DISTINCT json_extract(data, '$.agreement_id') FROM {t}" for t in ("findings", "deadlines")
        )
        return frozenset(key for (key,) in self._all(both))


def _narrow(row: SummaryRow) -> Row:
    """A row to filter by."""
    return (
        *(row.position, row.sort, row.first_day, *(row.reach or (None, None))),
        *(int(row.firm), int(row.one_sided), int(bool(row.on_map))),
        *(_barred(words) for words in (row.statuses, row.sides, row.acts)),
        "\n".join(row.places),
    )


def _told(row: SummaryRow) -> Row:
    return (row.position, dump(row.sources), dump(row.speakers), "\n".join(row.words))


def _read(data: str | None) -> tuple[str, ...]:
    return _WORDS.decode(data) if data else ()


def _barred(words: tuple[str, ...]) -> str:
    return "|" + "|".join(w.replace("|", " ") for w in words) + "|"


def _conditions(wanted: SummarySearch) -> tuple[str, list[Any]]:
    """The condition on `incident_summary s` and its values."""
    parts, values = ["TRUE"], []
    for column, word in (("statuses", wanted.status), ("sides", wanted.side), ("acts", wanted.act)):
        if word is not None:
            parts.append(f"instr(s.{column}, ?) > 0")
            values.append(_barred((word,)))
    if wanted.place is not None:
        parts.append("instr(s.places, ?) > 0")
        values.append(wanted.place)
    if wanted.one_sided:
        parts.append("s.one_sided = 1")
    if wanted.words is not None:
        parts.append("s.position IN (SELECT position FROM incident_told WHERE instr(words, ?) > 0)")
        values.append(wanted.words)
    if wanted.start is not None or wanted.end is not None:
        parts.append("s.reach_last >= ? AND s.reach_first <= ?")  # no day: not within any
        values += [wanted.start or "", wanted.end or "9999-12-31"]
    return " AND ".join(parts), values
