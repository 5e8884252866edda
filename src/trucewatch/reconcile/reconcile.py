"""Claims to incidents: accounts, pairs, links, groups, attachments, records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.incident import Incident, Link, Reason, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.ambiguous import open_ambiguous
from trucewatch.reconcile.apart import Apart
from trucewatch.reconcile.attach import STEPS, Cluster, attachments, blocked
from trucewatch.reconcile.cluster import Grouping, enemies_of, group, linked
from trucewatch.reconcile.columns import settled
from trucewatch.reconcile.context import Camps, Context, context_of
from trucewatch.reconcile.episodes import episodes_of
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.incidents import Draft, build, code_of, tells_something
from trucewatch.reconcile.joining import Ints, coded, parts
from trucewatch.reconcile.keys import candidates
from trucewatch.reconcile.ledger import Rulings, ruled, rulings_of
from trucewatch.reconcile.outlets import Outlets
from trucewatch.reconcile.recall import Recall, counted, sums, tolls
from trucewatch.reconcile.score import judge_pair
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.sparing import without_collecting


@without_collecting()
def reconcile(
    claims: Iterable[Claim],
    documents: Iterable[Document] | Mapping[str, Document],
    *,
    judgements: Iterable[Judgement] = (),
    theatre_sides: Camps = (),
    sources: Iterable[Source] = (),
) -> Reconciliation:
    """The incidents that a set of claims makes up, with links, reasons and episodes, whatever order they come in.

    `documents`: the texts of the claims, as an iterable or by id. `judgements`: people's decisions; the standing ones
    override the machine. `theatre_sides`: the sides of the conflict, sides that stand together as one tuple.
    `sources`: what the cards of followed sources say of them; it stands above our own table.
    Shape: incidents ordered by (provisional) code, links by pair.
    """
    texts = dict(documents) if isinstance(documents, Mapping) else {d.id: d for d in documents}
    rulings = rulings_of(judgements)
    kept = {c.id: c for c in claims if c.id not in rulings.retracted}
    told = [kept[k] for k in sorted(kept)]
    outlets = Outlets(sources)
    accounts = accounts_of(told, texts, apart=rulings.judged, outlets=outlets)
    context = context_of(accounts, theatre_sides, texts)
    decided = _decide(accounts, context, rulings)
    grouping = _group(accounts, decided, context)
    clusters, links = grouping.clusters, grouping.links
    retold, sunk = sums(clusters)
    recalled = [
        *tolls(told, clusters, texts, outlets),
        *counted(told, clusters, texts, outlets),
        *(r for i in sorted(retold) for r in retold[i]),
    ]
    incidents = _incidents(clusters, links, recalled, sunk, grouping.contested, rulings, texts, context)
    episodes = episodes_of(incidents)
    of = {code: e.id for e in episodes for code in e.incidents}
    incidents = tuple(msgspec.structs.replace(i, episode=of.get(i.code)) for i in incidents)
    shown = [*links, *_copies(accounts)]
    return Reconciliation(incidents=incidents, links=tuple(sorted(shown, key=lambda x: (x.a, x.b))), episodes=episodes)


class _Decided(msgspec.Struct, frozen=True, kw_only=True):
    """People's links, the machine's *same* and *unsure*, and the pairs that the machine holds different."""

    people: tuple[Link, ...]
    machine: tuple[Link, ...]
    apart: Apart

    @property
    def ruled(self) -> frozenset[tuple[str, str]]:
        return frozenset((x.a, x.b) for x in self.people)


def _decide(accounts: Sequence[Account], context: Context, rulings: Rulings) -> _Decided:
    """People's decisions, and the machine's on the pairs that nobody has judged; accounts in order of their ids."""
    ids = tuple(a.id for a in accounts)
    people = ruled(rulings, frozenset(ids))
    pairs = _unjudged(candidates(accounts), ids, people)
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
    return _Decided(people=people, machine=tuple(machine), apart=Apart(ids, held))


def _unjudged(pairs: Ints, ids: Sequence[str], people: Sequence[Link]) -> Ints:
    """The pairs without those that people have decided."""
    if not people:
        return pairs
    at = {x: n for n, x in enumerate(ids)}
    ends = np.array([(at[x.a], at[x.b]) for x in people], np.int64)
    return pairs[~np.isin(pairs, coded(ends[:, 0], ends[:, 1]))]


class _Grouped(msgspec.Struct, frozen=True):
    """Clusters, the links to show, and the ids of contested accounts."""

    clusters: tuple[Cluster, ...]
    links: tuple[Link, ...]
    contested: frozenset[str]


def _group(accounts: Sequence[Account], decided: _Decided, context: Context) -> _Grouped:
    by_id = {a.id: a for a in accounts}
    days = {a.id: a.days for a in accounts}

    def grouped(links: Sequence[Link]) -> Grouping:
        # whom nothing would bring together nobody need keep apart
        enemies = enemies_of(decided.apart.within(linked(links)))
        return group(by_id, links, people=decided.ruled, apart=enemies, days=days)

    links = open_ambiguous([*decided.people, *decided.machine], by_id, decided.apart)
    now = grouped(links)
    for step in STEPS:
        # what hangs loose is set beside the clusters as they stand, all at once, so that no order matters
        held = (blocked(links, context.account_of), decided.apart)
        attached = attachments(_clusters(now, by_id), context, held, step)
        if attached:
            known = {(x.a, x.b) for x in attached}
            links = [x for x in links if (x.a, x.b) not in known] + list(attached)
            now = grouped(links)
    told = {(x.a, x.b) for x in links}
    # a refusal shows what stood against it
    against = [judge_pair(by_id[a], by_id[b], context) for a, b in now.refusing if (a, b) not in told]
    shown = (*links, *(x for x in against if x is not None))
    return _Grouped(_clusters(now, by_id), shown, now.contested)


def _clusters(grouping: Grouping, by_id: Mapping[str, Account]) -> tuple[Cluster, ...]:
    return tuple(tuple(by_id[m] for m in g) for g in grouping.groups)


def _incidents(
    clusters: Sequence[Cluster],
    links: Sequence[Link],
    recalled: Sequence[Recall],
    sunk: frozenset[int],
    contested: frozenset[str],
    rulings: Rulings,
    documents: Mapping[str, Document],
    context: Context,
) -> tuple[Incident, ...]:
    codes = {i: code_of(c) for i, c in enumerate(clusters) if i not in sunk and tells_something(c)}
    at = {a.id: i for i, c in enumerate(clusters) for a in c}
    unsure: dict[int, set[str]] = defaultdict(set)
    for link in links:
        i, j = at[link.a], at[link.b]
        if (
            link.judgement == "unsure"
            and i != j
            and i in codes
            and j in codes
            and not _days_apart(clusters[i], clusters[j])
        ):
            unsure[i].add(codes[j])
            unsure[j].add(codes[i])
    recalls: dict[int, list[Recall]] = defaultdict(list)
    for r in recalled:
        recalls[r.cluster].append(r)
    assessed = _assessments(clusters, codes, rulings)
    out = [
        build(
            Draft(
                code=code,
                accounts=clusters[i],
                recalls=tuple(sorted(recalls[i], key=lambda r: (r.claim_id, r.role))),
                unsure_with=tuple(sorted(unsure[i])),
                contested=any(a.id in contested for a in clusters[i]),
                assessments=assessed[i],
            ),
            documents,
            context,
        )
        for i, code in codes.items()
    ]
    return tuple(sorted(out, key=lambda x: x.code))


def _days_apart(a: Cluster, b: Cluster) -> bool:
    """True if no dated account of the one can be of a day of the other: then only a loose claim is in question."""
    mine, theirs = ([x.days for x in c if x.days] for c in (a, b))
    return bool(mine and theirs) and all(x[0] > y[1] or y[0] > x[1] for x in mine for y in theirs)


def _assessments(
    clusters: Sequence[Cluster], codes: Mapping[int, str], rulings: Rulings
) -> Mapping[int, tuple[Judgement, ...]]:
    """People's assessments by cluster: the subject is a claim, a provisional code, or a code that a claim anchors."""
    at = {c.id: i for i, cluster in enumerate(clusters) for a in cluster for c in a.claims}
    at |= {code: i for i, code in codes.items()}
    out: dict[int, list[Judgement]] = defaultdict(list)
    for j in rulings.assessments:
        i = at.get(rulings.codes.get(j.subject, j.subject))
        if i is not None:
            out[i].append(j)
    return defaultdict(tuple, {i: tuple(js) for i, js in out.items()})


def _copies(accounts: Sequence[Account]) -> list[Link]:
    """A link from each claim that gives an account word for word again to the claim that stands for it."""
    why = Reason(comparison="account", score=1, sentence="One speaker, act, day, place and figures: the same account.")
    pairs = [(min(a.id, c.id), max(a.id, c.id)) for a in accounts for c in a.claims[1:]]
    return [Link(a=a, b=b, judgement="same", score=1.0, by=settings().author, reasons=(why,)) for a, b in pairs]
