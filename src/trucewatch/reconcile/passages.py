"""The words in which an account is told, and whether two accounts are one line printed twice."""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.words import RUN, runs_of

MOST_TEXTS = 3  # claims of one account whose passages are compared: what says the same once more adds nothing
MOST_KEPT = 20_000  # accounts whose runs are kept at a time

Runs = frozenset[int]


class Passages:
    """Runs of words by account, as hashes, taken from the texts when asked for; the last ones asked for are kept."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._runs: dict[str, tuple[Runs, ...]] = {}

    @property
    def documents(self) -> Mapping[str, Document]:
        """The texts that they are taken from, by id."""
        return self._documents

    def overlap(self, a: Account, b: Account) -> float:
        """The share of the shorter passage that stands word for word in the other, from 0 to 1; the best of any two.

        A passage of fewer than `lines.least_words` words proves nothing and counts 0.
        """
        best = 0.0
        others = self._of(b)
        for x in self._of(a):
            for y in others:
                shared = len(x & y)
                if shared:
                    best = max(best, shared / min(len(x), len(y)))
        return best

    def one_line(self, a: Account, b: Account) -> bool:
        """True if two accounts in different texts are one line that was printed twice."""
        return not a.roots & b.roots and self.overlap(a, b) >= settings().lines.same

    def _of(self, account: Account) -> tuple[Runs, ...]:
        """The runs of the account's first passages, each wording once, without those too short to prove anything."""
        known = self._runs.get(account.id)
        if known is None:
            least = settings().lines.least_words - RUN + 1
            wordings = dict.fromkeys(self._words(c) for c in account.claims[:MOST_TEXTS])
            known = tuple([runs for w in wordings if len(runs := frozenset(map(hash, runs_of(w)))) >= least])
            if len(self._runs) >= MOST_KEPT:
                self._runs.clear()
            self._runs[account.id] = known
        return known

    def _words(self, claim: Claim) -> str:
        document = self._documents.get(claim.document_id) if claim.spans else None
        return document.text[claim.spans[0].start : claim.spans[0].end] if document else ""
