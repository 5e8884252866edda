"""The shape of a store. Every engine passes the same contract tests (`tests/contract`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import msgspec

from trucewatch.model.agreement import Agreement
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, DocumentHead, Source
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.incident import Incident, Link, Reconciliation
from trucewatch.model.intake import Intake
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.store.reading_rows import Anchor as Anchor
from trucewatch.store.reading_rows import Reading as Reading
from trucewatch.store.shape_changes import Changes
from trucewatch.store.shape_summary import Summaries


class WordHit(msgspec.Struct, frozen=True, kw_only=True):
    """A document that holds words. `excerpt`: where, the words found between the characters U+0002 and U+0003."""

    document_id: str
    excerpt: str


class Run(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the derived rows were made from. `as_of` is the only clock in them.

    `parties`: the sides that the reader was told of. `gazetteer`: digest of the one that names were resolved with.
    """

    as_of: datetime
    reader: str
    parties: tuple[str, ...] = ()
    gazetteer: str | None = None
    documents: int
    claims: int
    judgements: int
    incidents: int


class IncidentSearch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where and when to look. `boxes`: west, south, east, north, any of which may be met; seconds since 1970, `ends` exclusive.

    Without ground, or without a date, an incident may lie anywhere, or be of any time, so it is found by every search;
    `placed_only` leaves out those without ground.
    """

    boxes: tuple[tuple[float, float, float, float], ...] = ()
    begins: int | None = None
    ends: int | None = None
    placed_only: bool = False


class Store(Changes, Summaries, Protocol):
    """Kept for ever: captures, intakes, judgements, anchors, agreements. Everything else is derived from them."""

    @property
    def path(self) -> str:
        """The file or address, for messages."""
        ...

    def mark(self) -> object:
        """Equal to the last one as long as nothing in the store has changed, by this or another process. Cost: O(1)."""
        ...

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """Nobody else takes in or derives meanwhile; judgements may be written. Raises: StoreBusyError that names who does."""
        ...

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """All writes inside happen together or not at all. `durable` False: derived rows, which may be rebuilt."""
        ...

    # -- kept for ever -------------------------------------------------------------------------------------------
    def put_intake(self, data: bytes, intake: Intake, documents: Iterable[Document]) -> tuple[str, ...]:
        """Keep the bytes, the intake and its documents in one transaction; the ids of the documents that are new."""
        ...

    def put_capture(self, data: bytes, document: Document) -> bool:
        """Keep the bytes and one document read from them; False when this document was there already."""
        ...

    def capture(self, sha256_raw: str) -> bytes: ...
    def has_capture(self, sha256_raw: str) -> bool: ...
    def captures(self) -> Iterator[str]:
        """The digests of all bytes kept, in order."""
        ...

    def has_intake(self, intake_id: str) -> bool: ...
    def put_intakes(self, intakes: Iterable[Intake]) -> None:
        """Note intakes whose bytes are kept in another store (for an as-of view)."""
        ...

    def intakes(self) -> Iterator[Intake]:
        """All intakes in the order in which they came in."""
        ...

    def append_judgements(self, judgements: Iterable[Judgement]) -> int:
        """Append those that are not there yet; how many were new. The claims that they name are anchored."""
        ...

    def judgements(self, *, made_by: datetime | None = None) -> tuple[Judgement, ...]:
        """The ledger in order of (made_at, id); only rows made at or before `made_by` when given."""
        ...

    def anchors(self) -> tuple[Anchor, ...]: ...
    def put_anchors(self, anchors: Iterable[Anchor]) -> None: ...
    def put_agreement(self, agreement: Agreement) -> None:
        """Keep this version of an agreement beside the earlier ones."""
        ...

    def agreements(self) -> tuple[Agreement, ...]:
        """The latest version of each agreement, in order of id."""
        ...

    def put_source(self, source: Source) -> bool:
        """Keep this version of what a source's card says beside the earlier ones; False when it is the latest already."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """The latest version of each source that ever had a card, in order of id."""
        ...

    # -- derived: documents and claims ---------------------------------------------------------------------------
    def put_documents(self, intake_id: str, documents: Iterable[Document]) -> tuple[str, ...]:
        """Keep documents read from an intake whose bytes are kept already; the ids of the new ones."""
        ...

    def documents(self, *, known_by: datetime | None = None, as_read: bool = False) -> Iterator[Document]:
        """All documents in order of (published, id), those without a date last.

        `known_by`: only those received at or before that instant. `as_read`: without judgements and reprints applied.
        """
        ...

    def document_heads(self) -> Iterator[DocumentHead]:
        """All documents in the order of `documents`, without their words."""
        ...

    def document(self, document_id: str) -> Document | None: ...
    def search_documents(self, words: str, *, skip: int = 0, limit: int) -> tuple[int, tuple[WordHit, ...]]:
        """How many documents hold all the words, each at the beginning of one of theirs, and a page of them, best first."""
        ...

    def page_of_documents(self, *, skip: int, limit: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents there are, and a page of them in the order of `documents`."""
        ...

    def claim_counts(self, document_ids: Iterable[str] | None = None) -> dict[str, int]:
        """How many claims each of these documents has, or each at all; without retracted ones. Those with none are not in it."""
        ...

    def intake_of(self, document_id: str) -> str | None: ...
    def documents_of(self, intake_id: str) -> tuple[str, ...]:
        """Ids of the documents that an intake brought first, in order."""
        ...

    def put_effective_documents(self, documents: Mapping[str, Document]) -> None:
        """Replace all effective forms (corrected, joined to their origins); other documents stand as read."""
        ...

    def put_claims(self, document_id: str, reader: str, claims: Iterable[Claim], *, basis: str = "") -> None:
        """Replace the claims of a document by those of this reader, and note the reading."""
        ...

    def put_set_aside(self, document_id: str, reader: str, issue: Issue, *, basis: str = "") -> None:
        """Note that this reader could not read this document; it has no claims until another reader comes."""
        ...

    def claims(
        self, *, document_id: str | None = None, as_read: bool = False, retracted: bool = False
    ) -> Iterator[Claim]:
        """Claims in order of (document, place, id), corrected unless `as_read`; retracted ones if asked for."""
        ...

    def loose_claims(self) -> Iterator[Claim]:
        """Claims that belong to no incident, in the order of `claims`, without retracted ones."""
        ...

    def claims_naming(self, words: Iterable[str]) -> Iterator[Claim]:
        """Claims whose record holds one of these words anywhere, in the order of `claims`, without retracted ones.

        The caller tells apart where it stands.
        """
        ...

    def codes_by_claim(self, claim_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Codes of the incidents that each of these claims is linked to; those in none are not in it."""
        ...

    def known_claims(self, ids: Iterable[str]) -> Iterator[str]:
        """Which of these ids are of claims that are there and not retracted."""
        ...

    def claim(self, claim_id: str, *, retracted: bool = True) -> Claim | None:
        """One claim, corrected; also a retracted one, unless `retracted` is False."""
        ...

    def put_effective_claims(self, corrected: Mapping[str, Claim], retracted: Iterable[str]) -> None:
        """Replace all effective forms of claims and the set of retracted ones."""
        ...

    def retracted(self) -> frozenset[str]:
        """Ids of the claims that a judgement has retracted."""
        ...

    def readings(self) -> Iterator[Reading]: ...
    def unread(self, reader: str) -> tuple[str, ...]:
        """Ids of documents that this reader version has neither read nor set aside."""
        ...

    # -- derived: what is made of claims -------------------------------------------------------------------------
    def replace_reconciliation(self, result: Reconciliation, tallies: Iterable[Tally]) -> None: ...
    def reconciliation(self) -> Reconciliation: ...
    def incident(self, code: str) -> Incident | None: ...
    def incidents(self) -> Iterator[Incident]:
        """All incidents in the order handed in, read as they are asked for."""
        ...

    def told_pairs(self) -> Iterator[tuple[str, str]]:
        """Each document with the code of each incident that some claim in it belongs to, code by code, perhaps more than once."""
        ...

    def code_prefixes(self) -> frozenset[str]:
        """What stands before the first hyphen in the codes of incidents."""
        ...

    def finding_counts(self) -> dict[tuple[str, str], dict[str, int]]:
        """How many findings of each outcome stand against each provision, by agreement and provision."""
        ...

    def incidents_by_code(self, codes: Iterable[str]) -> dict[str, Incident]:
        """The incidents of these codes that are there."""
        ...

    def links_of(self, claim_ids: Iterable[str]) -> tuple[Link, ...]:
        """The links with one of these claims at an end, in the order handed in."""
        ...

    def find_incidents(
        self, wanted: IncidentSearch, *, after: int = -1, limit: int
    ) -> tuple[tuple[int, Incident], ...]:
        """At most `limit` incidents behind position `after`, each with its position, in the order handed in.

        Boxes are met by the boxes round their places; what only these meet is for the caller to tell apart.
        """
        ...

    def page_of_claims(self, wanted: IncidentSearch, *, after: str = "", limit: int) -> tuple[Claim, ...]:
        """At most `limit` claims with ids behind `after`, in order of id, corrected, without retracted ones.

        Only the time is looked at, and loosely: the caller tells the rest apart.
        """
        ...

    def incidents_of_claim(self, claim_id: str) -> tuple[str, ...]:
        """Codes of the incidents that this claim is linked to."""
        ...

    def tallies(self) -> tuple[Tally, ...]: ...
    def replace_findings(
        self, findings: Iterable[Finding], deadlines: Iterable[Deadline], coverage: Iterable[Coverage]
    ) -> None: ...
    def findings(self) -> tuple[Finding, ...]: ...
    def each_finding(self) -> Iterator[Finding]:
        """All findings in the order handed in, read as they are asked for."""
        ...

    def finding(self, finding_id: str) -> Finding | None: ...
    def findings_by_code(self, codes: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
        """The findings of these incidents, by code; none is an empty tuple."""
        ...

    def findings_of(self, code: str) -> tuple[Finding, ...]:
        """The findings of one incident, in the order handed in."""
        ...

    def deadlines(self) -> tuple[Deadline, ...]: ...
    def coverage(self) -> tuple[Coverage, ...]: ...

    def put_issues(self, issues: Iterable[Issue], *, place: str | None = None) -> None:
        """Keep issues of intake: they stay through a rebuild, since a refused file leaves nothing to rebuild from.

        `place`: the input that they come from, where that is more than the issue's own `where` (a line of a file).
        """
        ...

    def settle_issues(self, place: str) -> int:
        """Take back the open issues of intake of one input, because it is read anew; how many there were."""
        ...

    def replace_derived_issues(self, issues: Iterable[Issue]) -> None:
        """Replace the issues that the last derivation noted; those of intake and of readings stay."""
        ...

    def issues(self) -> tuple[Issue, ...]: ...
    def put_run(self, run: Run) -> None: ...
    def run(self) -> Run | None:
        """What the present derived rows were made from; None when nothing was derived yet."""
        ...

    def last_written(self) -> str:
        """A text that another process or another day reads too, as long as nothing was derived or judged. Cost: O(log n)."""
        ...

    def clear_derived(self) -> None:
        """Drop everything that can be derived again, documents too."""
        ...

    # -- notes: answers of pure functions, no part of any result --------------------------------------------------
    def note(self, stage: str, key: bytes) -> bytes | None:
        """What was noted under the digest of a function's inputs, None where nothing was."""
        ...

    def put_notes(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes]) -> None:
        """Add notes, and drop those of the stage that are neither new nor were used."""
        ...

    def clear_notes(self) -> None:
        """Drop all notes, and what linking remembers."""
        ...

    # -- what linking remembers, no part of any result either (see `flow/linking.py`) ----------------------------------
    def linked_rows(self, kind: int, ids: Sequence[str]) -> dict[str, bytes]: ...
    def linked_ids(self, kind: int, marks: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The ids under some marks, in order; marks that nothing bears are left out."""
        ...

    def linked(self, kind: int) -> Iterator[tuple[str, bytes]]:
        """All rows of a kind in order of their ids; nothing may be asked or written before the last one."""
        ...

    def put_linked(
        self,
        kind: int,
        rows: Iterable[tuple[str, bytes]],
        *,
        gone: Iterable[str] = (),
        marked: Iterable[tuple[int, str]] = (),
        unmarked: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Put rows, drop others, and put their marks right."""
        ...

    def linking_basis(self) -> str | None:
        """What the rows were made with, None when there are none."""
        ...

    def forget_linking(self, basis: str | None = None) -> None:
        """Drop all rows; `basis`: what new ones will be made with."""
        ...

    def derived_digest(self) -> str:
        """SHA-256 over every derived row, so that two derivations can be compared to the byte."""
        ...

    def engine_faults(self) -> tuple[str, ...]:
        """What the engine's own check of its file finds wrong; empty when it is sound."""
        ...

    def close(self) -> None: ...
