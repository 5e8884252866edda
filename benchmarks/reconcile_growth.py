"""Measures how the cost of `reconcile` grows with the number of claims, on synthetic archives.

Usage: python benchmarks/reconcile_growth.py [SIZES...]   (default 100 1000 10000)

Two archives a size, both of our own making: *spread* (fights over many days and villages, each told by two sides and a
monitor, with copies, denials and late reports) and *hot day* (every claim of one day in one district). Prints claims,
pairs compared, pairs a claim, seconds, incidents, and pairwise precision and recall against the fights that were drawn.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Reconciliation
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.facts import accounts_of
from trucewatch.reconcile.keys import pairs_of
from trucewatch.reconcile.reconcile import reconcile

ACTS = ("shelling", "small_arms_fire", "ground_assault", "drone_strike", "sniper_fire")
SYLLABLES = ("ba", "dor", "kel", "mi", "nar", "osh", "pel", "ra", "sun", "tav", "ur", "vol", "yan", "zem")
FIRST = date(2020, 1, 1)


def archive(size: int, *, hot: bool, seed: int = 7) -> tuple[list[Claim], list[Document], dict[str, int]]:
    """Claims, their documents, and the fight that each claim was drawn from."""
    random = Random(seed)
    names = sorted({"".join(random.choices(SYLLABLES, k=4)).capitalize() for _ in range(size)})
    random.shuffle(names)
    claims: list[Claim] = []
    documents: list[Document] = []
    truth: dict[str, int] = {}
    fight = 0
    while len(claims) < size:
        fight += 1
        day = FIRST + timedelta(days=0 if hot else random.randrange(max(30, size // 20)))
        for claim, document in told(random, fight, day, names[fight % len(names)], len(documents)):
            claims.append(claim)
            documents.append(document)
            truth[claim.id] = fight
    return claims, documents, truth


def told(random: Random, fight: int, day: date, village: str, n: int) -> Iterator[tuple[Claim, Document]]:
    """The accounts of one fight, each in a text of its own."""
    act = random.choice(ACTS)
    hurt = random.randrange(1, 9)
    west, east = ActorRef(name="Westland forces", side="Westland"), ActorRef(name="Eastland forces", side="Eastland")
    doer, other = (west, east) if random.random() < 0.5 else (east, west)
    voices = [(f"{other.side} ministry", other.side, "affirms"), (f"{doer.side} ministry", doer.side, "denies")]
    if random.random() < 0.5:
        voices.append(("Truce mission", "Mission", "affirms"))
    voices += [voices[0]] * random.choice((0, 0, 1, 3))
    for k, (name, side, polarity) in enumerate(voices):
        key = f"d{n + k:07d}"
        late = timedelta(days=random.choice((0, 0, 1, 9)))
        text = f"{name} on {village}"
        yield (
            Claim(
                id=f"{key}-1",
                document_id=key,
                spans=(Span(0, len(text)),),
                acts=(act,),
                speaker=ActorRef(name=name, side=side),
                polarity="denies" if polarity == "denies" else "affirms",
                initiator=None if side == "Mission" else doer,
                target=other,
                when=day.isoformat(),
                where=(PlaceMention(name=village, kind="settlement"),),
                within=(PlaceMention(name="Lower district", kind="district"),),
                harm=(Harm(kind="wounded", low=hurt, high=hurt, who=other),) if side == other.side else (),
            ),
            Document(
                id=key,
                text=text,
                sha256_raw=key,
                sha256_text=key,
                body=text,
                offsets=OffsetMap(),
                published=day + late,
            ),
        )


def figures(result: Reconciliation, truth: dict[str, int]) -> tuple[float, float]:
    """Pairwise precision and recall over claims, counted by cells."""
    said = {link.claim_id: i.code for i in result.incidents for link in i.claims}
    cells = Counter((said.get(c, c), t) for c, t in truth.items())
    rows, columns = Counter(said.get(c, c) for c in truth), Counter(truth.values())

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter(cells))
    return both / max(1, pairs(Counter(rows))), both / max(1, pairs(Counter(columns)))


def main() -> None:
    """Run all sizes and print one line each."""
    sizes = [int(a) for a in sys.argv[1:]] or [100, 1000, 10000]
    head = ("claims", "accounts", "pairs", "a claim", "seconds", "incidents", "P", "R")
    print(f"{'archive':9}" + "".join(f"{h:>10}" for h in head))
    for hot in (False, True):
        for size in sizes:
            claims, documents, truth = archive(size, hot=hot)
            accounts = accounts_of(claims, {d.id: d for d in documents})
            pairs = sum(1 for _ in pairs_of(accounts))
            start = time.perf_counter()
            result = reconcile(claims, documents, theatre_sides=("Westland", "Eastland"))
            seconds = time.perf_counter() - start
            p, r = figures(result, truth)
            row = (len(claims), len(accounts), pairs, round(pairs / len(claims), 1), round(seconds, 2))
            ends = (len(result.incidents), round(p, 3), round(r, 3))
            print(f"{'hot day' if hot else 'spread':9}" + "".join(f"{x:>10}" for x in (*row, *ends)))


if __name__ == "__main__":
    main()
