"""What was read from archives into a store: bytes and documents by the way that all inputs take, claims without reading again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from trucewatch.archive.documents import as_input
from trucewatch.archive.open import records
from trucewatch.archive.record import Record
from trucewatch.archive.shard import Shard
from trucewatch.flow.archive_reading import ReadSettings
from trucewatch.flow.derive import effective_documents
from trucewatch.flow.intake import IntakeSummary, OnInput, ingest_inputs
from trucewatch.flow.reading import BATCH_DOCUMENTS, basis_of
from trucewatch.flow.stages import default_stages
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.scale.guard import finished
from trucewatch.scale.run import Plan
from trucewatch.scale.tables import rows_in, table_path
from trucewatch.store.shape import Store


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came into the store. `claims`: of documents that need not be read again; `left`: documents that deriving reads,
    since the store knows more of them (a reprint's original, a correction)."""

    intake: IntakeSummary
    documents: int
    claims: int
    left: int


def load_run(
    store: Store, folder: Path, plan: Plan, options: IngestOptions, on_progress: OnInput | None = None
) -> Loaded:
    """What was taken over from a run's finished shards. The archives are opened again, since a store keeps the bytes.

    `options`: the moment of capture, and what counts as the moment of receipt. What is loaded twice changes nothing.
    Raises: OSError when an archive is not where it was; StoreError.
    """
    told = msgspec.convert(plan.recipe.settings["settings"], ReadSettings)
    how = msgspec.structs.replace(told.ingest, captured_at=options.captured_at, received=options.received)
    intake = ingest_inputs(store, _inputs(folder, plan, told), how, on_progress)
    documents, _, _ = effective_documents(store, store.judgements(), default_stages())
    with store.writing("load"):
        return _put_claims(store, folder, plan, documents, intake)


def _shards(folder: Path, plan: Plan) -> Iterator[Shard]:
    for planned in plan.shards:
        if planned.twin_of is None and finished(str(folder), planned.id) is not None:
            yield msgspec.json.decode(bytes(planned.shard), type=Shard)


def _inputs(folder: Path, plan: Plan, told: ReadSettings) -> Iterator[RawInput]:
    """The records that were read, as inputs."""
    for shard in _shards(folder, plan):
        rows = rows_in([table_path(folder, "manifest", shard.id)], ("record", "outcome"))
        wanted = {at for at, outcome in rows if outcome == "read"}
        for found in records(shard, told.archive) if wanted else ():
            if isinstance(found, Record) and str(found.position) in wanted:
                yield as_input(found)


def _put_claims(
    store: Store, folder: Path, plan: Plan, documents: dict[str, Document], intake: IntakeSummary
) -> Loaded:
    there = {r.document_id: (r.reader, r.basis) for r in store.readings()}
    put = claims = left = 0
    taken: set[str] = set()
    batch: list[tuple[str, list[Claim], str]] = []

    def write() -> None:
        with store.transaction(durable=False):
            for ident, found, basis in batch:
                store.put_claims(ident, plan.made_by, found, basis=basis)
        batch.clear()

    for shard in _shards(folder, plan):
        told = _claims(folder, shard)
        for ident, record, text in rows_in([table_path(folder, "documents", shard.id)], ("id", "record", "document")):
            if ident in taken or ident not in documents:
                continue
            taken.add(ident)
            now, basis = documents[ident], basis_of(documents[ident])
            then = msgspec.json.decode(text, type=Document)
            # whom a text copies is nothing that the reader looks at, unless its days count from there
            if basis_of(msgspec.structs.replace(then, origin_chain=now.origin_chain)) != basis:
                left += 1
                continue
            found = told.get((ident, record), [])
            put, claims = put + 1, claims + len(found)
            if there.get(ident) != (plan.made_by, basis):
                batch.append((ident, found, basis))
            if len(batch) >= BATCH_DOCUMENTS:
                write()
    write()
    return Loaded(intake=intake, documents=put, claims=claims, left=left)


def _claims(folder: Path, shard: Shard) -> dict[tuple[str, str], list[Claim]]:
    """The claims of a shard by document and record."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for ident, record, text in rows_in([table_path(folder, "claims", shard.id)], ("document_id", "record", "claim")):
        found.setdefault((ident, record), []).append(msgspec.json.decode(text, type=Claim))
    return found
