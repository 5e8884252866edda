"""Claims to incidents: accounts, pairs, links, groups, attachments, records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.incident import Incident, Link, Reason, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.context import Camps, Context, context_of
from trucewatch.reconcile.episodes import episodes_of
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.incidents import Draft, build, code_of, tells_something
from trucewatch.reconcile.ledger import Rulings, rulings_of
from trucewatch.reconcile.linking import Decided, decide, group_accounts
from trucewatch.reconcile.outlets import Outlets
from trucewatch.reconcile.recall import AllFigures, AllNear, Recall, recalled, sums, totals_of
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.sparing import without_collecting

Deciding = Callable[[Sequence[Account], Context, Rulings], Decided]


@without_collecting()
def reconcile(
    claims: Iterable[Claim],
    documents: Iterable[Document] | Mapping[str, Document],
    *,
    judgements: Iterable[Judgement] = (),
    theatre_sides: Camps = (),
    sources: Iterable[Source] = (),
    deciding: Deciding = decide,
) -> Reconciliation:
    """The incidents that a set of claims makes up, with links, reasons and episodes, whatever order they come in.

    `documents`: the texts of the claims, as an iterable or by id. `judgements`: people's decisions; the standing ones
    override the machine. `theatre_sides`: the sides of the conflict, sides that stand together as one tuple.
    `sources`: what the cards of followed sources say of them; it stands above our own table.
    `deciding`: who compares pairs; another gives the same answer elsewhere, such as on many machines.
    Shape: incidents ordered by (provisional) code, links by pair.
    """
    texts = dict(documents) if isinstance(documents, Mapping) else {d.id: d for d in documents}
    rulings = rulings_of(judgements)
    kept = {c.id: c for c in claims if c.id not in rulings.retracted}
    told = [kept[k] for k in sorted(kept)]
    outlets = Outlets(sources)
    accounts = accounts_of(told, texts, apart=rulings.judged, outlets=outlets)
    context = context_of(accounts, theatre_sides, texts)
    grouping = group_accounts(accounts, deciding(accounts, context, rulings), context)
    clusters, links = grouping.clusters, grouping.links
    figures, beside = AllFigures(clusters), AllNear(clusters)
    retold, totals = sums(clusters, figures), totals_of(told)
    standing = {c.id for a in accounts for c in a.claims} if totals else frozenset[str]()
    again = [r for c in totals for r in recalled(c, standing, figures, beside, texts, outlets)]
    again += [r for i in sorted(retold) for r in retold[i]]
    incidents = _incidents(clusters, links, again, retold, grouping.contested, rulings, texts, context)
    episodes = episodes_of(incidents)
    of = {code: e.id for e in episodes for code in e.incidents}
    incidents = tuple(msgspec.structs.replace(i, episode=of.get(i.code)) for i in incidents)
    shown = [*links, *copies_of(accounts)]
    return Reconciliation(incidents=incidents, links=tuple(sorted(shown, key=lambda x: (x.a, x.b))), episodes=episodes)


def _incidents(
    clusters: Sequence[Cluster],
    links: Sequence[Link],
    recalled: Sequence[Recall],
    sunk: Container[str],
    contested: frozenset[str],
    rulings: Rulings,
    documents: Mapping[str, Document],
    context: Context,
) -> tuple[Incident, ...]:
    codes = {i: code_of(c) for i, c in enumerate(clusters) if c[0].id not in sunk and tells_something(c)}
    at = {a.id: i for i, c in enumerate(clusters) for a in c}
    unsure: dict[int, set[str]] = defaultdict(set)
    for link in links:
        i, j = at[link.a], at[link.b]
        if (
            link.judgement == "unsure"
            and i != j
            and i in codes
            and j in codes
            and not spans_apart(spans_of(clusters[i]), spans_of(clusters[j]))
        ):
            unsure[i].add(codes[j])
            unsure[j].add(codes[i])
    recalls: dict[str, list[Recall]] = defaultdict(list)
    for r in recalled:
        recalls[r.cluster].append(r)
    assessed = assessments_of(clusters, codes, rulings)
    out = [
        build(
            Draft(
                code=code,
                accounts=clusters[i],
                recalls=tuple(sorted(recalls[clusters[i][0].id], key=lambda r: (r.claim_id, r.role))),
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


def spans_of(cluster: Cluster) -> tuple[tuple[int, int], ...]:
    """The days of a cluster's dated accounts, each once, in order."""
    return tuple(sorted({a.days for a in cluster if a.days}))


def spans_apart(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> bool:
    """True if no dated account of the one can be of a day of the other: then only a loose claim is in question."""
    return bool(mine and theirs) and all(x[0] > y[1] or y[0] > x[1] for x in mine for y in theirs)


def assessments_of(
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


def copies_of(accounts: Sequence[Account]) -> list[Link]:
    """A link from each claim that gives an account word for word again to the claim that stands for it."""
    why = Reason(
        comparison="account", score=1.0, sentence="One speaker, act, day, place and figures: the same account."
    )
    pairs = [(min(a.id, c.id), max(a.id, c.id)) for a in accounts for c in a.claims[1:]]
    return [Link(a=a, b=b, judgement="same", score=1.0, by=settings().author, reasons=(why,)) for a, b in pairs]
