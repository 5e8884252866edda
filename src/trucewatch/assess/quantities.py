"""Numbers in the terms held against the numbers that accounts tell: 7 of 20 hostages, 2,500 of at most 1,960 servicemen.

Only a number that stands right before one of the words by which the pack says reports count the thing is taken; of "seven of
the 20 hostages" it is the seven. Numbers of different documents or speakers are never added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from trucewatch.model.agreement import Provision, Quantity
from trucewatch.model.claim import Claim
from trucewatch.model.numerals import NUMERAL, number_of


class Counted(msgspec.Struct, frozen=True):
    """How many of a quantity one claim tells of."""

    n: int
    of: Quantity

    @property
    def short(self) -> bool:
        """True if the terms ask for more."""
        return self.of.bound in ("exactly", "floor") and self.n < self.of.n

    @property
    def over(self) -> bool:
        """True if the terms allow fewer only."""
        return self.of.bound in ("exactly", "ceiling") and self.n > self.of.n

    def says(self) -> str:
        """7 of 20 living hostages."""
        least = {"exactly": "", "ceiling": "at most ", "floor": "at least "}[self.of.bound]
        return f"{self.n:,} of {least}{self.of.n:,} {self.of.unit}"


def counted(claim: Claim, provision: Provision, texts: Mapping[str, str]) -> Counted | None:
    """What a claim's own words count of the provision's first quantity that they name; linear in the words."""
    text = texts.get(claim.document_id, "")
    words = " … ".join(span.words(text) for span in claim.spans).lower()
    for quantity in provision.quantities:
        if not quantity.words or not words:
            continue
        found = [
            n
            for m in _pattern(quantity.words).finditer(words)
            if (n := number_of(m["n"])) is not None and not re.search(r"\bof (?:the |all )?\Z", words[: m.start()])
        ]
        if found:
            return Counted(max(found), quantity)
    return None


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A number, perhaps "of the 20", up to two words more ("seven living", "1,960 Russian"), and one of the words."""
    nouns = "|".join(re.escape(w.lower()) for w in sorted(words, key=len, reverse=True))
    of_all = rf"(?: of (?:the|all|its|their)(?: (?:{NUMERAL}))?)?"
    return re.compile(rf"(?<![\w,])(?P<n>{NUMERAL}){of_all}(?: [a-z'-]+){{0,2}}? (?:{nouns})(?!\w)")
