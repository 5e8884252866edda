"""The words in which an account is told, and whether two accounts are one line printed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.words import RUN, runs_of

MOST_TEXTS = 3  # claims of one account whose passages are compared: what says the same once more adds nothing


class Passages:
    """Runs of words by passage, taken from the texts when asked for and kept for as long as this lives."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._runs: dict[tuple[str, int, int], frozenset[str]] = {}

    def overlap(self, a: Account, b: Account) -> float:
        """The share of the shorter passage that stands word for word in the other, from 0 to 1; the best of any two.

        A passage of fewer than `lines.least_words` words proves nothing and counts 0.
        """
        least = settings().lines.least_words - RUN + 1
        best = 0.0
        for x in self._of(a):
            for y in self._of(b):
                if min(len(x), len(y)) >= least:
                    best = max(best, len(x & y) / min(len(x), len(y)))
        return best

    def one_line(self, a: Account, b: Account) -> bool:
        """True if two accounts in different texts are one line that was printed twice."""
        return not a.roots & b.roots and self.overlap(a, b) >= settings().lines.same

    def _of(self, account: Account) -> Iterator[frozenset[str]]:
        for claim in account.claims[:MOST_TEXTS]:
            yield self._main(claim)

    def _main(self, claim: Claim) -> frozenset[str]:
        if not claim.spans:
            return frozenset()
        span = claim.spans[0]
        key = (claim.document_id, span.start, span.end)
        known = self._runs.get(key)
        if known is None:
            document = self._documents.get(claim.document_id)
            known = self._runs[key] = runs_of(document.text[span.start : span.end]) if document else frozenset()
        return known
