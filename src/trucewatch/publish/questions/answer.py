"""What is asked and what is answered: one shape for every question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from itertools import islice

import msgspec

from trucewatch.errors import UsageError
from trucewatch.model.incident import Incident
from trucewatch.publish.records import SLICE, Records
from trucewatch.publish.rows import IncidentFilter, IncidentRow
from trucewatch.publish.view import View

Cell = str | int | float | bool | tuple[str, ...] | None


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an answer: its cells by column, the claims that it rests on, and other records behind it."""

    cells: dict[str, Cell]
    claims: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with all that a reader needs to judge it.

    `number` counts in `unit`; None where the answer is a list and nothing else. `says` is the answer in one sentence.
    `filter`: what was asked for. `caveat`: what the coverage does not let anyone conclude. `notes`: what was left out
    and why, and how the figures were made.
    """

    question: str
    asks: str
    says: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    number: int | float | None = None
    as_of: datetime | None = None
    filter: dict[str, str] = {}
    caveat: str = ""
    notes: tuple[str, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a question is asked about. `incidents` keeps incidents as in `trucewatch incidents`; None: no such limit.

    `people_of`: the side whose people were hurt. `incident`: a code. `source`: a publisher. `harm`: a kind of harm.
    `days`: how far ahead or back to look.
    """

    incidents: IncidentFilter = IncidentFilter()
    people_of: str | None = None
    incident: str | None = None
    source: str | None = None
    harm: str | None = None
    days: int = 14


class Asked:
    """A question's ground: the view, what is wanted, the view as of an earlier time where changes are asked for.

    `keep`: which incidents may count.
    """

    def __init__(
        self,
        view: View,
        wanted: Wanted,
        before: View | None = None,
        keep: Callable[[IncidentRow], bool] = lambda row: True,
    ) -> None:
        self.view = view
        self.wanted = wanted
        self.earlier = before
        self.keep = keep

    @property
    def records(self) -> Records:
        return self.view.records

    @property
    def before(self) -> View:
        """The view as of the earlier time. Raises: UsageError when none was named."""
        if self.earlier is None:
            raise UsageError(
                "this question compares two times, and only one is known",
                where="--since",
                try_this="--since 2020-12-12T18:00, the as-of time of your last report",
            )
        return self.earlier

    @cached_property
    def rows(self) -> tuple[IncidentRow, ...]:
        """The incidents that the filter keeps, without those that a person retracted or a source took back."""
        return tuple(r for r in self.view.incidents(self.wanted.incidents).rows if stands(r) and self.keep(r))

    @property
    def zone(self) -> timezone:
        """The zone in which days are counted."""
        return self.records.zone

    @property
    def today(self) -> date:
        """The day that the as-of time ends or lies in: midnight is the end of the day before.

        Raises: UsageError for a store into which nothing was read.
        """
        return (self.moment - timedelta(microseconds=1)).astimezone(self.zone).date()

    @property
    def moment(self) -> datetime:
        """The as-of time. Raises: UsageError for a store into which nothing was read."""
        if self.view.as_of is None:
            raise UsageError(
                "nothing has been read into this store yet",
                where=self.records.store.path,
                try_this="trucewatch ingest PATH... first",
            )
        return self.view.as_of

    def each(self, *, papers: bool = False, findings: bool = False) -> Iterator[tuple[IncidentRow, Incident]]:
        """The rows, each with its incident; of a large store a slice is fetched at a time, and the rows are not held.

        `papers`: with their claims and documents at hand in the records; `findings`: with their findings.
        """
        rows = iter(self.rows) if "rows" in self.__dict__ else self._each_row()
        while part := tuple(islice(rows, SLICE)):
            held = self.records.each_incident([r.code for r in part], papers=papers, findings=findings)
            yield from zip(part, held, strict=True)

    def _each_row(self) -> Iterator[IncidentRow]:
        return (r for r in self.view.each_row(self.wanted.incidents) if stands(r) and self.keep(r))

    def assessed(self) -> frozenset[str]:
        """Ids of the agreements that some finding belongs to."""
        return frozenset(agreement for agreement, _ in self.records.store.finding_counts())

    def incident(self, row: IncidentRow) -> Incident:
        """The incident of a row."""
        return self.records.incidents[row.code]

    def published(self, claim_id: str) -> date | None:
        """The day on which the document of a claim was published, None when it is not known."""
        return self.records.document(self.records.claim(claim_id).document_id).published

    def parties(self) -> tuple[str, ...]:
        """The sides whose doings the agreements in play are about: parties, and those bound through one."""
        found = (p for a in self.records.in_play for p in a.parties if p.role in ("party", "not_named"))
        return tuple(dict.fromkeys(p.side for p in found))

    def answer(
        self,
        question: Question,
        says: str,
        columns: Iterable[str],
        rows: Iterable[AnswerRow],
        *,
        unit: str,
        number: float | None = None,
        notes: Iterable[str] = (),
    ) -> Answer:
        """The answer in its one shape."""
        settings = {
            k: "yes" if v is True else str(v)
            for k, v in {
                **msgspec.to_builtins(self.wanted.incidents),
                **{k: v for k, v in msgspec.to_builtins(self.wanted).items() if k != "incidents"},
            }.items()
        }
        if self.earlier is not None and self.earlier.as_of is not None:
            settings["since"] = self.earlier.as_of.isoformat(timespec="minutes")
        return Answer(
            question=question.name,
            asks=question.asks,
            says=says,
            unit=unit,
            columns=tuple(columns),
            rows=tuple(rows),
            number=number,
            as_of=self.view.as_of,
            filter=settings,
            caveat=self.view.coverage_caveat(),
            notes=tuple(n for n in (*question.notes, *notes) if n),
        )


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question: its name at the command line, its words, and the function that answers it.

    `needs`: options that it cannot do without ("since", "incident"). `notes`: what holds for every answer to it.
    """

    name: str
    asks: str
    answer: Callable[[Asked], Answer]
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def stands(row: IncidentRow) -> bool:
    """False for what a person retracted, and for reports refuted or taken back by who made them."""
    return row.editorial != "retracted" and not {"refuted", "withdrawn"} & set(row.flags)


def claims_of(rows: Iterable[IncidentRow]) -> tuple[str, ...]:
    """The claims of some incidents, each once."""
    return tuple(dict.fromkeys(c for r in rows for c in r.claim_ids))


def count_words(n: int, one: str, many: str | None = None) -> str:
    """1 incident; 2,000 incidents; no incident."""
    return f"{n:,} {one if n == 1 else many or one + 's'}" if n else f"no {one}"
