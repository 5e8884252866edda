"""The stages that flow joins, as values: the real ones by default, others in tests or for another reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.incident import Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.places.shape import Gazetteer

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much is done and how much there is (0 when that is not known)."""


class DocumentReader(Protocol):
    """What reads claims out of documents."""

    @property
    def version(self) -> str:
        """Name and version; another version reads every document again."""
        ...

    @property
    def parties(self) -> tuple[str, ...]:
        """The sides that it was told of; with others it would read otherwise."""
        ...

    def read_many(self, documents: Iterable[Document]) -> Iterable[tuple[Document, tuple[Claim, ...] | Issue]]:
        """Every document in order, with its claims or with the reason why it was set aside."""
        ...


class Assessed(Protocol):
    """What `assess` hands on."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def deadlines(self) -> tuple[Deadline, ...]: ...
    @property
    def coverage(self) -> tuple[Coverage, ...]: ...


def no_gazetteer() -> None:
    """No gazetteer: names of places stay names."""


class Stages(msgspec.Struct, frozen=True, kw_only=True):
    """One function a stage; `default_stages` fills it.

    `update`: keeps what `reconcile` gives up to date; `follow`: what `with_origins` gives, and with it the whole derivation
    (`flow/day.py`), which takes it that all stages are this program's own. None: made afresh.
    """

    iter_inputs: Callable[..., Iterator[RawInput | Issue]]
    read_input: Callable[[RawInput, IngestOptions], Iterable[Document | Issue]]
    with_origins: Callable[..., Iterable[Document]]
    reconcile: Callable[..., Reconciliation]
    recode: Callable[[Reconciliation, Mapping[str, str]], Reconciliation]
    tallies_of: Callable[..., Iterable[Tally]]
    assess: Callable[..., Any]
    gazetteer: Callable[[], Gazetteer | None] = no_gazetteer
    update: Callable[..., Any] | None = None
    follow: Callable[..., dict[str, Document]] | None = None


def default_stages() -> Stages:
    """The stages of this program, imported only now so that a door starts fast."""
    from trucewatch.assess.assess import assess
    from trucewatch.gazetteer.default import open_built
    from trucewatch.ingest.documents import read_input
    from trucewatch.ingest.inputs import iter_inputs
    from trucewatch.ingest.origins_kept import keep_origins
    from trucewatch.ingest.reprints import with_origins
    from trucewatch.reconcile.recode import recode
    from trucewatch.reconcile.reconcile import reconcile
    from trucewatch.reconcile.tallies import tallies_of
    from trucewatch.reconcile.update import update

    return Stages(
        iter_inputs=iter_inputs,
        read_input=read_input,
        with_origins=with_origins,
        reconcile=reconcile,
        recode=recode,
        tallies_of=tallies_of,
        assess=assess,
        gazetteer=open_built,
        update=update,
        follow=keep_origins,
    )


def no_progress(step: str, done: int, total: int) -> None:
    """Tells nobody."""
