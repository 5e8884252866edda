"""Claims to incidents: accounts, pairs, links, groups, attachments, records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Link, Reason, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.ambiguous import open_ambiguous
from trucewatch.reconcile.attach import STEPS, Cluster, attachments, blocked
from trucewatch.reconcile.cluster import Grouping, enemies_of, group
from trucewatch.reconcile.context import Camps, Context, context_of
from trucewatch.reconcile.episodes import episodes_of
from trucewatch.reconcile.facts import Account, accounts_of
from trucewatch.reconcile.incidents import Draft, build, code_of, tells_something
from trucewatch.reconcile.keys import Joiner, join_in_memory, pairs_of
from trucewatch.reconcile.ledger import Rulings, ruled, rulings_of
from trucewatch.reconcile.recall import Recall, counted, sums, tolls
from trucewatch.reconcile.score import judge_pair
from trucewatch.reconcile.settings import settings


def reconcile(
    claims: Iterable[Claim],
    documents: Iterable[Document] | Mapping[str, Document],
    *,
    judgements: Iterable[Judgement] = (),
    theatre_sides: Camps = (),
    joiner: Joiner = join_in_memory,
) -> Reconciliation:
    """The incidents that a set of claims makes up, with links, reasons and episodes, whatever order they come in.

    `documents`: the texts of the claims, as an iterable or by id. `judgements`: people's decisions; the standing ones
    override the machine. `theatre_sides`: the sides of the conflict, sides that stand together as one tuple.
    `joiner`: the engine that finds the pairs which share a key; every engine finds the same.
    Shape: incidents ordered by (provisional) code, links by pair.
    """
    texts = dict(documents) if isinstance(documents, Mapping) else {d.id: d for d in documents}
    rulings = rulings_of(judgements)
    kept = {c.id: c for c in claims if c.id not in rulings.retracted}
    told = [kept[k] for k in sorted(kept)]
    accounts = accounts_of(told, texts, apart=rulings.judged)
    context = context_of(accounts, theatre_sides, texts)
    decided = _decide(accounts, context, rulings, joiner)
    grouping = _group(accounts, decided, context)
    clusters, links = grouping.clusters, grouping.links
    retold, sunk = sums(clusters)
    recalled = [
        *tolls(told, clusters, texts),
        *counted(told, clusters, texts),
        *(r for i in sorted(retold) for r in retold[i]),
    ]
    incidents = _incidents(clusters, links, recalled, sunk, grouping.contested, rulings, texts, context)
    episodes = episodes_of(incidents)
    of = {code: e.id for e in episodes for code in e.incidents}
    incidents = tuple(msgspec.structs.replace(i, episode=of.get(i.code)) for i in incidents)
    shown = [*links, *_copies(accounts)]
    return Reconciliation(incidents=incidents, links=tuple(sorted(shown, key=lambda x: (x.a, x.b))), episodes=episodes)


class _Decided(msgspec.Struct, frozen=True):
    """People's links, the machine's *same* and *unsure*, and the pairs that the machine holds different."""

    people: tuple[Link, ...]
    machine: tuple[Link, ...]
    apart: frozenset[tuple[str, str]]

    @property
    def ruled(self) -> frozenset[tuple[str, str]]:
        return frozenset((x.a, x.b) for x in self.people)


def _decide(accounts: Sequence[Account], context: Context, rulings: Rulings, joiner: Joiner) -> _Decided:
    """People's decisions, and the machine's on the pairs that nobody has judged."""
    people = ruled(rulings, frozenset(a.id for a in accounts))
    done = {(x.a, x.b) for x in people}
    machine: list[Link] = []
    apart: list[tuple[str, str]] = []
    for a, b in pairs_of(accounts, joiner):
        if (a.id, b.id) in done:
            continue
        link = judge_pair(a, b, context)
        if link is None:
            continue
        if link.judgement == "different":
            # only the pair is kept: most are never asked for, and their sentences can be told again
            apart.append((a.id, b.id))
        else:
            machine.append(link)
    return _Decided(people, tuple(machine), frozenset(apart))


class _Grouped(msgspec.Struct, frozen=True):
    """Clusters, the links to show, and the ids of contested accounts."""

    clusters: tuple[Cluster, ...]
    links: tuple[Link, ...]
    contested: frozenset[str]


def _group(accounts: Sequence[Account], decided: _Decided, context: Context) -> _Grouped:
    by_id = {a.id: a for a in accounts}
    days = {a.id: a.days for a in accounts}

    enemies = enemies_of(decided.apart)

    def grouped(links: Sequence[Link]) -> Grouping:
        return group(by_id, links, people=decided.ruled, apart=enemies, days=days)

    links = open_ambiguous([*decided.people, *decided.machine], by_id, decided.apart)
    for step in STEPS:
        # what hangs loose is set beside the clusters as they stand, all at once, so that no order matters
        loose = _clusters(grouped(links), by_id)
        attached = attachments(loose, context, blocked(links, context.account_of) | decided.apart, step)
        known = {(x.a, x.b) for x in attached}
        links = [x for x in links if (x.a, x.b) not in known] + list(attached)
    final = grouped(links)
    told = {(x.a, x.b) for x in links}
    # a refusal shows what stood against it
    against = [judge_pair(by_id[a], by_id[b], context) for a, b in final.refusing if (a, b) not in told]
    shown = (*links, *(x for x in against if x is not None))
    return _Grouped(_clusters(final, by_id), shown, final.contested)


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
