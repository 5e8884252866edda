"""Reading an archive, as work for any engine: records to documents, the relevance filter, claims; four tables of rows.

Places stay names here: points are given where all that is known lies together (`flow/ground.py`), once it is in a store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.archive.documents import documents
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Record, SetAside, Skipped
from trucewatch.archive.shards import shards
from trucewatch.archive.sieve import tells_nothing
from trucewatch.extract.relevance import is_relevant
from trucewatch.flow.archive_stage import ArchiveStage, planned, warm_up
from trucewatch.flow.reading import read_all
from trucewatch.flow.stages import DocumentReader
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue
from trucewatch.scale.engines import Engine
from trucewatch.scale.run import Plan, finished_files
from trucewatch.scale.shape import Begin, ColumnType, Item, Limits, Recipe, Rows
from trucewatch.scale.tables import rows_in

TOGETHER = 40_000  # characters of documents that are parsed together

TABLES: Mapping[str, Mapping[str, ColumnType]] = {
    "manifest": {
        "shard": "text", "record": "text", "outcome": "text", "code": "text", "reason": "text", "url": "text",
        "documents": "number", "claims": "number",
    },
    "documents": {
        "shard": "text", "record": "text", "id": "text", "url": "text", "location": "text", "source": "text",
        "published": "text", "title": "text", "language": "text", "sha256_text": "text", "characters": "number",
        "claims": "number", "document": "text",
    },
    "claims": {
        "shard": "text", "record": "text", "id": "text", "document_id": "text", "start": "number", "end": "number",
        "acts": "text", "speaker": "text", "speaker_side": "text", "relay": "text", "polarity": "text",
        "modality": "text", "initiator": "text", "initiator_side": "text", "target": "text", "target_side": "text",
        "response": "flag", "count": "number", "when": "text", "where": "text", "within": "text", "weapons": "text",
        "harm": "text", "background": "flag", "quote": "text", "claim": "text",
    },
    "issues": {
        "shard": "text", "record": "text", "id": "text", "stage": "text", "code": "text", "where": "text",
        "reason": "text", "document_id": "text", "try_this": "text",
    },
}  # fmt: skip


class ReadSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What decides the rows beside the archive's bytes."""

    ingest: IngestOptions = IngestOptions()
    archive: ArchiveOptions = ArchiveOptions()
    model: str | None = None


def recipe_of(settings: ReadSettings) -> Recipe:
    """How any process makes the stage."""
    return Recipe(make=f"{__name__}:make", settings={"settings": msgspec.to_builtins(settings)})


def plan_for(paths: Sequence[str], settings: ReadSettings, limits: Limits, engine: Engine) -> Plan:
    """The plan of reading archives. Raises: UsageError for a path that is not there; ConfigurationError (no model)."""
    recipe = recipe_of(settings)
    found = shards(paths, settings.archive)
    [made_by] = [answer.decode() for answer in engine.call(recipe, [b""])]
    return Plan(made_by=made_by, recipe=recipe, limits=limits, shards=planned(found))


def outcomes_in(folder: Path, plan: Plan) -> list[str]:
    """What became of the records of the finished shards, one line for each outcome, the most frequent first."""
    counts: Counter[tuple[str, str | None]] = Counter()
    documents = claims = 0
    for outcome, code, n, m in rows_in(
        finished_files(folder, plan, "manifest"), ("outcome", "code", "documents", "claims")
    ):
        counts[outcome, code] += 1
        documents, claims = documents + n, claims + m
    told = {"read": f" ({documents:,} documents, {claims:,} claims)"}
    ranked = sorted(counts.items(), key=lambda c: (-c[1], c[0][0], c[0][1] or ""))
    return [
        f"{n:,} {outcome.replace('_', ' ')}{f': {code}' if code else ''}{told.get(outcome, '')}"
        for (outcome, code), n in ranked
    ]


def make(settings: dict[str, Any]) -> ReadArchive:
    """The stage, with its language model. Raises: ConfigurationError (no model)."""
    from trucewatch.extract.reader import Reader  # loads the language model: seconds

    told = msgspec.convert(settings, ReadSettings)
    stage = ReadArchive(Reader(told.model), told)
    warm_up(stage)
    return stage


class _Kept(msgspec.Struct):
    """A document that is worth reading, and where it came from."""

    at: str
    document: Document


