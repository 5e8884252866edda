"""A synthetic archive of claims with the happening that each was drawn from: all of our own making, seeded.

The mix: fights of two sides on many days and in many villages, told by both, by a mission and by outlets; outlets copy
one another word for word; a village is spelled in several ways; the sides give other figures, other acts and the other
side as the doer; some accounts give two days, none, or only the district; some come days later; some only deny.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention

ACTS = ("shelling", "small_arms_fire", "ground_assault", "drone_strike", "sniper_fire")
KIN = {"small_arms_fire": "exchange_of_fire", "ground_assault": "exchange_of_fire", "sniper_fire": "small_arms_fire",
       "shelling": "unspecified_fire", "drone_strike": "undetermined_explosion"}  # fmt: skip
SYLLABLES = ("ba", "dor", "kel", "mi", "nar", "osh", "pel", "ra", "sun", "tav", "ur", "vol", "yan", "zem", "gha", "khi")
OUTLETS = tuple(f"The {w} Daily" for w in ("Morning", "Valley", "River", "Harbour", "Mountain", "Border", "Market"))
SWAPS = (("gh", "g"), ("kh", "x"), ("sh", "s"), ("a", "e"), ("o", "u"))
FIRST = date(2020, 1, 1)
FIGHTS_A_DAY = 12


class Fight(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, as the maker of the archive knows it."""

    number: int
    day: date
    village: str
    district: str
    act: str
    hurt: int
    doer: str
    other: str


def villages(random: Random, n: int) -> list[str]:
    """Different names, so many or a few less."""
    return sorted({"".join(random.choices(SYLLABLES, k=random.choice((3, 4)))).capitalize() for _ in range(n)})


def archive(size: int, *, seed: int = 7) -> tuple[list[Claim], list[Document], dict[str, int]]:
    """At least `size` claims, their documents, and the number of the fight that each claim tells of."""
    random = Random(seed)
    days = max(30, size // (FIGHTS_A_DAY * 4))
    names = villages(random, 3000)
    claims: list[Claim] = []
    documents: list[Document] = []
    truth: dict[str, int] = {}
    number = 0
    while len(claims) < size:
        number += 1
        doer, other = random.sample(("Westland", "Eastland"), 2)
        at = random.randrange(len(names))
        fight = Fight(
            number=number, day=FIRST + timedelta(days=random.randrange(days)), village=names[at],
            district=f"{SYLLABLES[at % 16].capitalize()}dar district", act=random.choice(ACTS),
            hurt=random.choice((0, 0, 1, 1, 2, 3, 4, 6, 9)), doer=doer, other=other,
        )  # fmt: skip
        for claim, document in told(random, fight, len(documents)):
            claims.append(claim)
            documents.append(document)
            truth[claim.id] = number
    return claims, documents, truth


def told(random: Random, fight: Fight, n: int) -> Iterator[tuple[Claim, Document]]:
    """The accounts of one fight, each in a text of its own; copies follow their original."""
    k = n
    for voice in ("victim", "doer", "mission", "outlet"):
        if random.random() > {"victim": 1.0, "doer": 0.5, "mission": 0.4, "outlet": 0.3}[voice]:
            continue
        claim, document = account(random, fight, voice, f"d{k:07d}")
        yield claim, document
        k += 1
        for _ in range(random.choice((0, 0, 0, 1, 2, 5)) if voice == "victim" else random.choice((0, 0, 0, 1))):
            key = f"d{k:07d}"
            when = (document.published or fight.day) + timedelta(days=random.choice((0, 0, 0, 1, 12)))
            yield (
                msgspec.structs.replace(claim, id=f"{key}-1", document_id=key),
                msgspec.structs.replace(
                    document, id=key, sha256_raw=key, sha256_text=key, source=random.choice(OUTLETS), published=when,
                    near_duplicate_of=document.id,
                ),
            )  # fmt: skip
            k += 1


def account(random: Random, fight: Fight, voice: str, key: str) -> tuple[Claim, Document]:
    """One account, as precise and as partial as its voice."""
    rival = voice == "doer" and random.random() < 0.5  # tells the other side's act in the same place
    name = {"victim": f"{fight.other} ministry", "doer": f"{fight.doer} army", "mission": "Truce mission", "outlet": ""}
    side = {"victim": fight.other, "doer": fight.doer, "mission": "Mission", "outlet": None}[voice]
    doer, target = (fight.other, fight.doer) if rival else (fight.doer, fight.other)
    precision = random.choices(("day", "two", "none"), (0.85, 0.08, 0.07))[0]
    day = fight.day.isoformat()
    when = {"day": day, "two": f"{day}/{fight.day + timedelta(days=1)}", "none": None}[precision]
    low = max(0, fight.hurt + (random.choice((-1, 0, 1, 2)) if rival else 0))
    text = (
        f"{name[voice] or random.choice(OUTLETS)} said that {doer} forces fired on {fight.village} on {day}, case "
        f"{random.randrange(10**6)}, {low} hurt, according to account {key} given to reporters."
    )
    placed = random.random() < 0.93
    claim = Claim(
        id=f"{key}-1",
        document_id=key,
        spans=(Span(0, len(text)),),
        acts=(KIN[fight.act] if random.random() < 0.2 else fight.act,),
        speaker=ActorRef(name=name[voice], side=side) if side else None,
        polarity="denies" if voice == "doer" and not rival else "affirms",
        initiator=None if voice in ("mission", "outlet") else ActorRef(name=f"{doer} forces", side=doer),
        target=ActorRef(name=f"{target} forces", side=target),
        when=when,
        where=(PlaceMention(name=spelled(random, fight.village), kind="settlement"),) if placed else (),
        within=(PlaceMention(name=fight.district, kind="district"),),
        harm=(Harm(kind="wounded", low=low, high=low, who=ActorRef(name=f"{target} people", side=target)),)
        if low and voice != "outlet"
        else (),
    )
    late = timedelta(days=random.choices((0, 1, 3, 17), (0.7, 0.2, 0.05, 0.05))[0])
    return claim, Document(
        id=key, text=text, sha256_raw=key, sha256_text=key, body=text, offsets=OffsetMap(), published=fight.day + late,
        source=random.choice(OUTLETS),
    )  # fmt: skip


def spelled(random: Random, name: str) -> str:
    """The village, in every fifth text in another spelling."""
    if random.random() > 0.2:
        return name
    old, new = random.choice(SWAPS)
    return name.lower().replace(old, new, 1).capitalize()
