"""What people decided about pairs of claims: it overrides the machine and is never overridden by it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.model.incident import Link, LinkJudgement, Reason
from trucewatch.model.judgement import Judgement, standing


class Rulings(msgspec.Struct, frozen=True, kw_only=True):
    """The standing decisions that matter here: on pairs of claims, on claims taken back, on incidents."""

    pairs: dict[tuple[str, str], Judgement] = {}
    retracted: frozenset[str] = frozenset()
    assessments: tuple[Judgement, ...] = ()
    codes: dict[str, str] = {}

    @property
    def judged(self) -> frozenset[str]:
        """Ids of claims that some pair decision names."""
        return frozenset(c for pair in self.pairs for c in pair)


def rulings_of(judgements: Iterable[Judgement]) -> Rulings:
    """The decisions that hold; of two on one pair the later."""
    pairs: dict[tuple[str, str], Judgement] = {}
    retracted: set[str] = set()
    assessments: list[Judgement] = []
    codes: dict[str, str] = {}
    for j in standing(tuple(judgements)):
        if j.kind in ("same", "different", "unsure") and j.object and j.object != j.subject:
            pairs[min(j.subject, j.object), max(j.subject, j.object)] = j
        elif j.kind == "retract":
            retracted.add(j.subject)
        elif j.kind in ("accept", "correct") and j.subject in retracted and j.kind == "accept":
            retracted.discard(j.subject)
        elif j.kind == "assess":
            assessments.append(j)
        elif j.kind == "code" and j.value:
            codes[j.value] = j.subject
    return Rulings(pairs=pairs, retracted=frozenset(retracted), assessments=tuple(assessments), codes=codes)


def ruled(rulings: Rulings, known: frozenset[str]) -> tuple[Link, ...]:
    """The decisions on pairs as links, with their authors; pairs of unknown claims are left out."""
    out: list[Link] = []
    for (a, b), j in sorted(rulings.pairs.items()):
        if a not in known or b not in known:
            continue
        kind: LinkJudgement = "same" if j.kind == "same" else "different" if j.kind == "different" else "unsure"
        why = Reason(
            comparison="judgement", score={"same": 1.0, "different": -1.0, "unsure": 0.0}[kind], sentence=j.reason
        )
        score = {"same": 1.0, "different": 0.0, "unsure": 0.5}[kind]
        out.append(Link(a=a, b=b, judgement=kind, score=score, by=j.by, reasons=(why,)))
    return tuple(out)
