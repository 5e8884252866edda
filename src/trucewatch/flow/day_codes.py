"""Codes of the incidents that a day's texts change, and of those that share a code with them; all others keep theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from trucewatch.flow.codes import Coded, Given, assign_codes
from trucewatch.flow.day_rows import CodeRow, CountRow
from trucewatch.flow.rebind import rebind
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import mark
from trucewatch.store.shape import Store


class Ledger:
    """The codes that the ledger gives to claims, by the names that these bear today."""

    def __init__(self, store: Store, undone: frozenset[str]) -> None:
        """`undone`: ids of judgements that do not stand."""
        self._store, self._undone = store, undone
        self.rows: dict[str, int] = {}

    def of_claims(self, claims: Iterable[str]) -> list[Judgement]:
        """Codes of some claims, also those given to them under an earlier name."""
        wanted = set(claims)
        documents = {c.document_id for c in self._store.claims_by_id(sorted(wanted), as_read=True)}
        there = list(self._store.claims_of(sorted(documents), as_read=True))
        ids = {c.id for c in there}
        renamed = [a for a in self._store.anchors_in(sorted(documents)) if a.claim_id not in ids]
        rows = self._store.codes_given(sorted(wanted | {a.claim_id for a in renamed}))
        bound = rebind(self._standing(rows), tuple(renamed), there, frozenset())
        return [j for j in bound.judgements if j.subject in wanted]

    def of_code(self, code: str) -> list[Judgement]:
        """Where a code was given, among claims that are there."""
        rows = self._store.code_rows(code)
        self.rows[code] = len(rows)
        subjects = sorted({j.subject for j in rows})
        there = {c.id: c for c in self._store.claims_by_id(subjects, as_read=True)}
        renamed = self._store.anchors_of(s for s in subjects if s not in there)
        there |= {c.id: c for c in self._store.claims_of(sorted({a.document_id for a in renamed}), as_read=True)}
        return list(rebind(self._standing(rows), renamed, there.values(), frozenset()).judgements)

    def _standing(self, rows: Iterable[Judgement]) -> tuple[Judgement, ...]:
        return tuple(j for j in rows if j.id not in self._undone)


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """`coded`: codes of the incidents looked at, by provisional code, and anchors for the ledger. `moved`: provisional codes
    of those that bear another code than before; `new_codes`: those that nothing bore before."""

    coded: Coded
    moved: frozenset[str]
    new_codes: frozenset[str]


def code_again(
    store: Store,
    draft: Draft,
    new: Mapping[str, Incident],
    before: Mapping[str, Incident],
    raw: Callable[[Iterable[str]], Mapping[str, Incident]],
    undone: frozenset[str],
    *,
    prefix_of: Callable[[Incident], str],
    made_at: datetime,
) -> Changed:
    """The codes after some incidents changed. `new`: those that are new or others now, `before`: these and those that are
    gone, as they were, both by provisional code; `raw`: other incidents by provisional code.

    Incidents that share codes are matched together, so all that hang together by codes are looked at, and no others.
    """
    ledger = Ledger(store, undone)
    here = {c: code for code, incident in new.items() for c in members(incident)}
    found: dict[str, Incident] = dict(new)
    waiting = {c for incident in (*new.values(), *before.values()) for c in members(incident)}
    seen: set[str] = set()
    rows: dict[str, Judgement] = {}
    codes: set[str] = set()
    while waiting:
        seen |= waiting
        asked = {j.value for j in ledger.of_claims(waiting) if j.value} - codes
        codes |= asked
        given = [j for code in sorted(asked) for j in ledger.of_code(code)]
        rows |= {j.id: j for j in given}
        others = {j.subject for j in given} - seen
        held = _incidents_of(store, draft, (c for c in others if c not in here)) - before.keys()
        found |= (added := raw(held - found.keys()))
        waiting = {c for incident in added.values() for c in members(incident)} - seen
    in_order = tuple(sorted(rows.values(), key=lambda j: (j.made_at, j.id)))
    numbers = {_numbered(r.id): r.n for r in draft.marked(CountRow, [mark("count", "number")]).values()}
    coded = assign_codes(
        tuple(found[k] for k in sorted(found)),
        in_order,
        Given(numbers=numbers, rows=ledger.rows),
        prefix_of=prefix_of,
        made_at=made_at,
    )
    was = draft.rows(CodeRow, found)
    moved = frozenset(k for k, code in coded.codes.items() if k in was and was[k].code != code)
    fresh = frozenset(j.value for j in coded.anchors if j.value and not ledger.rows.get(j.value))
    return Changed(coded=coded, moved=moved, new_codes=fresh)


def members(incident: Incident) -> list[str]:
    """The claims that tell of an incident; a total that recalls it is none of them."""
    return [link.claim_id for link in incident.claims if link.role != "recalls"]


def _incidents_of(store: Store, draft: Draft, claims: Iterable[str]) -> set[str]:
    """Provisional codes of the incidents that some claims tell of, as the store has it."""
    codes = {code for found in store.told_in(claims).values() for code, role in found if role != "recalls"}
    return provisional(draft, codes)


def provisional(draft: Draft, codes: Iterable[str]) -> set[str]:
    """The provisional codes of lasting ones."""
    wanted = set(codes)
    rows = draft.marked(CodeRow, [mark("code", c) for c in wanted])
    return {key for key, row in rows.items() if row.code in wanted}


def number_row(code: tuple[str, int, int]) -> CountRow:
    """The last number given under a prefix and a year."""
    return CountRow(id=f"number|{code[0]}|{code[1]}", n=code[2])


def _numbered(key: str) -> tuple[str, int]:
    _, prefix, year = key.split("|")
    return prefix, int(year)
