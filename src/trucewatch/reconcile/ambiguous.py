"""Accounts that fit several happenings: they are joined to none of them.

"One case in the district on that day" fits each of two fights in two villages of the district. To pick the better
supported would be a guess, so every such link becomes *unsure* and a person is asked. So does an attack "on Alpha and Beta"
beside one on Alpha and another on Beta.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

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
    links: Iterable[Link], accounts: Mapping[str, Account], held: Container[tuple[str, str]] = ()
) -> list[Link]:
    """The links with those of ambiguous accounts turned from *same* to *unsure*; people's links are left alone.

    An account is ambiguous when it names no settlement or site, or several, or no day, and has *same* links to two accounts
    that are different from one another, by a link, in `held` or by their days. A link that rests on lineage or on equal figures
    stays, and one with an account that names all its settlements.
    """
    found = list(links)
    apart = (frozenset((x.a, x.b) for x in found if x.judgement == "different"), held)
    partners: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        if link.judgement == "same":
            for i in (link.a, link.b):
                if (len(accounts[i].spots) != 1 or accounts[i].days is None) and not _firm(link):
                    partners[i].append(link)
    ambiguous = {i for i, mine in partners.items() if _split(_ends(i, mine), apart, accounts)}
    return [
        msgspec.structs.replace(x, judgement="unsure", reasons=(*x.reasons, WHY))
        if x.judgement == "same" and not _firm(x) and _doubtful(x, ambiguous, accounts)
        else x
        for x in found
    ]


def _doubtful(link: Link, ambiguous: Container[str], accounts: Mapping[str, Account]) -> bool:
    return any(
        i in ambiguous and not _covered(accounts[i], accounts[j]) for i, j in ((link.a, link.b), (link.b, link.a))
    )


def _covered(account: Account, by: Account) -> bool:
    """True if the other account names all settlements and sites of this one, which names some, and no day that this one lacks."""
    mine = {p.key for p in account.spots}
    return bool(mine) and (account.days is not None or by.days is None) and mine <= {p.key for p in by.spots}


def _ends(account: str, links: list[Link]) -> list[str]:
    return sorted({x.b if x.a == account else x.a for x in links})


def _split(ends: list[str], apart: Sequence[Container[tuple[str, str]]], accounts: Mapping[str, Account]) -> bool:
    return any(
        days_apart(accounts[a], accounts[b]) or any((a, b) in held for held in apart)
        for i, a in enumerate(ends)
        for b in ends[i + 1 :]
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
