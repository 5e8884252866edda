"""The largest groups of claims and the link that each hangs on, so that a person can look where a chain may have run off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from trucewatch.model.incident import Incident, Link, Reconciliation

MOST_SHOWN = 5
LEAST_CLAIMS = 3


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """An incident's claims as a group. `weakest`: the least supported link without which it would fall apart, None where
    its claims hang together in no link of their own."""

    code: str
    claims: int
    contested: bool
    weakest: Link | None


def largest_groups(result: Reconciliation, most: int = MOST_SHOWN) -> tuple[Group, ...]:
    """The largest groups of at least three claims, the largest first. Totals that recall an incident are no part of it."""
    sized = sorted(((_members(i), i) for i in result.incidents), key=lambda p: (-len(p[0]), p[1].code))
    chosen = [(members, i) for members, i in sized if len(members) >= LEAST_CLAIMS][:most]
    of = {c: i.code for members, i in chosen for c in members}
    inside: dict[str, list[Link]] = defaultdict(list)
    for link in result.links:
        if link.judgement == "same" and link.a in of and of[link.a] == of.get(link.b):
            inside[of[link.a]].append(link)
    return tuple(
        Group(code=i.code, claims=len(members), contested=i.contested, weakest=weakest_link(inside[i.code]))
        for members, i in chosen
    )


def weakest_link(links: Iterable[Link]) -> Link | None:
    """The least supported of the links that hold a group together: joined from the best down, the last that was needed."""
    at: dict[str, str] = {}

    def root(x: str) -> str:
        at.setdefault(x, x)
        while at[x] != x:
            at[x] = at[at[x]]
            x = at[x]
        return x

    last: Link | None = None
    for link in sorted(links, key=lambda x: (-x.score, x.a, x.b)):
        a, b = root(link.a), root(link.b)
        if a != b:
            at[b] = a
            last = link
    return last


def _members(incident: Incident) -> tuple[str, ...]:
    return tuple(x.claim_id for x in incident.claims if x.role != "recalls")
