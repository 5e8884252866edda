"""Which documents report one thing, by the rare names and numbers that they share: to be read together."""

from __future__ import annotations

from trucewatch.model.document import Document
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.wording import fold
from trucewatch.reconcile.stories import stories_of
from trucewatch.reconcile.words import archive_of

MOST_WORDS = 6  # shared names and numbers that are shown of a story
COLUMNS = ("story", "documents", "from", "first day", "last day", "shared", "incidents", "least alike")


def stories(asked: Asked) -> Answer:
    """Groups of two documents and more; the largest first. A story is a claim about texts and not about happenings."""
    papers = {d.id: d for d in asked.records.documents.values() if _wanted(asked, d)}
    archive = archive_of(papers.values())
    found = [s for s in stories_of(papers.values()) if s.weakest is not None]
    told = {d for s in found for d in s.documents}
    of: dict[str, list[str]] = {}
    for claim in asked.records.claims.values():
        if claim.document_id in told:
            of.setdefault(claim.document_id, []).append(claim.id)
    codes = asked.records.codes_among(c for claims in of.values() for c in claims)
    rows = []
    for story in sorted(found, key=lambda s: (-len(s.documents), s.documents)):
        mine = [papers[d] for d in story.documents]
        days = sorted(d.published for d in mine if d.published)
        claims = tuple(c for d in sorted(story.documents) for c in of.get(d, ()))
        a, b, likeness = story.weakest or ("", "", 0.0)
        rows.append(
            AnswerRow(
                cells={
                    "story": story.id,
                    "documents": len(mine),
                    "from": tuple(dict.fromkeys(outlet_of(d) for d in mine)),
                    "first day": days[0].isoformat() if days else None,
                    "last day": days[-1].isoformat() if days else None,
                    "shared": archive.shared(a, b, MOST_WORDS),
                    "incidents": tuple(sorted({code for c in claims for code in codes.get(c, ())})),
                    "least alike": f"{a} and {b}: {likeness:.2f}",
                },
                claims=claims,
                records=story.documents,
            )
        )
    number = sum(len(s.documents) for s in found)
    says = f"{count_words(number, 'document')} in {count_words(len(rows), 'story', 'stories')}; {len(papers) - number} alone."
    return asked.answer(STORIES, says[:1].upper() + says[1:], COLUMNS, rows, unit="stories", number=len(rows))


def _wanted(asked: Asked, document: Document) -> bool:
    """True if a document is of the days and the publisher that were asked for."""
    wanted, day = asked.wanted.incidents, document.published
    if wanted.start is not None and (day is None or day < wanted.start):
        return False
    if wanted.end is not None and (day is None or day > wanted.end):
        return False
    return asked.wanted.source is None or fold(asked.wanted.source) in fold(outlet_of(document))


STORIES = Question(
    name="stories",
    asks="Which documents report one thing?",
    answer=stories,
    notes=(
        "Documents are gathered by rare names and numbers in common, at most thirty days apart, whatever they are about; copies "
        "too. Nothing is joined by it: which claims concern one happening is told by incidents.",
        "The days asked for (--from, --to) are days of publication here; a source asked for (--source) is a publisher.",
    ),
)
