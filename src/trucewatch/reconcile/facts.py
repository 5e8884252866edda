"""What the comparisons look at: a claim's slots, worked out once.

Several claims that give the very same account (one speaker, act, day, place, figures) become one `Account`, so that
five hundred copies cost as much as one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Literal

import msgspec

from trucewatch.model.acts import can_be_incident
from trucewatch.model.claim import Claim
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.days import days_of
from trucewatch.reconcile.names import fold, skeleton
from trucewatch.reconcile.origins import side_of
from trucewatch.reconcile.settings import settings

Level = Literal["spot", "district", "area"]
_LEVELS: dict[str, Level] = {
    "settlement": "spot",
    "site": "spot",
    "district": "district",
    "region": "area",
    "country": "area",
    "area": "area",
    "line": "area",
}
ANSWERED = frozenset({"force", "air", "civilians", "monitors", "territory"})  # families that one fires back at
SEVERAL = 2  # two strikes told as one are one; more occasions than that are a sum
MOST_DAYS = 31  # a longer stretch dates nothing


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place as comparisons need it.

    `level`: how much ground the name covers. `shared_name`: some text calls a district by this name too.
    """

    key: str
    name: str
    level: Level
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    shared_name: bool = False


class Account(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One account of a happening, with all claims that give it word for word the same.

    `roots`: the first texts it stands in. `days`: proleptic ordinals, None when undated or longer than a month.
    `bounds`: UTC instants when narrower than half a day. `reported`: the day on which its first text was published.
    `answers`: the claim that a reply in the same text answers. `line`: hashes that stand for the words of its passage.
    `points`: codes of acts that its words name as known ("the raid"), so that they can be ones that the text told before.
    `one_more`: its words say that it is a further happening ("another", "later"); `many`: that there were many.
    `spots`: places of its own that are settlements or sites; `districts`: those it names, as its place or around it.
    """

    id: str
    claims: tuple[Claim, ...]
    roots: frozenset[str]
    days: tuple[int, int] | None
    bounds: tuple[datetime, datetime] | None
    reported: int | None
    where: tuple[Place, ...]
    within: tuple[Place, ...]
    initiator: str | None
    target: str | None
    speaker: str
    speaker_name: str
    side: str | None
    group: str
    relays: frozenset[str]
    vague: bool
    people: str | None = None
    answers: str | None = None
    line: tuple[int, ...] = ()
    points: frozenset[str] = frozenset()
    one_more: bool = False
    many: bool = False
    spots: tuple[Place, ...] = ()
    districts: tuple[Place, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim that stands for all."""
        return self.claims[0]

    @property
    def denies(self) -> bool:
        """True if it says that nothing of the kind happened."""
        return self.claim.polarity == "denies"

    @property
    def placed(self) -> bool:
        """True if a settlement, site or district is named for it."""
        return any(p.level != "area" for p in self.where) or any(p.level == "district" for p in self.within)

    @property
    def anchored(self) -> bool:
        """True if the words tie it to a day or to a place smaller than a region."""
        return self.days is not None or self.placed


def days_apart(a: Account, b: Account) -> bool:
    """True if both are dated and have no day in common."""
    return a.days is not None and b.days is not None and (a.days[0] > b.days[1] or b.days[0] > a.days[1])


def is_tally(claim: Claim) -> bool:
    """True if the claim publishes a total of several occasions rather than telling of one."""
    if claim.count is None or claim.count <= 1:
        return False
    units = set(fold(claim.count_unit or "").split())
    return "unspecified_violation" in claim.acts or bool(units & set(settings().tally_units))


def is_reply(claim: Claim) -> bool:
    """True if the claim tells of an answer that is part of the occasion that it answers: "returned fire".

    The gravest act decides, which stands first: an assault with fire is no reply.
    """
    return claim.response and claim.acts[0] in settings().reply_acts


def is_sum(claim: Claim) -> bool:
    """True if the claim counts occasions, more than two: "returned fire 28 times"."""
    units = set(fold(claim.count_unit or "").split())
    return (claim.count or 1) > SEVERAL and bool(units & {*settings().tally_units, *settings().times})


def is_occasion(claim: Claim) -> bool:
    """True if people are said to have been hurt on one day in one settlement or site, whatever was done to them.

    No act is guessed: the incident is one of people hurt. Without such a day and place a figure is a total or recalls
    what is told beside it.
    """
    if claim.acts != ("casualty_toll",) or claim.polarity == "denies" or not claim.harm:
        return False
    if claim.modality != "actual" or claim.background or any(h.scope != "this_occasion" for h in claim.harm):
        return False
    days = days_of(claim.when)
    told = any(h.low is None or h.low > 0 for h in claim.harm)
    spots = [p for p in claim.where if place_of(p, frozenset()).level == "spot"]
    return told and days is not None and days[0] == days[1] and bool(spots)


def is_account(claim: Claim) -> bool:
    """True if the claim tells of, or denies, one happening that could be an incident."""
    return (
        claim.modality == "actual"
        and not claim.background
        and can_be_incident(claim.acts)
        and not is_tally(claim)
        and all(h.scope == "this_occasion" for h in claim.harm)
    )


def district_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Keys of names that some text gives to a district."""
    words = set(settings().place_words.district)
    return frozenset(
        skeleton(p.name)
        for c in claims
        for p in (*c.where, *c.within)
        if p.kind == "district" or (p.kind == "unknown" and words & set(fold(p.name).split()))
    )


def area_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Folded names that some text gives as the larger unit around another place, or as a side: a country is no village."""
    told = list(claims)
    around = {fold(p.name) for c in told for p in c.within if c.where}
    sides = {x.side for c in told for x in (c.speaker, c.initiator, c.target) if x is not None and x.side}
    return frozenset(around.union(fold(s) for s in sides))


def place_of(mention: PlaceMention, areas: Container[str], districts: Container[str] = frozenset()) -> Place:
    """A place mention with its key and level; the gazetteer's kind goes first, then the words of the name."""
    words = settings().place_words
    level = _LEVELS.get(mention.kind)
    if level is None:
        spoken = set(fold(mention.name).split())
        if spoken & set(words.district):
            level = "district"
        elif spoken & set(words.area) or fold(mention.name) in areas:
            level = "area"
        else:
            level = "spot"
    return Place(
        key=skeleton(mention.name),
        name=mention.name,
        level=level,
        place_id=mention.place_id,
        lat=mention.lat,
        lon=mention.lon,
        radius_m=mention.radius_m,
        shared_name=level == "spot" and skeleton(mention.name) in districts,
    )


def party(claim: Claim, role: Literal["initiator", "target"]) -> str | None:
    """The side in a role, else the actor's folded name; None for all sides together and for nobody named."""
    actor = claim.initiator if role == "initiator" else claim.target
    if actor is None or (actor.side and fold(actor.side) == "both"):
        return None
    return side_of(actor) or fold(actor.name)
