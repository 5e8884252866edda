"""Accounts that fit several happenings: they are joined to none of them.

"One case in the district on that day" fits each of two fights in two villages of the district. To pick the better
supported would be a guess, so every such link becomes *unsure* and a person is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from trucewatch.model.incident import Link, Reason
from trucewatch.reconcile.facts import Account, days_apart
from trucewatch.reconcile.settings import settings

WHY = Reason(
    comparison="ties",
    score=0,
    sentence="One of the two fits several happenings that are told apart; which is not said.",
)


def open_ambiguous(
    links: Iterable[Link], accounts: Mapping[str, Account], held: frozenset[tuple[str, str]] = frozenset()
) -> list[Link]:
    """The links with those of ambiguous accounts turned from *same* to *unsure*; people's links are left alone.

    An account is ambiguous when it names no settlement or site and has *same* links to two accounts that are different
    from one another, by a link, in `held` or by their days. A link that rests on lineage or on equal figures stays.
    """
    found = list(links)
    apart = held.union((x.a, x.b) for x in found if x.judgement == "different")
    partners: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        if link.judgement == "same" and not _firm(link):
            partners[link.a].append(link)
            partners[link.b].append(link)
    ambiguous = {
        i
        for i, mine in partners.items()
        if not any(p.level == "spot" for p in accounts[i].where) and _split(_ends(i, mine), apart, accounts)
    }
    return [
        msgspec.structs.replace(x, judgement="unsure", reasons=(*x.reasons, WHY))
        if x.judgement == "same" and not _firm(x) and ambiguous & {x.a, x.b}
        else x
        for x in found
    ]


def _ends(account: str, links: list[Link]) -> list[str]:
    return sorted({x.b if x.a == account else x.a for x in links})


def _split(ends: list[str], apart: frozenset[tuple[str, str]], accounts: Mapping[str, Account]) -> bool:
    return any(
        (a, b) in apart or days_apart(accounts[a], accounts[b]) for i, a in enumerate(ends) for b in ends[i + 1 :]
    )


def _firm(link: Link) -> bool:
    """True for a person's link, and for one that rests on lineage or on equal figures."""
    if not link.by.startswith("rule:"):
        return True
    ties = settings().ties
    return any(
        (r.comparison == "lineage" and r.score >= ties.lineage) or (r.comparison == "harm" and r.score >= ties.harm)
        for r in link.reasons
    )
