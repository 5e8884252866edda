"""Derived rows changed one by one: what goes is taken out by its key, what comes is put in, and no other row is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.codes import places_of
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage, Finding
from trucewatch.model.incident import Episode, Incident, Link
from trucewatch.model.issue import Issue
from trucewatch.store.engine import Engine, Row, dump, instant
from trucewatch.store.index import PUT_GROUND, boxes_of, ground_ids, ground_rows, reach_of, time_of

_INCIDENTS = msgspec.json.Decoder(Incident)


class ChangeTables(Engine):
    """Changes of derived rows. Cost of each: O(log n) a row given."""

    def change_incidents(self, gone: Iterable[str], incidents: Sequence[Incident]) -> None:
        """Take incidents out by their codes, and put others in, or in the place of those of the same codes.

        Only for a store of which all codes have places of their own (`model.codes`), so that no other moves.
        """
        codes = [i.code for i in incidents]
        with self.transaction(durable=False):
            self._drop_incidents([*gone, *codes])
            self._put_incidents(places_of(codes), incidents)

    def change_links(self, gone: Iterable[tuple[str, str]], links: Iterable[Link]) -> None:
        """The same for links, by their two claims."""
        new = list(links)
        with self.transaction(durable=False):
            self._run_many("DELETE FROM links WHERE a=? AND b=?", [*gone, *((x.a, x.b) for x in new)])
            self._put_links(new)

    def change_episodes(self, gone: Iterable[str], episodes: Iterable[Episode]) -> None:
        """The same for episodes."""
        new = list(episodes)
        with self.transaction(durable=False):
            self._run_many("DELETE FROM episodes WHERE id=?", [(i,) for i in (*gone, *(e.id for e in new))])
            self._put_episodes(new)

    def change_tallies(self, gone: Iterable[str], tallies: Iterable[Tally]) -> None:
        """The same for published totals."""
        new = list(tallies)
        with self.transaction(durable=False):
            self._run_many("DELETE FROM tallies WHERE id=?", [(i,) for i in (*gone, *(t.id for t in new))])
            self._put_tallies(new)

    def change_findings(self, codes: Iterable[str], findings: Iterable[Finding], as_of: datetime) -> None:
        """Take out all findings of some incidents and put others in; all findings then bear this stamp."""
        with self.transaction(durable=False):
            self._run_many("DELETE FROM findings WHERE incident_code=?", [(c,) for c in codes])
            self._put_findings(list(findings), instant(as_of))
            self._stamp(instant(as_of) if self._one("SELECT 1 FROM findings LIMIT 1") else None)

    def change_coverage(self, gone: Iterable[str], rows: Iterable[Coverage]) -> None:
        """Rows of coverage out by their ids, and others in."""
        new = list(rows)
        with self.transaction(durable=False):
            self._run_many("DELETE FROM coverage WHERE id=?", [(i,) for i in (*gone, *(c.id for c in new))])
            self._put_coverage(new)

    def change_derived_issues(self, gone: Iterable[str], issues: Iterable[Issue]) -> None:
        """Issues of deriving out by their ids, and others in."""
        new = list(issues)
        with self.transaction(durable=False):
            self._run_many("DELETE FROM derived_issues WHERE id=?", [(i,) for i in (*gone, *(x.id for x in new))])
            self._put_derived_issues(new)

    def change_effective(
        self,
        documents: Mapping[str, Document | None],
        claims: Mapping[str, Claim | None],
        retracted: Mapping[str, bool],
    ) -> None:
        """The effective forms of some documents and claims, None where they stand as read; which claims are retracted."""
        with self.transaction(durable=False):
            for table, forms in (("documents", documents), ("claims", claims)):
                rows = [(dump(r) if r is not None else None, key) for key, r in sorted(forms.items())]
                self._run_many(f"UPDATE {table} SET effective=? WHERE id=?", rows)
            self._run_many(
                "UPDATE claims SET retracted=? WHERE id=?", [(int(r), k) for k, r in sorted(retracted.items())]
            )

    def largest(self, most: int) -> tuple[str, ...]:
        """Codes of the incidents that most claims tell of, the largest first."""
        rows = self._all("SELECT code FROM incidents ORDER BY tellers DESC, code LIMIT ?", (most,))
        return tuple(code for (code,) in rows)

    def contested(self) -> tuple[str, ...]:
        """Codes of the contested incidents, in order."""
        rows = self._all("SELECT code FROM incidents WHERE contested = 1 ORDER BY position")
        return tuple(code for (code,) in rows)

    def _drop_incidents(self, codes: Sequence[str]) -> None:
        """Incidents with all that stands beside them."""
        every = "SELECT code, position, data FROM incidents WHERE code IN ({keys})"
        held = [(position, _INCIDENTS.decode(data)) for _, position, data in self._by_keys(every, codes)]
        ground = [(i,) for p, incident in held for i in ground_ids(p, len(boxes_of(incident)))]
        self._run_many("DELETE FROM incident_ground WHERE id=?", ground)
        self._run_many("DELETE FROM incident_claims WHERE code=?", [(i.code,) for _, i in held])
        self._run_many("DELETE FROM incidents WHERE code=?", [(i.code,) for _, i in held])

    def _put_incidents(self, places: Sequence[int], incidents: Sequence[Incident]) -> None:
        """Shape: a place for each incident."""
        boxes = [boxes_of(i) for i in incidents]
        self._run_many(
            f"INSERT INTO incidents VALUES ({', '.join('?' * 17)})",
            [
                (*_incident_row(p, i), *time_of(i), *reach_of(b), _tellers(i), int(i.contested))
                for p, i, b in zip(places, incidents, boxes, strict=True)
            ],
        )
        self._run_many(PUT_GROUND, ground_rows(zip(places, boxes, strict=True)))
        self._run_many(
            "INSERT INTO incident_claims VALUES (?, ?, ?)",
            sorted({(link.claim_id, i.code, link.role) for i in incidents for link in i.claims}),
        )

    def _put_links(self, links: Iterable[Link]) -> None:
        self._run_many(
            "INSERT INTO links VALUES (?, ?, ?, ?, ?)", [(x.a, x.b, x.judgement, x.score, dump(x)) for x in links]
        )

    def _put_episodes(self, episodes: Iterable[Episode]) -> None:
        self._run_many("INSERT INTO episodes VALUES (?, ?)", [(e.id, dump(e)) for e in episodes])

    def _put_tallies(self, tallies: Iterable[Tally]) -> None:
        rows = [(t.id, t.claim_id, t.unit, t.n, dump(t)) for t in tallies]
        self._run_many("INSERT INTO tallies VALUES (?, ?, ?, ?, ?)", rows)

    def _put_findings(self, findings: Sequence[Finding], stamp: str | None) -> None:
        """`position`: within the incident. What bears the stamp of all is kept without it."""
        nth: dict[str, int] = {}
        rows: list[Row] = []
        for f in findings:
            n = nth[f.incident_code] = nth.get(f.incident_code, -1) + 1
            plain = msgspec.structs.replace(f, as_of=None) if stamp is not None and instant(f.as_of) == stamp else f
            rows.append((f.id, f.provision_id, f.incident_code, f.compliance, n, dump(plain)))
        self._run_many("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _stamp(self, stamp: str | None) -> None:
        self._run("DELETE FROM assessed")
        self._run("INSERT INTO assessed VALUES (1, ?)", (stamp,))

    def _put_coverage(self, rows: Iterable[Coverage]) -> None:
        self._run_many(
            "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?)",
            [(c.id, c.observer, c.start.isoformat(), c.end.isoformat(), c.state, dump(c)) for c in rows],
        )

    def _put_derived_issues(self, issues: Iterable[Issue]) -> None:
        self._run_many(
            "INSERT INTO derived_issues VALUES (?, ?) ON CONFLICT DO NOTHING", [(i.id, dump(i)) for i in issues]
        )


def _tellers(incident: Incident) -> int:
    return sum(link.role != "recalls" for link in incident.claims)


def _incident_row(position: int, i: Incident) -> Row:
    return (
        i.code,
        position,
        int(i.firm),
        i.when,
        instant(i.earliest),
        instant(i.latest),
        i.occurrence,
        i.attribution,
        dump(i),
    )
