"""The part of a store's shape by which a day's texts are worked in: a few rows looked up and changed, no table walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.incident import Episode, Incident, Link
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.store.reading_rows import Anchor, Reading
from trucewatch.store.summary_rows import SummaryRow


class Changes(Protocol):
    """What costs O(log n) a row asked for or given."""

    # -- which texts have not been worked in ---------------------------------------------------------------------
    def fresh_texts(self) -> tuple[str, ...]:
        """Ids of the texts that came in, or were read, since the last derivation that was finished."""
        ...

    def settle_fresh(self, ids: Iterable[str] | None = None) -> None:
        """These texts are worked in; None: all of them."""
        ...

    # -- looked up ---------------------------------------------------------------------------------------------------
    def decisions(self) -> tuple[Judgement, ...]:
        """All judgements but the codes that rules gave, in order of (made_at, id)."""
        ...

    def codes_given(self, claim_ids: Iterable[str]) -> tuple[Judgement, ...]:
        """The judgements of kind code on these claims, undone ones too."""
        ...

    def code_rows(self, code: str) -> tuple[Judgement, ...]:
        """The judgements that give this code, undone ones too."""
        ...

    def anchors_of(self, claim_ids: Iterable[str]) -> tuple[Anchor, ...]:
        """Where these claims stood when they were first judged."""
        ...

    def anchors_in(self, document_ids: Iterable[str]) -> tuple[Anchor, ...]:
        """Where judged claims of these documents stood."""
        ...

    def readings_of(self, document_ids: Iterable[str]) -> dict[str, Reading]:
        """Who has read these documents, by document."""
        ...

    def documents_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> Iterable[Document]:
        """The documents of these ids that are there, in their effective form unless `as_read`."""
        ...

    def claims_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> Iterable[Claim]:
        """The claims of these ids that are there, corrected unless `as_read`; also retracted ones."""
        ...

    def claims_of(self, document_ids: Iterable[str], *, as_read: bool = False) -> Iterable[Claim]:
        """The claims of some documents, corrected and without retracted ones unless `as_read`."""
        ...

    def told_in(self, claim_ids: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
        """By claim: the incidents that it is linked to, each with its role there."""
        ...

    def largest(self, most: int) -> tuple[str, ...]:
        """Codes of the incidents that most claims tell of, the largest first."""
        ...

    def contested(self) -> tuple[str, ...]:
        """Codes of the contested incidents, in order."""
        ...

    def number_of_findings(self) -> int:
        """How many findings there are."""
        ...

    # -- changed -----------------------------------------------------------------------------------------------------
    def change_effective(
        self,
        documents: Mapping[str, Document | None],
        claims: Mapping[str, Claim | None],
        retracted: Mapping[str, bool],
    ) -> None:
        """The effective forms of some documents and claims, None where they stand as read; which claims are retracted."""
        ...

    def change_incidents(self, gone: Iterable[str], incidents: Sequence[Incident]) -> None:
        """Take incidents out by their codes, and put others in, or in the place of those of the same codes.

        Only for a store of which all codes have places of their own (`model.codes`), so that no other moves.
        """
        ...

    def change_links(self, gone: Iterable[tuple[str, str]], links: Iterable[Link]) -> None:
        """The same for links, by their two claims."""
        ...

    def change_episodes(self, gone: Iterable[str], episodes: Iterable[Episode]) -> None:
        """The same for episodes."""
        ...

    def change_tallies(self, gone: Iterable[str], tallies: Iterable[Tally]) -> None:
        """The same for published totals."""
        ...

    def change_findings(self, codes: Iterable[str], findings: Iterable[Finding], as_of: datetime) -> None:
        """Take out all findings of some incidents and put others in; all findings then bear this stamp."""
        ...

    def replace_deadlines(self, deadlines: Iterable[Deadline]) -> None:
        """Swap the old due dates for these."""
        ...

    def change_coverage(self, gone: Iterable[str], rows: Iterable[Coverage]) -> None:
        """Rows of coverage out by their ids, and others in."""
        ...

    def change_derived_issues(self, gone: Iterable[str], issues: Iterable[Issue]) -> None:
        """Issues of deriving out by their ids, and others in."""
        ...

    def change_summary(self, gone: Iterable[int], rows: Iterable[SummaryRow]) -> None:
        """Rows of the summary out by their positions, and others in, or in the place of those."""
        ...

    def add_notes(self, stage: str, new: Mapping[bytes, bytes]) -> None:
        """Add notes and drop none."""
        ...

    def forget_linked(self, kinds: Iterable[int]) -> None:
        """Drop all that is remembered of some kinds."""
        ...
