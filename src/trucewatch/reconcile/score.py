"""The decision on a pair of accounts: same, unsure, different, or nothing worth saying."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from trucewatch.model.acts import family
from trucewatch.model.incident import Link, LinkJudgement, Reason
from trucewatch.reconcile.compare import acts, count, harm, lineage, roles, speaker, text, weapons, when, where
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, is_reply, is_sum
from trucewatch.reconcile.settings import settings

Comparison = Callable[[Account, Account, Context], Reason]
# cheap and decisive ones first: a veto ends the work
MODULES = (when, where, speaker, lineage, acts, roles, harm, weapons, count, text)
COMPARISONS: tuple[Comparison, ...] = tuple(m.compare for m in MODULES)


def methods() -> dict[str, int]:
    """Name and version of every comparison, in the order in which they are asked."""
    return {m.NAME: m.VERSION for m in MODULES}


def judge_pair(a: Account, b: Account, context: Context) -> Link | None:
    """The link between two accounts, None when nothing speaks for one happening and nothing against it.

    Shape: the link's `a` < `b` whatever the order of the arguments; its `score` is support between 0 and 1.
    """
    if b.id < a.id:
        a, b = b, a
    found: list[Reason] = []
    for compare in COMPARISONS:
        reason = compare(a, b, context)
        if reason.score <= settings().veto:
            if reason.comparison != where.NAME or not roles.same_people(a, b):
                return _link(a, b, "different", 0.0, (reason,))
            # the same wedding hit is one happening, by whatever names the two place it
            reason = Reason(
                comparison=where.NAME, score=0.0, sentence=f"{reason.sentence} Both tell of the same people hit."
            )
        found.append(reason)
    support = support_of(found)
    scores = {r.comparison: r.score for r in found}
    shown = tuple(r for r in found if r.score)
    limits = settings().thresholds
    if support >= limits.same:
        missing = untied(a, b, scores)
        if missing is None:
            return _link(a, b, "same", support, shown)
        return _link(a, b, "unsure", support, (*shown, missing))
    if support >= limits.unsure:
        return _link(a, b, "unsure", support, shown)
    return None


def support_of(reasons: list[Reason]) -> float:
    """Bias and weighted scores as a number between 0 and 1."""
    table = settings()
    total = table.bias + sum(table.weights[r.comparison] * r.score for r in reasons)
    return round(1 / (1 + exp(-total)), 4)


def untied(a: Account, b: Account, scores: dict[str, float]) -> Reason | None:
    """None when something ties the two accounts to one happening, else the sentence that says what is missing.

    Likeness of act and sides alone joins nothing: along one line the same act by the same side happens every day.
    """
    ties = settings().ties
    if scores["lineage"] < ties.lineage and scores["harm"] < ties.harm:
        if _one_of_a_sum(a, b) or _one_of_a_sum(b, a):
            return _missing("One counts several occasions, of which the other can be one.")
        if scores["where"] < ties.district and _overview(a) != _overview(b):
            return _missing("One tells of several places over days or wide ground, of which the other can be one.")
        if scores["where"] < 0:
            return _missing("The places named are not known to be one, and no figure ties the two.")
        if scores["roles"] < -ties.day and scores["where"] < ties.district:
            return _missing("Different sides are said to have acted, and nothing narrower than a day ties the two.")
        if scores["acts"] < 0 or (a.group == b.group and not (a.vague or b.vague) and scores["acts"] < ties.own_acts):
            return _missing("The acts told are not alike, and no figure ties the two.")
        if scores["roles"] < 0 and scores["where"] < ties.district:
            return _missing("They differ on who acted or was hit, and nothing narrower than a day ties the two.")
        if scores["roles"] < -ties.day and scores["acts"] <= ties.day and not _rival_breach(a, b, scores["when"]):
            return _missing("Different sides are said to have acted, in ways that are not alike.")
        if scores["acts"] <= 0 and scores["where"] < ties.district and not _of_civilians(a, b):
            return _missing(
                "The acts told say nothing about one another, and nothing narrower than a day ties the two."
            )
        if a.group == b.group and scores["harm"] < 0 and scores["acts"] < 1:
            return _missing("One body gives different acts and different figures.")
    if scores["lineage"] >= ties.lineage or scores["when"] >= ties.day:
        return None
    if scores["text"] >= ties.text and scores["when"] >= 0:
        return None
    if scores["where"] >= ties.place and a.days is None and b.days is None and scores["when"] >= 0:
        if a.vague or b.vague or scores["acts"] >= ties.own_acts or scores["text"] > 0:
            return None
        return _missing("One place and no day: acts so unlike may be two happenings.")
    if _denied_elsewhere(a, b, scores) or _denied_elsewhere(b, a, scores):
        return None
    together = a.roots & b.roots and a.days is None and b.days is None
    if together and scores["where"] >= ties.district and scores["roles"] >= 1 and scores["acts"] >= 1:
        return None
    if scores["harm"] >= ties.harm and scores["where"] >= ties.part_of_place:
        return None
    return _missing("Nothing in the words ties the two to one day, or one place and figure.")


def _denied_elsewhere(denial: Account, told: Account, scores: dict[str, float]) -> bool:
    """True if a later report denies without a day what was told of one doer in one village, in the last days.

    Nobody denies unasked: the accusation is the one that stands at that time.
    """
    if not denial.denies or told.denies or denial.days is not None or told.days is None or denial.reported is None:
        return False
    recent = 0 <= denial.reported - told.days[1] <= settings().denial_days
    ties = settings().ties
    return recent and scores["where"] >= ties.place and scores["roles"] > ties.day and scores["acts"] >= ties.day


def _one_of_a_sum(one: Account, told: Account) -> bool:
    """True if the one counts several occasions and the other does not; a reply without a number may answer them all."""
    many = is_sum(one.claim) or one.many
    return many and not (is_sum(told.claim) or told.many) and not is_reply(told.claim)


def _overview(account: Account) -> bool:
    """True if several places are named for more than one day, or several districts or areas: no single occasion."""
    days = account.days is not None and account.days[1] > account.days[0]
    return len(account.where) > 1 and (days or not account.spots)


def _rival_breach(a: Account, b: Account, when_score: float) -> bool:
    """True if a breach that is only named can be the other side's act, told by its rival: of one day, or beside a denial."""
    return (a.vague or b.vague) and (when_score >= settings().ties.day or a.claim.polarity != b.claim.polarity)


def _of_civilians(a: Account, b: Account) -> bool:
    """True if one tells what was done to civilians and the other of force: that can be what the force did."""
    one, other = ({family(x) for x in account.claim.acts} for account in (a, b))
    return ("civilians" in one and "force" in other) or ("civilians" in other and "force" in one)


def _missing(sentence: str) -> Reason:
    return Reason(comparison="ties", score=0, sentence=sentence)


def _link(a: Account, b: Account, judgement: LinkJudgement, score: float, reasons: tuple[Reason, ...]) -> Link:
    return Link(a=a.id, b=b.id, judgement=judgement, score=score, by=settings().author, reasons=reasons)
