"""Groups of accounts that tell of one happening: by *same* links alone, whatever order they come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set

import msgspec

from trucewatch.model.incident import Link

Pair = tuple[str, str]
Days = tuple[int, int]
Enemies = Mapping[str, Set[str]]
NO_ENEMIES: Enemies = {}
NO_DAYS: Mapping[str, Days | None] = {}


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """Groups of ids, ordered; those that hold a pair that a person holds apart; links that were not followed, and for
    each the pair that stood against it."""

    groups: tuple[tuple[str, ...], ...]
    contested: frozenset[str]
    refused: tuple[Link, ...]
    refusing: tuple[Pair, ...]


class _Union:
    """Groups under union, each with the ids that must not enter it, its latest first day and its earliest last day."""

    def __init__(self, ids: Iterable[str], days: Mapping[str, Days | None], enemies: Enemies) -> None:
        self.parent = {i: i for i in ids}
        self.members = {i: [i] for i in self.parent}
        self.enemies = enemies
        dated = [(i, d) for i in self.parent if (d := days.get(i)) is not None]
        # the account that begins latest and the one that ends earliest: if those two can be of one day, all can
        self.begins = {i: (-d[0], i) for i, d in dated}
        self.ends = {i: (d[1], i) for i, d in dated}

    def root(self, x: str) -> str:
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def holds(self, x: str, root: str) -> bool:
        return x in self.parent and self.root(x) == root

    def barred(self, x: str, y: str) -> list[Pair]:
        """Pairs held different, by a link or by their days, that a union of two groups would bring together."""
        small, large = sorted((self.root(x), self.root(y)), key=lambda r: (len(self.members[r]), r))
        found = [(m, e) for m in self.members[small] for e in self.enemies.get(m, ()) if self.holds(e, large)]
        for one, other in ((small, large), (large, small)):
            late, early = self.begins.get(one), self.ends.get(other)
            if late is not None and early is not None and -late[0] > early[0]:
                found.append((late[1], early[1]))
        return found

    def join(self, x: str, y: str) -> None:
        a, b = self.root(x), self.root(y)
        if a == b:
            return
        if (len(self.members[a]), b) < (len(self.members[b]), a):
            a, b = b, a
        self.parent[b] = a
        self.members[a] += self.members.pop(b)
        for kept in (self.begins, self.ends):
            found = [v for v in (kept.pop(a, None), kept.pop(b, None)) if v is not None]
            if found:
                kept[a] = min(found)


def group(
    ids: Iterable[str],
    links: Iterable[Link],
    *,
    people: frozenset[Pair] = frozenset(),
    apart: Enemies = NO_ENEMIES,
    days: Mapping[str, Days | None] = NO_DAYS,
) -> Grouping:
    """The groups that *same* links make.

    `people`: pairs whose link is a person's; such a *same* always joins, even against a *different*, and the group is
    then contested. A machine's *same* joins from the best supported down and is refused where it would bring together a
    pair held different; a refusal over a person's *different* leaves both groups contested.
    `apart`: more that are held different (`enemies_of`). `days`: the days of an account; two that have none in common
    are held different.
    """
    told = [x for x in links if x.judgement != "unsure"]
    same = [x for x in told if x.judgement == "same"]
    enemies = dict(apart)
    for x, others in enemies_of((x.a, x.b) for x in told if x.judgement == "different").items():
        enemies[x] = {*enemies.get(x, ()), *others}
    # whoever has no link is a group alone
    union = _Union({i for x in same for i in (x.a, x.b)}, days, enemies)
    contested: set[str] = set()
    refused: list[Link] = []
    refusing: set[Pair] = set()

    def order(link: Link) -> tuple[bool, float, str, str]:
        return (link.a, link.b) not in people, -link.score, link.a, link.b

    for link in sorted(same, key=order):
        if union.root(link.a) == union.root(link.b):
            continue
        if (link.a, link.b) in people:
            union.join(link.a, link.b)
            continue
        barred = [(min(p), max(p)) for p in union.barred(link.a, link.b)]
        if not barred:
            union.join(link.a, link.b)
            continue
        refused.append(link)
        refusing.add(min(barred))
        if any(p in people for p in barred):
            contested |= {link.a, link.b}
    for pair in people:
        joined = pair[0] in union.parent and pair[1] in union.parent and union.root(pair[0]) == union.root(pair[1])
        if joined and pair[1] in enemies.get(pair[0], ()):
            contested.add(pair[0])
    alone = [(i,) for i in set(ids) if i not in union.parent]
    groups = tuple(sorted([*alone, *(tuple(sorted(g)) for g in union.members.values())]))
    marked = frozenset(m for g in groups if contested.intersection(g) for m in g) if contested else frozenset()
    return Grouping(groups=groups, contested=marked, refused=tuple(refused), refusing=tuple(sorted(refusing)))


def linked(links: Iterable[Link]) -> list[list[str]]:
    """Ids that *same* links hold together, were none of them refused."""
    return joined([(x.a, x.b) for x in links if x.judgement == "same"])


def joined(pairs: Collection[Pair]) -> list[list[str]]:
    """Ids that pairs hold together."""
    union = _Union({i for pair in pairs for i in pair}, NO_DAYS, NO_ENEMIES)
    for pair in pairs:
        union.join(*pair)
    return list(union.members.values())


def enemies_of(pairs: Iterable[Pair]) -> Enemies:
    """Who is held apart from whom."""
    out: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        out[a].add(b)
        out[b].add(a)
    return dict(out)
