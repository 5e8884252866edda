"""Everything derived, thrown away and made again from bytes, judgements and agreements."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trucewatch.errors import StoreError
from trucewatch.flow.derive import DeriveSummary, derive_locked
from trucewatch.flow.intake import read_raw, untaken
from trucewatch.flow.stages import DocumentReader, Progress, Stages, default_stages, no_progress
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.intake import Intake
from trucewatch.store.shape import Store


def rebuild(
    store: Store,
    reader: DocumentReader,
    *,
    as_of: datetime,
    on_progress: Progress | None = None,
    stages: Stages | None = None,
) -> DeriveSummary:
    """What there is after all derived rows were made again; the same code and `as_of` give the same rows to the byte.

    The old rows go and the documents come back in one transaction, so that a kill leaves either the old state or
    documents that the next `derive` reads. Cost: linear in all bytes kept, plus `derive` with every document unread.
    """
    tell, steps = on_progress or no_progress, stages or default_stages()
    with store.writing("rebuild"):
        intakes = tuple(store.intakes())
        with store.transaction():
            store.clear_derived()
            store.clear_notes()  # so that the rows are compared with what is worked out, not with what was noted
            for n, intake in enumerate(intakes):
                tell("ingest", n, len(intakes))
                _take_in_again(store, intake, steps)
        return derive_locked(store, reader, as_of=as_of, on_progress=on_progress, stages=steps)


def _take_in_again(store: Store, intake: Intake, steps: Stages) -> None:
    try:
        kept = msgspec.json.decode(intake.options, type=IngestOptions)
    except msgspec.DecodeError as error:
        raise StoreError(
            f"the settings of intake {intake.id} are not understood: {error}",
            where=store.path,
            try_this="rebuild with the version of Trucewatch that took it in, or a newer one",
        ) from error
    options = msgspec.structs.replace(kept, captured_at=intake.captured_at)
    item = RawInput(
        data=store.capture(intake.sha256_raw),
        location=intake.location or intake.id,
        media_type=intake.media_type or "",
        url=intake.custody.url if intake.custody else None,
        custody=intake.custody,
    )
    read, issues = read_raw(item, options, steps)
    documents, taken = untaken(store, read, item.location)
    store.put_documents(intake.id, documents)
    store.put_issues((*issues, *taken), place=item.location)
