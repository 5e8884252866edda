"""What linking remembers of each record between two runs, and the marks under which it is found again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

import msgspec

from trucewatch.reconcile.facts import Place
from trucewatch.reconcile.keys import Order
from trucewatch.reconcile.recall import Ask, FigureKey, Recall

BUCKET_DAYS = 64  # figures are found by such stretches of days
LANE_DAYS = 8


@lru_cache(maxsize=131072)
def mark(*parts: object) -> int:
    """A negative number of 63 bits for some words; keys of accounts (`keys.keys_of`) are never negative.

    Two words may share one, so whoever looks up compares the words themselves.
    """
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return -1 - (int.from_bytes(blake2b(text, digest_size=8).digest()) >> 1)


class Row(Protocol):
    """A remembered record. `marks`: under which it is found; a function of the row alone."""

    @property
    def id(self) -> str: ...
    def marks(self) -> Iterable[int]: ...


class _Row(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    id: str

    def marks(self) -> Iterable[int]:
        """Under which it is found."""
        return ()


class NameRow(_Row, frozen=True, kw_only=True, gc=False):
    """A name that some texts give to an area ("a|...") or a district ("d|..."); `texts`: how many."""

    texts: int


class TextRow(_Row, frozen=True, kw_only=True, gc=False):
    """A text. `root`: the first text that it was copied from. `names`: ids of `NameRow` that it gives.

    `told`: its claims that tell of a happening, each with the signature of its account; `totals`: its tolls and totals.
    `mentions`: its places' names as areas ("n|...") and districts ("s|...") would be told by.
    """

    root: str
    names: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    totals: tuple[str, ...]
    mentions: tuple[str, ...]

    def marks(self) -> Iterable[int]:
        """By first text, by the accounts that it gives, by the names that it uses."""
        yield mark("root", self.root)
        for signature in {s for _, s in self.told}:
            yield mark("signature", signature)
        for name in self.mentions:
            yield mark("says", name)


class AccountRow(_Row, frozen=True, kw_only=True, gc=False):
    """An account without its words. `claims`: claim and text of each. `loose`: as `attach.can_hang_loose` has it.

    `component`: the least id among all that links hold together, refused ones too; `stages`: the least id of its cluster
    before each step of setting beside, and at the end. `keys`: those of `keys.keys_of`; `sub` and `order` split large blocks.
    """

    signature: str
    claims: tuple[tuple[str, str], ...]
    roots: tuple[str, ...]
    loose: bool
    component: str
    stages: tuple[str, ...]
    days: tuple[int, int] | None
    keys: tuple[int, ...]
    sub: int
    order: Order
    where: tuple[Place, ...]
    within: tuple[Place, ...]
    people: str | None

    @property
    def cluster(self) -> str:
        """Its cluster at the end."""
        return self.stages[-1]

    def marks(self) -> Iterable[int]:
        """By key, first text, signature, component and clusters."""
        yield from self.keys
        yield mark("signature", self.signature)
        yield mark("component", self.component)
        for root in self.roots:
            yield mark("root", root)
        for cluster in set(self.stages):
            yield mark("in", cluster)


class LinkRow(_Row, frozen=True, kw_only=True, gc=False):
    """A link that is shown. Shape: `a` < `b`."""

    a: str
    b: str
    unsure: bool

    def marks(self) -> Iterable[int]:
        """By both ends."""
        return mark("end", self.a), mark("end", self.b)


class ClusterRow(_Row, frozen=True, kw_only=True, gc=False):
    """A cluster under the id of its first account. `code`: of its incident, None where it is none.

    `spans`: the days of its accounts. `figures`: key, day, number. `claims`: of a cluster that asks, see `recall.Ask`.
    """

    code: str | None
    contested: bool
    spans: tuple[tuple[int, int], ...]
    figures: tuple[tuple[FigureKey, int, int], ...]
    asks: tuple[Ask, ...]
    claims: tuple[str, ...]

    def marks(self) -> Iterable[int]:
        """By what its figures are of, with and without their days, and by what it asks for."""
        for key, day in {(k, d // BUCKET_DAYS) for k, d, _ in self.figures}:
            yield mark("figures", *key, day)
        for key in {k for k, _, _ in self.figures}:
            yield mark("figures", *key)
        for key, day in {(a.key, a.reported // BUCKET_DAYS) for a in self.asks}:
            yield mark("asks", *key, day)


class TotalRow(_Row, frozen=True, kw_only=True, gc=False):
    """A toll or published total: its text, first text, the days that it speaks of, what its figures are of."""

    document: str
    root: str
    period: tuple[int, int] | None
    keys: tuple[FigureKey, ...]

    def marks(self) -> Iterable[int]:
        """By first text, and by what its figures are of."""
        yield mark("root", self.root)
        for key in set(self.keys):
            yield mark("asks", *key)


class RecallRow(_Row, frozen=True, kw_only=True, gc=False):
    """What one cluster ("s|...") or one total ("t|...") recalls."""

    recalls: tuple[Recall, ...]

    def marks(self) -> Iterable[int]:
        """By the clusters recalled."""
        return {mark("recalls", r.cluster) for r in self.recalls}


class PlaceName(msgspec.Struct, frozen=True, gc=False):
    """A place as an episode sees it."""

    name: str
    kind: str


class ActorSide(msgspec.Struct, frozen=True, gc=False):
    """An actor as an episode sees it."""

    side: str | None


class IncidentRow(_Row, frozen=True, kw_only=True, gc=False):
    """An incident under its provisional code, as far as episodes look at it. `lanes`: where and between whom, if dated."""

    cluster: str
    firm: bool
    when: str | None
    unsure_with: tuple[str, ...]
    places: tuple[PlaceName, ...]
    within: tuple[PlaceName, ...]
    actors: tuple[ActorSide, ...]
    lanes: tuple[tuple[str, str], ...]
    days: tuple[int, int] | None
    episode: str | None = None

    @property
    def code(self) -> str:
        """Its provisional code."""
        return self.id

    def marks(self) -> Iterable[int]:
        """By lane and stretch of days."""
        if self.days is not None:
            for bucket in range((self.days[0] - 1) // LANE_DAYS, (self.days[1] + 1) // LANE_DAYS + 1):
                for lane in self.lanes:
                    yield mark("lane", *lane, bucket)


class EpisodeRow(_Row, frozen=True, kw_only=True, gc=False):
    """An episode's incidents by their provisional codes."""

    incidents: tuple[str, ...]


KINDS: tuple[type[_Row], ...] = (
    NameRow, TextRow, AccountRow, LinkRow, ClusterRow, TotalRow, RecallRow, IncidentRow, EpisodeRow,
)  # fmt: skip
