"""Which of an incident's origins are one, though they bear different names.

A side and the outlets that speak for it, and whoever prints the same line word for word: neither can corroborate the
other. The relay chain is followed before (`origins.group_of`); this looks at the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from trucewatch.model.incident import Origin
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.outlets import VOICE, voice_side

MOST_COMPARED = 60  # accounts of one incident whose lines are compared with one another


def origins_of(accounts: Sequence[Account], context: Context | None = None) -> tuple[Origin, ...]:
    """The independent origins that tell of the happening, in order of their group.

    An origin counts when one of its accounts has a day or a place of its own; where none has, all count.
    """
    affirming = [a for a in accounts if a.claim.polarity == "affirms"]
    one, why = _merged(affirming, context)
    # an undated answer says that its speaker acted, not that it can tell of the happening by itself
    anchored = {one[a.group] for a in affirming if a.anchored and not (a.claim.response and a.days is None)}
    groups = sorted(anchored or {one[a.group] for a in affirming})
    return tuple(
        Origin(
            group=g,
            claim_ids=tuple(sorted(c.id for a in affirming if one[a.group] == g for c in a.claims)),
            document_ids=tuple(sorted({c.document_id for a in affirming if one[a.group] == g for c in a.claims})),
            reasons=tuple(sorted(text for other, text in why if one[other] == g)),
        )
        for g in groups
    )


def _merged(accounts: Sequence[Account], context: Context | None) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The group that each group counts as, and a sentence for every one that does not count by itself."""
    one = {a.group: a.group for a in accounts}
    why: list[tuple[str, str]] = []

    def root(x: str) -> str:
        while one[x] != x:
            x = one[x]
        return x

    def join(x: str, y: str, sentence: str) -> None:
        a, b = root(x), root(y)
        if a == b:
            return
        first, second = sorted((a, b), key=lambda g: (not g.startswith("side:"), _first_told(accounts, g), g))
        one[second] = first
        why.append((second, sentence))

    for group in sorted(one):
        side = voice_side(group)
        if side and f"side:{side}" in one:
            join(f"side:{side}", group, f"{group.removeprefix(VOICE)} cannot confirm what {side} says.")
    if context is not None and context.passages is not None and len(one) > 1:
        for a, b in combinations(sorted(accounts, key=lambda a: a.id)[:MOST_COMPARED], 2):
            if a.group == b.group or (a.side and b.side) or not context.passages.one_line(a, b):
                continue
            join(a.group, b.group, f"{_name(b.group)} and {_name(a.group)} print one line word for word.")
    return {g: root(g) for g in one}, why


def _first_told(accounts: Sequence[Account], group: str) -> int:
    return min((a.reported for a in accounts if a.group == group and a.reported is not None), default=10**7)


def _name(group: str) -> str:
    return group.partition(":")[2]
