"""The view: the only query path. Commands, reports, and later API and web read a store through it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import TypeVar

import msgspec

from trucewatch.errors import UsageError
from trucewatch.model.finding import NO_AREA
from trucewatch.publish.accounts import claim_row, incident_detail
from trucewatch.publish.held import LookedUp
from trucewatch.publish.incidents import statuses
from trucewatch.publish.listings import (
    agreement_row,
    claim_matches,
    coverage_rows,
    deadline_rows,
    issue_rows,
    provision_rows,
    source_rows,
)
from trucewatch.publish.place_rows import place_rows
from trucewatch.publish.records import SLICE, Records
from trucewatch.publish.rows import (
    AgreementRow,
    ClaimRow,
    CoverageRow,
    DeadlineRow,
    IncidentDetail,
    IncidentFilter,
    IncidentRow,
    IssueRow,
    Listing,
    PlaceRow,
    ProvisionRow,
    SourceRow,
    Step,
)
from trucewatch.publish.steady import collector_paused
from trucewatch.publish.summary import STATUS_WORDS, read_row, search_of, summary_of
from trucewatch.publish.why import why
from trucewatch.store.shape import Store

Row = TypeVar("Row")
MOST_LISTED, LISTS_KEPT = 5_000, 8  # rows of a list that is kept for the next who asks the same, and how many lists
NO_COVERAGE = (
    "No record says who was watching: where nothing is listed the answer is unknown, not calm."  # said with every list
)
UNNAMED_AREA = (
    "Observers speak, but name no area: where nothing is listed the answer is unknown, not calm."  # so none is watched
)


class View:
    """What a store says as of one time. A view sees one state: make another after writing."""

    def __init__(self, store: Store, as_of: datetime | None = None, *, records: Records | None = None) -> None:
        run = store.run()
        self.records = records or Records(store)
        self.as_of = as_of or (run.as_of if run else None)

    # -- incidents -----------------------------------------------------------------------------------------------
    def incidents(self, wanted: IncidentFilter | None = None) -> Listing[IncidentRow]:
        """The incidents that a filter keeps, in order of time, those without a date last.

        Raises: UsageError for a status or an act that does not exist.
        """
        wanted = wanted or IncidentFilter()
        store = summary_of(self.records)
        search = search_of(wanted)
        total, without_day = store.summary_total()
        undated = without_day if wanted.start or wanted.end else 0
        caveats = [self.coverage_caveat()]
        if undated:
            caveats.append(f"{undated} without a date stand outside any span of days.")
        kept: dict[IncidentFilter, tuple[IncidentRow, ...]] = self.records.__dict__.setdefault("lists", {})
        rows = kept.get(wanted)
        if rows is None:
            with collector_paused():
                rows = tuple(map(read_row, store.summary_page(search, skip=0, limit=None)[1]))
            if len(rows) <= MOST_LISTED:
                if len(kept) >= LISTS_KEPT:
                    kept.clear()
                kept[wanted] = rows
        return Listing(
            unit="incidents",
            rows=rows,
            shown=len(rows),
            total=total,
            as_of=self.as_of,
            filter={k: _say_setting(v) for k, v in msgspec.to_builtins(wanted).items()},
            caveat=" ".join(caveats),
        )

    def each_row(self, wanted: IncidentFilter | None = None) -> Iterator[IncidentRow]:
        """The rows of `incidents`; of a large store a slice is read at a time, and none is held."""
        store = self.records.store
        if not isinstance(self.records.claims, LookedUp) or not store.has_summary():
            yield from self.incidents(wanted).rows
            return
        codes = self.codes(wanted)
        for start in range(0, len(codes), SLICE):
            part = codes[start : start + SLICE]
            told = store.told_by_code(part)
            yield from (read_row(told[code].data) for code in part)

    def codes(self, wanted: IncidentFilter | None = None) -> tuple[str, ...]:
        """The codes of `incidents`, in the same order. Raises: UsageError for a status or an act that does not exist."""
        return summary_of(self.records).summary_codes(search_of(wanted or IncidentFilter()))

    def incident(self, code: str) -> IncidentDetail:
        """One incident with all its versions. Raises: UsageError when the store has no incident of that code."""
        found = self.records.incidents.get(code) or self.records.incidents.get(code.upper())
        if found is None:
            raise UsageError(
                f"no incident {code}",
                where=self.records.store.path,
                try_this="trucewatch incidents lists the codes; a later time or --as-of may know more or fewer",
            )
        return incident_detail(self.records, found)

    def claims(
        self, *, side: str | None = None, act: str | None = None, document_id: str | None = None
    ) -> Listing[ClaimRow]:
        """Claims with their words, in the order of the documents."""
        everything = self.records.claims
        looked = self.records.store.claims(document_id=document_id) if document_id else everything.values()
        rows = tuple(
            claim_row(self.records, c) for c in looked if claim_matches(c, side=side, act=act, document_id=document_id)
        )
        asked = {"side": side, "act": act, "document": document_id}
        return self._list("claims", rows, len(everything), {k: v for k, v in asked.items() if v})

    def why(self, asked: str) -> Step:
        """The chain from any id, or `id.field`, to the words."""
        return why(self.records, asked)

    # -- the terms -----------------------------------------------------------------------------------------------
    def agreements(self) -> Listing[AgreementRow]:
        """The agreements held, each at its head."""
        rows = tuple(agreement_row(a) for a in self.records.agreements.values())
        return self._list("agreements", rows, len(rows))

    def agreement(self, ids: tuple[str, ...] = ()) -> Listing[ProvisionRow]:
        """The provisions of the agreements named, or of all held, with how many findings stand against each."""
        every = provision_rows(self.records)
        rows = tuple(r for r in every if not ids or r.agreement in ids)
        return self._list("provisions", rows, len(every), {"agreement": ", ".join(ids)} if ids else {})

    def deadlines(self) -> Listing[DeadlineRow]:
        """The due dates and how they stand."""
        rows = deadline_rows(self.records, self.as_of.date() if self.as_of else None)
        return self._list("due dates", rows, len(rows))

    # -- limits --------------------------------------------------------------------------------------------------
    def coverage(self) -> Listing[CoverageRow]:
        """Who looked where and when."""
        rows = coverage_rows(self.records)
        return self._list("records of coverage", rows, len(rows))

    def sources(self) -> Listing[SourceRow]:
        """What each source gave."""
        rows = source_rows(self.records)
        return self._list("sources", rows, len(rows))

    def places(self, *, everything: bool = False, code: str | None = None) -> Listing[PlaceRow]:
        """Names of places that wait for a person's answer; with `everything` also those that are resolved."""
        rows = place_rows(self.records)
        kept = tuple(r for r in rows if (everything or r.state == "open") and code in (None, r.code))
        return self._list("places" if everything else "open questions about places", kept, len(rows))

    def issues(self, stage: str | None = None) -> Listing[IssueRow]:
        """What was set aside."""
        rows = issue_rows(self.records)
        kept = tuple(r for r in rows if stage is None or r.stage == stage)
        return self._list("issues", kept, len(rows), {"stage": stage} if stage else {})

    def coverage_caveat(self) -> str:
        """What a reader must know before taking a short list for calm."""
        return self._caveat

    @cached_property
    def _caveat(self) -> str:
        told = [c for c in self.records.coverage if c.state != "blind" and c.claim_ids]
        areas = sorted({c.area for c in told if c.area != NO_AREA})
        if areas:
            return f"Observers speak of: {', '.join(areas)}. Elsewhere, and at other times, the answer is unknown, not calm."
        return UNNAMED_AREA if told else NO_COVERAGE

    def _list(self, unit: str, rows: tuple[Row, ...], total: int, asked: dict[str, str] | None = None) -> Listing[Row]:
        return Listing(
            unit=unit,
            rows=rows,
            shown=len(rows),
            total=total,
            as_of=self.as_of,
            filter=asked or {},
            caveat=self.coverage_caveat(),
        )


def _say_setting(value: object) -> str:
    return "yes" if value is True else str(value)


__all__ = ["STATUS_WORDS", "View", "statuses"]
