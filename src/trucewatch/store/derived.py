"""Derived tables of what is made of claims: incidents, links, findings, tallies, coverage, issues."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from trucewatch.model.amount import Tally
from trucewatch.model.codes import places_of
from trucewatch.model.finding import Coverage, Deadline, Finding, in_order
from trucewatch.model.incident import Episode, Incident, Link, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.store.changes import ChangeTables
from trucewatch.store.engine import Row, dump, instant
from trucewatch.store.index import IndexTables
from trucewatch.store.kept import KeptTables
from trucewatch.store.shape import Run
from trucewatch.store.summary import SummaryTables

T = TypeVar("T")
_FINDINGS = msgspec.json.Decoder(Finding)
_INCIDENTS = msgspec.json.Decoder(Incident)
_LINKS = msgspec.json.Decoder(Link)

# every derived table with its order of rows; children before parents, so that they can be dropped in this order
_DERIVED: tuple[tuple[str, str], ...] = (
    ("assessed", "only_one"),
    ("incident_places", "place, position"),
    ("map_places", "place"),
    ("incident_rows", "position"),
    ("incident_told", "position"),
    ("incident_summary", "position"),
    ("runs", "only_one"),
    ("derived_issues", "id"),
    ("coverage", "id"),
    ("deadlines", "id"),
    ("findings", "id"),
    ("tallies", "id"),
    ("episodes", "id"),
    ("links", "a, b"),
    ("incident_claims", "claim_id, code, role"),
    ("incident_ground", "id"),
    ("incidents", "code"),
    ("claims", "id"),
    ("readings", "document_id"),
    ("documents", "id"),
)


class DerivedTables(ChangeTables, IndexTables, SummaryTables, KeptTables):
    """What can be thrown away and made again. Incidents stand in the order handed in, kept as `position`."""

    def replace_reconciliation(self, result: Reconciliation, tallies: Iterable[Tally]) -> None:
        """Swap the old incidents, links, episodes and tallies for these. Cost: O(all of them)."""
        with self.transaction(durable=False):
            for table in ("incident_claims", "incident_ground", "incidents", "links", "episodes", "tallies"):
                self._run(f"DELETE FROM {table}")
            self._put_incidents(places_of([i.code for i in result.incidents]), result.incidents)
            self._put_links(result.links)
            self._put_episodes(result.episodes)
            self._put_tallies(tallies)

    def reconciliation(self) -> Reconciliation:
        """All incidents in the order in which they were handed in, links by their claims, episodes by their ids."""
        return Reconciliation(
            incidents=self._records("incidents", Incident, "position"),
            links=self._records("links", Link, "a, b"),
            episodes=self._records("episodes", Episode, "id"),
        )

    def incident(self, code: str) -> Incident | None:
        """One incident by its code. Cost: O(log n)."""
        row = self._one("SELECT data FROM incidents WHERE code=?", (code,))
        return msgspec.json.decode(row[0], type=Incident) if row else None

    def incidents(self) -> Iterator[Incident]:
        """All incidents in the order handed in, a slice at a time."""
        rows = self._sliced(
            "SELECT position FROM incidents ORDER BY position",
            (),
            "SELECT position, data FROM incidents WHERE position IN ({keys})",
        )
        yield from (_INCIDENTS.decode(data) for _, data in rows)

    def told_pairs(self) -> Iterator[tuple[str, str]]:
        """Each document with the code of each incident that some claim in it belongs to, code by code. Cost: O(claims)."""
        every = "SELECT c.document_id, i.code FROM incident_claims i JOIN claims c ON c.id = i.claim_id ORDER BY i.code"
        yield from self._each(every)

    def code_prefixes(self) -> frozenset[str]:
        """What stands before the first hyphen in the codes of incidents."""
        rows = self._all("SELECT DISTINCT substr(code, 1, instr(code, '-') - 1) FROM incidents")
        return frozenset(prefix for (prefix,) in rows)

    def finding_counts(self) -> dict[tuple[str, str], dict[str, int]]:
        """How many findings of each outcome stand against each provision, by agreement and provision."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        counted = "SELECT json_extract(data, '$.agreement_id'), provision_id, compliance, count(*) FROM findings GROUP BY 1, 2, 3"
        for agreement, provision, outcome, n in self._all(counted):
            found.setdefault((agreement, provision), {})[outcome] = n
        return found

    def incidents_by_code(self, codes: Iterable[str]) -> dict[str, Incident]:
        """The incidents of these codes that are there. Cost: O(log n) each."""
        every = "SELECT code, data FROM incidents WHERE code IN ({keys})"
        return {code: _INCIDENTS.decode(data) for code, data in self._by_keys(every, tuple(codes))}

    def links_of(self, claim_ids: Iterable[str]) -> tuple[Link, ...]:
        """The links with one of these claims at an end, by their claims. Cost: O(log n) each."""
        keys = tuple(claim_ids)
        found: dict[tuple[str, str], str] = {}
        for end in ("a", "b"):
            rows = self._by_keys(f"SELECT a, b, data FROM links WHERE {end} IN ({{keys}})", keys)
            found.update(((a, b), data) for a, b, data in rows)
        return tuple(_LINKS.decode(data) for _, data in sorted(found.items()))

    def incidents_of_claim(self, claim_id: str) -> tuple[str, ...]:
        """Codes of the incidents that this claim is linked to. Cost: O(log n)."""
        rows = self._all("SELECT DISTINCT code FROM incident_claims WHERE claim_id=? ORDER BY code", (claim_id,))
        return tuple(code for (code,) in rows)

    def codes_by_claim(self, claim_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Codes of the incidents that each of these claims is linked to; those in none are not in it. Cost: O(log n) each."""
        found: dict[str, tuple[str, ...]] = {}
        every = "SELECT DISTINCT claim_id, code FROM incident_claims WHERE claim_id IN ({keys}) ORDER BY claim_id, code"
        for claim_id, code in self._by_keys(every, tuple(claim_ids)):
            found[claim_id] = (*found.get(claim_id, ()), code)
        return found

    def told_in(self, claim_ids: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
        """By claim: the incidents that it is linked to, each with its role there. Cost: O(log n) each."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        every = (
            "SELECT claim_id, code, role FROM incident_claims WHERE claim_id IN ({keys}) ORDER BY claim_id, code, role"
        )
        for claim, code, role in self._by_keys(every, tuple(claim_ids)):
            found[claim] = (*found.get(claim, ()), (code, role))
        return found

    def tallies(self) -> tuple[Tally, ...]:
        """All published totals, by their ids."""
        return self._records("tallies", Tally, "id")

    def replace_findings(
        self, findings: Iterable[Finding], deadlines: Iterable[Deadline], coverage: Iterable[Coverage]
    ) -> None:
        """Swap the old findings, deadlines and coverage for these. Cost: O(all of them)."""
        with self.transaction(durable=False):
            for table in ("findings", "coverage"):
                self._run(f"DELETE FROM {table}")
            every = tuple(findings)
            stamps = {instant(f.as_of) for f in every}
            stamp = stamps.pop() if len(stamps) == 1 else None
            self._put_findings(every, stamp)
            self._stamp(stamp)
            self.replace_deadlines(deadlines)
            self._put_coverage(coverage)

    def replace_deadlines(self, deadlines: Iterable[Deadline]) -> None:
        """Swap the old due dates for these."""
        with self.transaction(durable=False):
            self._run("DELETE FROM deadlines")
            self._run_many(
                "INSERT INTO deadlines VALUES (?, ?, ?, ?, ?)",
                [(d.id, d.due.isoformat(), d.state, n, dump(d)) for n, d in enumerate(deadlines)],
            )

    def findings(self) -> tuple[Finding, ...]:
        """All findings, by incident, then as handed in."""
        stamped = self._stamped()
        rows = self._each("SELECT data FROM findings ORDER BY incident_code, position")
        return tuple(stamped(_FINDINGS.decode(data)) for (data,) in rows)

    def _stamped(self) -> Callable[[Finding], Finding]:
        """A finding with the stamp of all, where it bears that."""
        row = self._one("SELECT as_of FROM assessed")
        if row is None or row[0] is None:
            return lambda f: f
        stamp = datetime.fromisoformat(row[0])
        return lambda f: msgspec.structs.replace(f, as_of=stamp)

    def each_finding(self) -> Iterator[Finding]:
        """All findings, by incident, then as handed in; a slice at a time."""
        stamped = self._stamped()
        rows = self._sliced(
            "SELECT id FROM findings ORDER BY incident_code, position",
            (),
            "SELECT id, data FROM findings WHERE id IN ({keys})",
        )
        yield from (stamped(_FINDINGS.decode(data)) for _, data in rows)

    def finding(self, finding_id: str) -> Finding | None:
        """One finding. Cost: O(log n)."""
        row = self._one("SELECT data FROM findings WHERE id=?", (finding_id,))
        return self._stamped()(_FINDINGS.decode(row[0])) if row else None

    def number_of_findings(self) -> int:
        """How many findings there are."""
        row = self._one("SELECT count(*) FROM findings")
        return int(row[0]) if row else 0

    def findings_by_code(self, codes: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
        """The findings of these incidents, by code; none is an empty tuple. Cost: O(log n) each."""
        found: dict[str, tuple[Finding, ...]] = dict.fromkeys(codes, ())
        every = "SELECT incident_code, data FROM findings WHERE incident_code IN ({keys}) ORDER BY position"
        stamped = self._stamped()
        for code, data in self._by_keys(every, tuple(found)):
            found[code] = (*found[code], stamped(_FINDINGS.decode(data)))
        return found

    def findings_of(self, code: str) -> tuple[Finding, ...]:
        """The findings of one incident. Cost: O(log n)."""
        return self.findings_by_code((code,))[code]

    def deadlines(self) -> tuple[Deadline, ...]:
        """All due dates and how they stand."""
        return self._records("deadlines", Deadline, "position")

    def coverage(self) -> tuple[Coverage, ...]:
        """Who looked where and when, in order of days, then of who and where."""
        return tuple(sorted(self._records("coverage", Coverage, "id"), key=in_order))

    def put_issues(self, issues: Iterable[Issue], *, place: str | None = None) -> None:
        """Keep issues of intake; one that had been settled is open again."""
        with self.transaction():
            self._run_many(
                "INSERT INTO intake_issues (id, place, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET settled=0",
                [(i.id, place or i.where, dump(i)) for i in issues],
            )

    def settle_issues(self, place: str) -> int:
        """How many open issues of intake came from this place; they are no longer listed."""
        with self.transaction():
            return self._run("UPDATE intake_issues SET settled=1 WHERE place=? AND settled=0", (place,))

    def replace_derived_issues(self, issues: Iterable[Issue]) -> None:
        """Swap what the last derivation noted for these."""
        with self.transaction(durable=False):
            self._run("DELETE FROM derived_issues")
            self._put_derived_issues(issues)

    def issues(self) -> tuple[Issue, ...]:
        """All that is set aside and open: at intake, at reading, at deriving; each in order of id."""
        rows = [
            *self._all("SELECT data FROM intake_issues WHERE settled=0 ORDER BY id"),
            *self._all("SELECT issue FROM readings WHERE issue IS NOT NULL ORDER BY document_id"),
            *self._all("SELECT data FROM derived_issues ORDER BY id"),
        ]
        return tuple(msgspec.json.decode(data, type=Issue) for (data,) in rows)

    def put_run(self, run: Run) -> None:
        """Note what the present derived rows were made from."""
        with self.transaction(durable=False):
            self._run(
                "INSERT INTO runs VALUES (1, ?) ON CONFLICT (only_one) DO UPDATE SET data=excluded.data", (dump(run),)
            )

    def run(self) -> Run | None:
        """What the present derived rows were made from; None when nothing was derived yet."""
        row = self._one("SELECT data FROM runs")
        return msgspec.json.decode(row[0], type=Run) if row else None

    def last_written(self) -> str:
        """A text that another process or another day reads too, as long as nothing was derived or judged. Cost: O(log n)."""
        row = self._one(
            "SELECT (SELECT data FROM runs), (SELECT max(seq) FROM judgements), (SELECT max(seq) FROM sources)"
        )
        return f"{row[0]} {row[1]} {row[2]}" if row else ""

    def clear_derived(self) -> None:
        """Drop everything that can be derived again. Cost: O(derived rows)."""
        with self.transaction(durable=False):
            self._forget_words()
            for table in ("linking_marks", "linking_rows", "linking_basis", "fresh_texts"):  # remembered of these rows
                self._run(f"DELETE FROM {table}")
            for table, _ in _DERIVED:
                self._run(f"DELETE FROM {table}")

    def derived_digest(self) -> str:
        """SHA-256 over every derived row, table by table in order of keys. Cost: O(derived bytes)."""
        digest = hashlib.sha256()
        for table, order in _DERIVED:
            for row in self._rows_of(table, order):
                digest.update(json.dumps([table, *row], ensure_ascii=False).encode())
        return digest.hexdigest()

    def _rows_of(self, table: str, order: str) -> Iterable[Row]:
        if table in ("documents", "claims"):  # the large ones, a slice at a time
            every = f"SELECT id, * FROM {table} WHERE id IN ({{keys}})"
            return self._sliced(f"SELECT id FROM {table} ORDER BY {order}", (), every)
        if (
            table == "incident_ground"
        ):  # an index: each engine rounds degrees its own way, which the incidents' do not show
            return self._all(f"SELECT id, position FROM incident_ground ORDER BY {order}")
        return self._all(f"SELECT * FROM {table} ORDER BY {order}")

    def _records(self, table: str, kind: type[T], order: str) -> tuple[T, ...]:
        decoder = msgspec.json.Decoder(kind)
        return tuple(decoder.decode(data) for (data,) in self._each(f"SELECT data FROM {table} ORDER BY {order}"))
