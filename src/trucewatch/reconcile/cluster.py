"""Groups of accounts that tell of one happening: by *same* links alone, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.model.incident import Link


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """Groups of ids, ordered; those that hold a pair that a person holds apart; links that were not followed."""

    groups: tuple[tuple[str, ...], ...]
    contested: frozenset[str]
    refused: tuple[Link, ...]
    refusing: tuple[Link, ...]

    def of(self) -> dict[str, int]:
        """Which group each id is in."""
        return {member: i for i, group in enumerate(self.groups) for member in group}


class _Union:
    """Groups under union, each with the ids that must not enter it."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.parent = {i: i for i in ids}
        self.members = {i: [i] for i in self.parent}
        self.against: dict[str, set[str]] = {i: set() for i in self.parent}

    def root(self, x: str) -> str:
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def barred(self, x: str, y: str) -> list[tuple[str, str]]:
        """Pairs held different that a union of two groups would bring together."""
        small, large = sorted((self.root(x), self.root(y)), key=lambda r: (len(self.members[r]), r))
        if not self.against[large] and not self.against[small]:
            return []
        return [(m, e) for m in self.members[small] for e in self.enemies[m] if self.root(e) == large]

    enemies: dict[str, set[str]]

    def join(self, x: str, y: str) -> None:
        a, b = self.root(x), self.root(y)
        if a == b:
            return
        if (len(self.members[a]), b) < (len(self.members[b]), a):
            a, b = b, a
        self.parent[b] = a
        self.members[a] += self.members.pop(b)
        self.against[a] |= self.against.pop(b)


def group(ids: Iterable[str], links: Iterable[Link], *, people: frozenset[tuple[str, str]] = frozenset()) -> Grouping:
    """The groups that *same* links make.

    `people`: pairs whose link is a person's; such a *same* always joins, even against a *different*, and the group is
    then contested. A machine's *same* joins from the best supported down and is refused where it would bring together a
    pair held different; a refusal over a person's *different* leaves both groups contested.
    """
    union = _Union(sorted(set(ids)))
    by_kind: dict[str, list[Link]] = {"same": [], "different": [], "unsure": []}
    for link in links:
        by_kind[link.judgement].append(link)
    union.enemies = {i: set() for i in union.parent}
    for link in by_kind["different"]:
        union.enemies[link.a].add(link.b)
        union.enemies[link.b].add(link.a)
        union.against[link.a].add(link.b)
        union.against[link.b].add(link.a)
    apart = {(x.a, x.b): x for x in by_kind["different"]}
    contested: set[str] = set()
    refused: list[Link] = []
    refusing: dict[tuple[str, str], Link] = {}

    def order(link: Link) -> tuple[bool, float, str, str]:
        return (link.a, link.b) not in people, -link.score, link.a, link.b

    for link in sorted(by_kind["same"], key=order):
        if union.root(link.a) == union.root(link.b):
            continue
        barred = [(min(p), max(p)) for p in union.barred(link.a, link.b)]
        if (link.a, link.b) in people:
            union.join(link.a, link.b)
        elif barred:
            refused.append(link)
            first = min(barred)
            refusing[first] = apart[first]
            if any(p in people for p in barred):
                contested |= {link.a, link.b}
        else:
            union.join(link.a, link.b)
    for pair in people:
        if pair in apart and union.root(pair[0]) == union.root(pair[1]):
            contested.add(pair[0])
    groups = tuple(sorted(tuple(sorted(g)) for g in union.members.values()))
    marked = frozenset(m for g in groups if contested & set(g) for m in g)
    return Grouping(
        groups=groups, contested=marked, refused=tuple(refused), refusing=tuple(refusing[p] for p in sorted(refusing))
    )
