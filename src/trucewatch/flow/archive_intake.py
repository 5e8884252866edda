"""Archives among the inputs: their records as inputs of their own, each with where it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from trucewatch.archive.documents import as_input, notes_of
from trucewatch.archive.kinds import find_kind
from trucewatch.archive.open import check_tables, records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside, Skipped
from trucewatch.archive.shard import Shard
from trucewatch.archive.shards import shards
from trucewatch.archive.sieve import Sifted, sift
from trucewatch.flow.intake import captured_at
from trucewatch.ingest.inputs import PackedFile, RawInput, iter_inputs_and_packed
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.issue import Issue

MOST_TOLD = 200  # issues of one kind told one by one for each shard; the others are counted


class FromArchives(msgspec.Struct, frozen=True, kw_only=True):
    """How the records of archives are taken in. `relevant`: only those that the relevance filter keeps."""

    options: ArchiveOptions = ArchiveOptions()
    relevant: bool = False


def is_archive(path: str, max_bytes: int) -> bool:
    """True for what is read record by record: archives, packed files, tables of texts, and JSONL above the limit of one input."""
    kind = find_kind(path)
    if kind.name == "jsonl" and kind.packing is None:
        return Path(path).stat().st_size > max_bytes
    return kind.name != "files" or kind.packing is not None


def inputs_with_archives(
    paths: Iterable[str | Path], options: IngestOptions, how: FromArchives
) -> Iterator[RawInput | Issue]:
    """The inputs that the paths name, those that are no archives first, then the records of the archives.

    Raises: UsageError for a path that does not exist; while it is read, for a table without a column of texts.
    """
    found = iter_inputs_and_packed(paths, lambda p: is_archive(p, options.max_bytes), max_bytes=options.max_bytes)
    return _expanded(found, options, how)


def _expanded(
    found: Iterator[RawInput | PackedFile | Issue], options: IngestOptions, how: FromArchives
) -> Iterator[RawInput | Issue]:
    packed: list[str] = []
    for item in found:
        if isinstance(item, PackedFile):
            packed.append(item.path)
        else:
            yield item
    if not packed:
        return
    planned = shards(packed, how.options)
    check_tables(planned, how.options)
    for shard in planned:
        if shard.twin_of is not None:
            reason = f"holds the same bytes as {shard.twin_path}; read once"
            yield note_issue("same_archive", shard.path, reason)
        else:
            yield from _of_shard(shard, options, how)


def _of_shard(shard: Shard, options: IngestOptions, how: FromArchives) -> Iterator[RawInput | Issue]:
    skipped: Counter[tuple[str, str]] = Counter()
    told: Counter[str] = Counter()
    for found in _records(shard, how):
        sifted = _sifted(found, options, relevant=how.relevant)
        if isinstance(sifted, Record):
            yield as_input(sifted)
            yield from notes_of(sifted)
        elif isinstance(sifted, Skipped):
            skipped[sifted.code, sifted.reason if sifted.code != "not_a_file" else "links and devices"] += 1
        else:
            told[sifted.code] += 1
            if told[sifted.code] <= MOST_TOLD:
                where = f"{sifted.archive}#{sifted.position}"
                yield note_issue(sifted.code, where, sifted.reason, try_this=sifted.try_this)
    for code, count in sorted(told.items()):
        if count > MOST_TOLD:
            reason = f"{count - MOST_TOLD:,} more records were set aside for the same cause as the {MOST_TOLD} before"
            yield note_issue(code, f"{shard.path}#more-{code}", reason)
    for (code, reason), count in sorted(skipped.items()):
        yield note_issue("records_skipped", f"{shard.path}#{code}", f"{count:,} records skipped: {reason}")


def _records(shard: Shard, how: FromArchives) -> Iterator[Found]:
    try:
        yield from records(shard, how.options)
    except OSError as error:  # it was there when the shards were told apart
        reason = f"cannot be read: {error.strerror or error}"
        yield SetAside(archive=shard.path, position=Position(0), code="cannot_read", reason=reason)


def _sifted(found: Found, options: IngestOptions, *, relevant: bool) -> Found:
    """The record, or why it is not taken in."""
    if not relevant or not isinstance(found, Record):
        return found
    moment = IngestOptions(captured_at=captured_at(options), language=options.language)
    try:
        sifted = sift(found, moment)
    except Exception:  # noqa: BLE001 - a door: taking it in says what is wrong with it
        return found
    return found if isinstance(sifted, Sifted) else sifted
