"""Lineage: does the one account come from, answer, deny or spell out the other?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.compare.roles import mirrored
from trucewatch.reconcile.compare.where import same_place
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.names import fold

NAME = "lineage"
VERSION = 2


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for a denial with the accusation that it carries, less for answers, second voices and one report; else 0."""
    together = bool(a.roots & b.roots)
    for x, y in ((a, b), (b, a)):
        if together and _denies(x, y):
            return _reason(1.0, f"{x.speaker_name} denies what it says that the other account claims.")
        if together and x.answers and context.account_of.get(x.answers) == y.id:
            return _reason(0.9, "The one is told as the answer to the other.")
        if together and _spells_out(x, y):
            return _reason(0.9, "A second voice of the same body speaks in one text of the one case that it reported.")
    if together and mirrored(a, b, context) and _one_spot(a, b) and _alike(a, b) > 0:
        return _reason(0.8, "One report gives both sides' versions of what happened in one place.")
    if _announcement(a, b):
        return _reason(0.9, f"{a.speaker_name} reports one case without detail in two texts of the same day.")
    if together:
        return _reason(0.39, "Both stand in one report.")
    return _reason(0.0, "They stand in different reports.")


def _denies(denial: Account, told: Account) -> bool:
    """The denier passes on the very accusation: it is the relay, or both rest on the same words."""
    if denial.claim.polarity != "denies" or told.claim.polarity == "denies":
        return False
    if denial.initiator != told.initiator or _alike(denial, told) < 0.5:
        return False
    if told.speaker == denial.speaker:
        return False
    relayed = fold(denial.speaker_name) in told.relays
    words = any(s.overlaps(t) for c in denial.claims for d in told.claims if c.document_id == d.document_id
                for s in c.spans for t in d.spans)  # fmt: skip
    return relayed or words


def _spells_out(detail: Account, case: Account) -> bool:
    """An account without day, place and doer by another voice of the body that reports exactly one vague case."""
    return (
        detail.group == case.group
        and detail.speaker != case.speaker
        and case.vague
        and (case.anchored or not detail.vague)
        and case.claim.count in (None, 1)
        and not detail.anchored
        and detail.initiator is None
        and case.initiator is None
        and detail.claim.polarity == case.claim.polarity == "affirms"
    )


def _alike(a: Account, b: Account) -> float:
    return max(act_score(x, y) for x in a.claim.acts for y in b.claim.acts)


def _one_spot(a: Account, b: Account) -> bool:
    return any(same_place(p, q) for p in a.where for q in b.where if p.level == q.level == "spot")


def _announcement(a: Account, b: Account) -> bool:
    if not (a.vague and b.vague and a.group == b.group and a.side is not None):
        return False
    if a.initiator is not None or b.initiator is not None or not {a.claim.count, b.claim.count} <= {None, 1}:
        return False
    if a.roots & b.roots or a.reported is None or b.reported is None or a.reported != b.reported:
        return False
    return not (a.placed and b.placed and a.days and b.days)


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=score, sentence=sentence)
