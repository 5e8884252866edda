"""Why pairs of one happening are not joined when incidents are made from our own reading.

Used by `reconcile_gold.py --read FILE --causes`. Each pair that gold joins and our reading does not is laid to the first
of these that holds:

    not read       one of the two claims has no answer among the read claims
    rule           it is not joined from gold claims either
    day, place,    putting this one slot of gold into every answer, with nothing else changed, joins it; sides are the
    act, sides,    speaker, the doer and the target, harm goes with counts and weapons, kind is polarity, modality,
    harm, kind     answer and background
    superfluous    it is joined once the read claims that answer no gold claim are left out
    several slots  it is joined with all slots of gold in the answers, and no superfluous claims
    claims not read  it is not: gold claims that were not read carry the link
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from trucewatch.model.claim import Claim

SLOTS: dict[str, tuple[str, ...]] = {
    "day": ("when", "time"),
    "place": ("where", "within"),
    "act": ("acts",),
    "sides": ("speaker", "relay", "initiator", "target"),
    "harm": ("harm", "count", "count_unit", "weapons"),
    "kind": ("polarity", "modality", "response", "background"),
}
Pair = tuple[str, str]
Joined = Callable[[Sequence[Claim]], Mapping[str, str]]  # read claims to the incident of each


def causes_of(
    missed: Sequence[Pair], gold: Mapping[str, Claim], by_gold: Mapping[str, str], answer: Mapping[str, str],
    read: Sequence[Claim], joined: Joined,
) -> dict[Pair, str]:  # fmt: skip
    """The cause of each missed pair of gold claims.

    `by_gold`: the incident of each gold claim when reading is taken as given. `answer`: the read claim that answers a
    gold claim. `joined`: reconciles claims.
    """
    gold_of = {r: gold[g] for g, r in answer.items()}

    def said(fields: tuple[str, ...], *, extra: bool = True) -> Mapping[str, str]:
        told = [_with(c, gold_of.get(c.id), fields) for c in read if extra or c.id in gold_of]
        found = joined(told)
        return {g: found[r] for g, r in answer.items() if r in found}

    tried = {name: said(fields) for name, fields in SLOTS.items()}
    tried["superfluous"] = said((), extra=False)
    tried["several slots"] = said(tuple(f for fields in SLOTS.values() for f in fields), extra=False)
    out: dict[Pair, str] = {}
    for pair in missed:
        if not all(c in answer for c in pair):
            out[pair] = "not read"
        elif not _one(pair, by_gold):
            out[pair] = "rule"
        else:
            out[pair] = next((name for name, of in tried.items() if _one(pair, of)), "claims not read")
    return out


def _with(claim: Claim, gold: Claim | None, fields: tuple[str, ...]) -> Claim:
    """A read claim with some fields as gold has them."""
    if gold is None or not fields:
        return claim
    return msgspec.structs.replace(claim, **{f: getattr(gold, f) for f in fields})


def _one(pair: Pair, of: Mapping[str, str]) -> bool:
    a, b = pair
    return a in of and of.get(a) == of.get(b)


def print_causes(found: Mapping[Pair, str], *, pairs: bool) -> None:
    """How many pairs each cause lost; with `pairs`, each pair by name."""
    for cause, n in Counter(found.values()).most_common():
        print(f"{cause:20}{n:6}")
        if pairs:
            for a, b in sorted(p for p, c in found.items() if c == cause):
                print(f"    {a:9}{b:9}")
