"""Speakers: does one voice tell one thing twice, or does it tell two things apart?"""

from __future__ import annotations

from trucewatch.model.acts import family
from trucewatch.model.incident import Reason
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.compare.harm import compare as compare_harm
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

NAME = "speaker"
VERSION = 3


def compare(a: Account, b: Account, context: Context) -> Reason:
    """-1 when one voice in one text tells two occasions apart, above 0 when one body tells it again elsewhere."""
    if a.speaker == b.speaker and a.roots & b.roots and a.claim.polarity == b.claim.polarity:
        if _reply(a, b) or _two_doers(a, b):
            return _reason(0, "One speaker tells both, as act and answer or of different doers.")
        return _one_text(a, b, context)
    if a.group != b.group:
        return _reason(0, "The accounts come from different speakers.")
    if a.roots & b.roots:
        return _reason(0, "Two voices of one body speak in one text.")
    if a.reported is None or b.reported is None or abs(a.reported - b.reported) > settings().report_gap_days:
        return _reason(0, "One body speaks in both, at different times.")
    if a.speaker == b.speaker:
        return _reason(0.8, f"{a.speaker_name} speaks in both, within a day.")
    return _reason(0.6, "Two voices of one body speak within a day.")


def _reply(a: Account, b: Account) -> bool:
    return a.claim.response != b.claim.response


def _two_doers(a: Account, b: Account) -> bool:
    """True if both doers are named and differ; and for unlike acts of which one has no doer: troops came, shots fell."""
    if a.initiator is None or b.initiator is None:
        return a.initiator != b.initiator and not _one_family(a, b)
    return a.initiator != b.initiator


def _later(a: Account, b: Account) -> Account:
    return max(a, b, key=lambda x: x.claim.spans[0].start if x.claim.spans else 0)


def _one_family(a: Account, b: Account) -> bool:
    return bool({family(x) for x in a.claim.acts} & {family(x) for x in b.claim.acts})


def _one_text(a: Account, b: Account, context: Context) -> Reason:
    alike = max(act_score(x, y) for x in a.claim.acts for y in b.claim.acts) >= 0.6
    conflict = compare_harm(a, b, context).score < 0
    if alike and not conflict:
        one_place = {p.key for p in a.where} == {p.key for p in b.where}
        if one_place and a.days == b.days and not _later(a, b).one_more:
            return _reason(0.3, "One speaker tells it twice in one text, with the same day and place.")
        if not a.anchored or not b.anchored:
            return _reason(-0.3, "One speaker tells both in one text, one of them without day and place.")
    if any(x.vague and not y.vague and not x.anchored for x, y in ((a, b), (b, a))):
        return _reason(-0.3, "One speaker tells of an act, and says without day and place that the truce was broken.")
    return _reason(-1, "One speaker tells them apart in one text.")


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=score, sentence=sentence)
