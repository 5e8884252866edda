"""Groups made anew where something moved, beside all others as they stand; widened until nothing outside is touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from trucewatch.reconcile.attach import STEPS, Cluster
from trucewatch.reconcile.cluster import joined
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.ledger import Rulings
from trucewatch.reconcile.library import Library
from trucewatch.reconcile.linking import Decided, Grouped, decide_on, group_accounts
from trucewatch.reconcile.meeting import beside, meetings_among
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import AccountRow, mark


class Regrouped(msgspec.Struct, frozen=True):
    """The accounts looked at, in order of their ids, and what became of them."""

    accounts: list[Account]
    decided: Decided
    grouped: Grouped

    @property
    def ids(self) -> frozenset[str]:
        """Of the accounts."""
        return frozenset(a.id for a in self.accounts)


def regroup(
    draft: Draft,
    library: Library,
    context: Context,
    rulings: Rulings,
    seeds: Iterable[str],
    gone: Mapping[str, AccountRow],
    new: frozenset[str],
) -> Regrouped:
    """The groups of all that hangs together with some accounts.

    What hangs together: accounts that links hold together, refused and undone ones too, and what a person judged. An
    account that hangs loose in a text is looked at again where a group that its text tells of is another than before.
    """
    more, ids = set(seeds), set[str]()
    while True:
        ids |= _components(draft, rulings, more | ids)
        found = _once(draft, library, context, rulings, frozenset(ids))
        more = set(found.grouped.reached) | _loose_beside(draft, found, gone, new)
        if more <= ids:
            _remember(draft, found)
            return found


def _components(draft: Draft, rulings: Rulings, seeds: set[str]) -> set[str]:
    """The accounts that hang together with some, as was remembered, and by people's decisions."""
    partners: dict[str, set[str]] = defaultdict(set)
    for a, b in rulings.pairs:
        partners[a].add(b)
        partners[b].add(a)
    ids: set[str] = set()
    wanted = set(seeds)
    while wanted:
        rows = draft.rows(AccountRow, wanted)
        components = {row.component for row in rows.values()}
        found = draft.marked(AccountRow, [mark("component", c) for c in components])
        ids |= rows.keys() | {i for i, row in found.items() if row.component in components}
        wanted = {p for i in ids for p in partners.get(i, ()) if p not in ids}
        wanted = set(draft.rows(AccountRow, wanted))
    return ids


def _once(draft: Draft, library: Library, context: Context, rulings: Rulings, ids: frozenset[str]) -> Regrouped:
    rows = draft.rows(AccountRow, ids)
    others = _standing(draft, rows)
    every = sorted(ids | others.keys())
    library.accounts(every)
    known = {a.id: a for a in library.accounts(every)}
    here = msgspec.structs.replace(context, account_of={c.id: a.id for a in known.values() for c in a.claims})
    accounts = [known[i] for i in every]
    decided = decide_on(accounts, meetings_among(draft, every, ids), here, rulings)
    decided = msgspec.structs.replace(
        decided,
        people=tuple(x for x in decided.people if x.a in ids and x.b in ids),
        machine=tuple(x for x in decided.machine if x.a in ids and x.b in ids),
    )
    mine = [known[i] for i in sorted(ids)]
    stand = [_as_they_stand(others, known, step) for step in range(len(STEPS))]
    return Regrouped(mine, decided, group_accounts(mine, decided, here, stand))


def _standing(draft: Draft, rows: Mapping[str, AccountRow]) -> dict[str, AccountRow]:
    """Accounts of other groups in the texts in which some of these hang loose."""
    roots = {row.roots[0] for row in rows.values() if row.loose and len(row.roots) == 1}
    near = {i: row for i, row in beside(draft, roots).items() if i not in rows}
    clusters = {c for row in near.values() for c in row.stages}
    found = draft.marked(AccountRow, [mark("in", c) for c in clusters])
    return {i: row for i, row in found.items() if i not in rows and clusters.intersection(row.stages)}


def _as_they_stand(others: Mapping[str, AccountRow], known: Mapping[str, Account], step: int) -> tuple[Cluster, ...]:
    found: dict[str, list[Account]] = defaultdict(list)
    for i in sorted(others):
        found[others[i].stages[step]].append(known[i])
    return tuple(tuple(found[c]) for c in sorted(found))


def _loose_beside(draft: Draft, found: Regrouped, gone: Mapping[str, AccountRow], new: frozenset[str]) -> set[str]:
    """Accounts outside that hang loose in a text that tells of a group which is another than before, at any step."""
    ids = found.ids
    before = {**draft.before(AccountRow, ids), **gone}
    moved: set[str] = set(new)
    for step, clusters in enumerate(found.grouped.stages[:-1]):
        was: dict[str, set[str]] = defaultdict(set)
        for i, row in before.items():
            was[row.stages[step]].add(i)
        old = {frozenset(members) for members in was.values()}
        now = {frozenset(a.id for a in c) for c in clusters}
        moved |= {i for members in old ^ now for i in members}
    roots = {r for a in found.accounts if a.id in moved for r in a.roots}
    roots |= {r for i, row in before.items() if i in moved or i in gone for r in row.roots}
    return {i for i, row in beside(draft, roots).items() if row.loose and len(row.roots) == 1 and i not in ids}


def _remember(draft: Draft, found: Regrouped) -> None:
    """Clusters at every step and components, in the accounts' rows."""
    rows = draft.rows(AccountRow, found.ids)
    at: list[dict[str, str]] = [{a.id: c[0].id for c in clusters for a in c} for clusters in found.grouped.stages]
    raw = [(x.a, x.b) for x in found.decided.machine if x.judgement == "same"]
    raw += [(x.a, x.b) for x in (*found.decided.people, *found.grouped.attached)]
    component = {i: min(members) for members in joined(raw) for i in members}
    for i, row in rows.items():
        stages = tuple(stage[i] for stage in at)
        draft.put(msgspec.structs.replace(row, component=component.get(i, i), stages=stages))


def clusters_of(draft: Draft, library: Library, ids: Iterable[str]) -> dict[str, Cluster]:
    """Clusters as they stand at the end, by id."""
    wanted = set(ids)
    rows = draft.marked(AccountRow, [mark("in", c) for c in wanted])
    held: dict[str, list[str]] = defaultdict(list)
    for i, row in rows.items():
        if row.cluster in wanted:
            held[row.cluster].append(i)
    known: Sequence[Account] = library.accounts(i for members in held.values() for i in members)
    of = {a.id: a for a in known}
    return {c: tuple(of[i] for i in sorted(members)) for c, members in sorted(held.items())}
