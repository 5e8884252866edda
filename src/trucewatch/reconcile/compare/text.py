"""Text: are the two accounts one line, printed in two texts?"""

from __future__ import annotations

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

NAME = "text"
VERSION = 1


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for one line in two texts, less for half of it; 0 within one text, where nothing is printed twice."""
    if context.passages is None or a.roots & b.roots:
        return Reason(comparison=NAME, score=0, sentence="The words were not compared.")
    share = context.passages.overlap(a, b)
    limits = settings().lines
    if share >= limits.same:
        return Reason(
            comparison=NAME, score=1, sentence=f"One line in two texts: {share:.0%} of the words are the same."
        )
    if share >= limits.part:
        return Reason(
            comparison=NAME, score=0.5, sentence=f"The passages share {share:.0%} of their words in one order."
        )
    return Reason(comparison=NAME, score=0, sentence="Each is told in its own words.")
