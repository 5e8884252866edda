"""Which accounts tell of one happening: pairs judged, groups made, what hangs loose set beside what its text tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from trucewatch.model.incident import Link, Reason
from trucewatch.reconcile.ambiguous import open_ambiguous
from trucewatch.reconcile.apart import Apart
from trucewatch.reconcile.attach import STEPS, Cluster, attachments, blocked
from trucewatch.reconcile.cluster import Grouping, enemies_of, group, linked
from trucewatch.reconcile.columns import settled
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.joining import Ints, coded, parts
from trucewatch.reconcile.keys import candidates
from trucewatch.reconcile.ledger import Rulings, ruled
from trucewatch.reconcile.score import judge_pair

NOTHING_BESIDE: tuple[tuple[Cluster, ...], ...] = ((),) * len(STEPS)


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """People's links, the machine's *same* and *unsure*, and the pairs that the machine holds different."""

    people: tuple[Link, ...]
    machine: tuple[Link, ...]
    apart: Apart

    @property
    def ruled(self) -> frozenset[tuple[str, str]]:
        """The pairs that people have decided."""
        return frozenset((x.a, x.b) for x in self.people)


def decide(accounts: Sequence[Account], context: Context, rulings: Rulings) -> Decided:
    """People's decisions, and the machine's on the pairs that nobody has judged; accounts in order of their ids."""
    return decide_on(accounts, candidates(accounts), context, rulings)


def decide_on(accounts: Sequence[Account], pairs: Ints, context: Context, rulings: Rulings) -> Decided:
    """The same for pairs that are known (`joining.coded`, places in `accounts`)."""
    ids = tuple(a.id for a in accounts)
    people = ruled(rulings, frozenset(ids))
    pairs = _unjudged(pairs, ids, people)
    different = settled(accounts, pairs)
    machine: list[Link] = []
    apart: list[int] = []
    said: dict[Reason, Reason] = {}
    open_ = pairs[~different]
    for code, x, y in zip(open_.tolist(), *(column.tolist() for column in parts(open_)), strict=True):
        link = judge_pair(accounts[x], accounts[y], context)
        if link is None:
            continue
        if link.judgement == "different":
            # only the pair is kept: most are never asked for, and their sentences can be told again
            apart.append(code)
        else:
            # one sentence is said of many pairs
            reasons = tuple([said.setdefault(r, r) for r in link.reasons])
            machine.append(msgspec.structs.replace(link, reasons=reasons))
    held = np.sort(np.concatenate((pairs[different], np.array(apart, np.int64))))
    return Decided(people=people, machine=tuple(machine), apart=Apart(ids, held))


def _unjudged(pairs: Ints, ids: Sequence[str], people: Sequence[Link]) -> Ints:
    """The pairs without those that people have decided."""
    if not people:
        return pairs
    at = {x: n for n, x in enumerate(ids)}
    ends = np.array([(at[x.a], at[x.b]) for x in people], np.int64)
    return pairs[~np.isin(pairs, coded(ends[:, 0], ends[:, 1]))]


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """Clusters, the links to show, and the ids of contested accounts.

    `stages`: the clusters before each step of setting beside, and at the end. `attached`: the links of those steps.
    `reached`: accounts of clusters that only stood beside, to which something would have been attached.
    """

    stages: tuple[tuple[Cluster, ...], ...]
    links: tuple[Link, ...]
    contested: frozenset[str]
    attached: tuple[Link, ...]
    reached: frozenset[str]

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters at the end."""
        return self.stages[-1]


def group_accounts(
    accounts: Sequence[Account],
    decided: Decided,
    context: Context,
    beside: Sequence[Sequence[Cluster]] = NOTHING_BESIDE,
) -> Grouped:
    """The groups that links make. `beside`: for each step, clusters of other accounts that stand as they are."""
    by_id = {a.id: a for a in accounts}
    days = {a.id: a.days for a in accounts}

    def grouped(links: Sequence[Link]) -> Grouping:
        # whom nothing would bring together nobody need keep apart
        enemies = enemies_of(decided.apart.within(linked(links)))
        return group(by_id, links, people=decided.ruled, apart=enemies, days=days)

    links = open_ambiguous([*decided.people, *decided.machine], by_id, decided.apart)
    now = grouped(links)
    stages = [_clusters(now, by_id)]
    every: list[Link] = []
    reached: set[str] = set()
    for step, others in zip(STEPS, beside, strict=True):
        # what hangs loose is set beside the clusters as they stand, all at once, so that no order matters
        held = (blocked(links, context.account_of), decided.apart)
        attached = attachments(stages[-1], context, held, step, beside=others)
        outside = {i for x in attached for i in (x.a, x.b) if i not in by_id}
        if outside:
            reached |= outside
            attached = tuple(x for x in attached if x.a in by_id and x.b in by_id)
        if attached:
            known = {(x.a, x.b) for x in attached}
            links = [x for x in links if (x.a, x.b) not in known] + list(attached)
            every += attached
            now = grouped(links)
        stages.append(_clusters(now, by_id) if attached else stages[-1])
    told = {(x.a, x.b) for x in links}
    # a refusal shows what stood against it
    against = [judge_pair(by_id[a], by_id[b], context) for a, b in now.refusing if (a, b) not in told]
    return Grouped(
        stages=tuple(stages),
        links=(*links, *(x for x in against if x is not None)),
        contested=now.contested,
        attached=tuple(every),
        reached=frozenset(reached),
    )


def _clusters(grouping: Grouping, by_id: Mapping[str, Account]) -> tuple[Cluster, ...]:
    return tuple(tuple(by_id[m] for m in g) for g in grouping.groups)