class ReadArchive(ArchiveStage):
    """Records to rows (`scale.shape.Stage`)."""

    tables = TABLES

    def __init__(self, reader: DocumentReader, settings: ReadSettings) -> None:
        super().__init__(settings.archive)
        self._reader = reader
        self._settings = settings

    def __call__(self, payload: bytes) -> bytes:
        """The claims of some documents, read again; of none, name and version of what reads."""
        if not payload:
            return self._reader.version.encode()
        texts = msgspec.msgpack.decode(payload, type=tuple[Document, ...])
        found = [c for _, told in read_all(self._reader, texts) if not isinstance(told, Issue) for c in told]
        return msgspec.msgpack.encode(found)

    def rows(self, items: Sequence[Item], skip: Mapping[str, str], begin: Begin, *, alone: bool) -> Rows:
        """The rows of some records."""
        book = _Book(self.shard)
        worth: list[_Kept] = []
        for item in items:
            begin((item.at,))
            if item.at in skip:
                book.aside(item.at, item.value.url, "worker_died", f"while it was read the worker {skip[item.at]}")
            elif isinstance(item.value, Record):
                hopeless = self._hopeless(item.value)
                if hopeless is not None:
                    book.note(item.at, "skipped", hopeless.code, hopeless.reason, hopeless.url)
                else:
                    worth += self._taken(item.at, item.value, book)
            elif isinstance(item.value, Skipped):
                book.note(item.at, "skipped", item.value.code, item.value.reason, item.value.url)
            else:
                book.set_aside(item.at, item.value)
        for group in _together(worth, alone=alone):
            begin([kept.at for kept in group])
            for kept, (document, outcome) in zip(
                group, read_all(self._reader, [k.document for k in group]), strict=True
            ):
                book.read(kept.at, document, outcome)
        return book.rows()

    def _hopeless(self, record: Record) -> Skipped | None:
        """Why a record is passed over before its article is looked for."""
        try:
            return tells_nothing(record)
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - a door: taking it in says what is wrong with it
            return None

    def _taken(self, at: str, record: Record, book: _Book) -> list[_Kept]:
        """The documents of a record that are worth reading; what becomes of the others is noted."""
        worth: list[_Kept] = []
        passed: list[tuple[str, str]] = []
        issues: list[Issue] = []
        try:
            for found in documents(record, self._settings.ingest):
                if isinstance(found, Issue):
                    issues.append(found)
                    continue
                msgspec.json.encode(found)  # half a character (a lone surrogate) can be held but not kept
                if not found.in_english:
                    passed.append(("other_language", f"is in another language than English ({found.language})"))
                elif not is_relevant(found.body):
                    passed.append(("not_relevant", "none of its words tell of fighting"))
                else:
                    worth.append(_Kept(at, found))
        except OSError:
            raise  # a full disk is no fault of the record
        except Exception as error:  # noqa: BLE001 - a door: one hostile page must not stop the shard
            book.aside(at, record.url, "reading_failed", f"taking it in failed with {type(error).__name__}: {error}")
            return []
        book.issues(at, issues)
        if worth:
            book.note(at, "read", None, None, record.url)
        elif passed:
            book.note(at, "skipped", *passed[0], record.url)
        elif issues:
            book.note(at, "set_aside", issues[0].code, issues[0].reason, record.url)
        else:
            book.note(at, "skipped", "no_document", "holds no document", record.url)
        return worth


def _together(worth: list[_Kept], *, alone: bool) -> Iterator[list[_Kept]]:
    """Documents in order, in groups small enough to be parsed together."""
    group: list[_Kept] = []
    size = 0
    for kept in worth:
        if group and (alone or size + len(kept.document.body) > TOGETHER):
            yield group
            group, size = [], 0
        group.append(kept)
        size += len(kept.document.body)
    if group:
        yield group


class _Book:
    """The rows of one chunk as they come; those of the manifest get their counts at the end."""

    def __init__(self, shard: str) -> None:
        self._shard = shard
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        self._notes: list[tuple[Any, ...]] = []
        self._counts: dict[str, list[int]] = {}

    def note(self, at: str, outcome: str, code: str | None, reason: str | None, url: str | None) -> None:
        self._notes.append((self._shard, at, outcome, code, reason, url))

    def aside(self, at: str, url: str | None, code: str, reason: str, try_this: str | None = None) -> None:
        """A record that is set aside, in the manifest and among the issues."""
        where = url or f"{self._shard}#{at}"
        issue = Issue(
            id=short_id("x", "ingest", code, self._shard, at),
            stage="ingest",
            code=code,
            where=where,
            reason=reason,
            try_this=try_this or "report this, with the record if you may",
        )
        self.issues(at, [issue])
        self.note(at, "set_aside", code, reason, url)

    def set_aside(self, at: str, found: SetAside) -> None:
        self.aside(at, found.url, found.code, found.reason, found.try_this or "look at the archive")

    def issues(self, at: str, issues: Sequence[Issue]) -> None:
        self._rows["issues"] += [
            (self._shard, at, i.id, i.stage, i.code, i.where, i.reason, i.document_id, i.try_this) for i in issues
        ]

    def read(self, at: str, document: Document, outcome: tuple[Claim, ...] | Issue) -> None:
        claims = () if isinstance(outcome, Issue) else outcome
        if isinstance(outcome, Issue):
            self.issues(at, [outcome])
        counts = self._counts.setdefault(at, [0, 0])
        counts[0] += 1
        counts[1] += len(claims)
        self._rows["documents"].append((self._shard, at, *_document_row(document, len(claims))))
        self._rows["claims"] += [(self._shard, at, *_claim_row(c, document)) for c in claims]

    def rows(self) -> Rows:
        found = [(*row, *self._counts.get(row[1], (0, 0))) for row in self._notes]
        return {**self._rows, "manifest": found}


def _document_row(d: Document, claims: int) -> tuple[Any, ...]:
    return (
        d.id, d.url, d.location, d.source, d.published.isoformat() if d.published else None, d.title, d.language,
        d.sha256_text, len(d.text), claims, json_of(d),
    )  # fmt: skip


def _claim_row(c: Claim, document: Document) -> tuple[Any, ...]:
    span = c.spans[0] if c.spans else None
    return (
        c.id, c.document_id, span.start if span else None, span.end if span else None, words_of(c.acts),
        *_actor(c.speaker), words_of([r.name or r.text or "" for r in c.relay]), c.polarity, c.modality,
        *_actor(c.initiator), *_actor(c.target), c.response, c.count, c.when, words_of([p.name for p in c.where]),
        words_of([p.name for p in c.within]), words_of(c.weapons), json_of(c.harm) if c.harm else None, c.background,
        document.text[span.start : span.end] if span else None, json_of(c),
    )  # fmt: skip


def _actor(actor: ActorRef | None) -> tuple[str | None, str | None]:
    return (actor.name, actor.side) if actor else (None, None)


def words_of(names: Sequence[str]) -> str | None:
    """Names in one cell."""
    return "; ".join(names) or None


def json_of(record: Any) -> str:
    """A record in one cell."""
    return msgspec.json.encode(record).decode()
