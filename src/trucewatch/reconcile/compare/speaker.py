"""Speakers: does one voice tell one thing twice, or does it tell two things apart?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.compare.acts import act_score
from trucewatch.reconcile.compare.harm import compare as compare_harm
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

NAME = "speaker"
VERSION = 2


def compare(a: Account, b: Account, context: Context) -> Reason:
    """-1 when one voice in one text tells two occasions apart, above 0 when one body tells it again elsewhere."""
    if a.speaker == b.speaker and a.roots & b.roots and a.claim.polarity == b.claim.polarity:
        if _reply(a, b) or a.initiator != b.initiator:
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


def _one_text(a: Account, b: Account, context: Context) -> Reason:
    alike = max(act_score(x, y) for x in a.claim.acts for y in b.claim.acts) >= 0.6
    conflict = compare_harm(a, b, context).score < 0
    if alike and not conflict:
        one_place = {p.key for p in a.where} == {p.key for p in b.where}
        if one_place and a.days == b.days:
            return _reason(0.3, "One speaker tells it twice in one text, with the same day and place.")
        if not a.anchored or not b.anchored:
            return _reason(-0.3, "One speaker tells both in one text, one of them without day and place.")
    if any(x.vague and not y.vague and not x.anchored for x, y in ((a, b), (b, a))):
        return _reason(-0.3, "One speaker tells of an act, and says without day and place that the truce was broken.")
    return _reason(-1, "One speaker tells them apart in one text.")


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=score, sentence=sentence)
