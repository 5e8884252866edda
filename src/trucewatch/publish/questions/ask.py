"""The questions by name, and the one way to put them."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from trucewatch.errors import UsageError
from trucewatch.publish.questions.answer import Answer, Asked, Question, Wanted
from trucewatch.publish.questions.changes import CHANGES, NEW, SAID_THEN
from trucewatch.publish.questions.contradictions import CONTRADICTIONS
from trucewatch.publish.questions.coverage import COVERAGE, SILENT
from trucewatch.publish.questions.cumulative import CUMULATIVE
from trucewatch.publish.questions.days_since import DAYS_SINCE
from trucewatch.publish.questions.first import FIRST
from trucewatch.publish.questions.harm import HARM
from trucewatch.publish.questions.lag import LAG
from trucewatch.publish.questions.liaison import LIAISON
from trucewatch.publish.questions.one_sided import ONE_SIDED
from trucewatch.publish.questions.stories import STORIES
from trucewatch.publish.questions.tallies import TALLIES
from trucewatch.publish.questions.terms import DUE, PROVISIONS
from trucewatch.publish.questions.trend import TREND, UNREPORTED
from trucewatch.publish.questions.versions import ORIGINS, VERSIONS
from trucewatch.publish.questions.weapons import WEAPONS
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.view import View

QUESTIONS: dict[str, Question] = {
    q.name: q
    for q in (
        ONE_SIDED,
        DAYS_SINCE,
        NEW,
        VERSIONS,
        FIRST,
        ORIGINS,
        CUMULATIVE,
        HARM,
        WEAPONS,
        PROVISIONS,
        DUE,
        TALLIES,
        LIAISON,
        LAG,
        CONTRADICTIONS,
        CHANGES,
        SAID_THEN,
        COVERAGE,
        SILENT,
        TREND,
        UNREPORTED,
        STORIES,
    )
}


def find_question(name: str) -> Question:
    """The question of that name. Raises: UsageError, with the nearest names, when there is none."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    near = get_close_matches(name, QUESTIONS, n=3, cutoff=0.4)
    hint = f"one of {', '.join(near)}" if near else "trucewatch ask --list"
    raise UsageError(f"no question {name!r}", where="QUESTION", try_this=hint)


def ask(
    name: str,
    view: View,
    wanted: Wanted | None = None,
    *,
    before: View | None = None,
    keep: Callable[[IncidentRow], bool] = lambda row: True,
) -> Answer:
    """The answer as of the view. `before`: the view as of the earlier time, for questions on what changed. `keep`: which
    incidents may count.

    Raises: UsageError for an unknown question, or one that lacks what it needs.
    """
    question, wanted = find_question(name), wanted or Wanted()
    if "incident" in question.needs and not wanted.incident:
        raise UsageError(
            f"{name} asks about one incident",
            where="--incident",
            try_this="--incident NK-2020-0001; trucewatch incidents lists the codes",
        )
    return question.answer(Asked(view, wanted, before, keep))
