"""What is in an archive, told from its first records: kinds, counts, sizes, media types, languages, days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import msgspec

from trucewatch.archive.open import records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Position, Record, Skipped
from trucewatch.archive.shard import Shard
from trucewatch.archive.shards import shards
from trucewatch.archive.sieve import page_words
from trucewatch.errors import TrucewatchError
from trucewatch.extract.relevance import can_tell
from trucewatch.ingest.decode import decode_bytes
from trucewatch.ingest.language import find_language
from trucewatch.ingest.media import HTML, TEXT

LANGUAGES = 50  # records of a shard whose language is looked for: that takes longer than all else


class ShardLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the first records of a shard are. `records`: how many were looked at; `about`: how many there may be, None where
    that cannot be told; `whole`: all were looked at. `telling`: records whose words can tell of fighting.
    """

    path: str
    member: str | None
    kind: str
    size: int
    twin_path: str | None = None
    fault: str | None = None
    records: int = 0
    about: int | None = None
    whole: bool = False
    read: int = 0
    bytes: int = 0
    telling: int = 0
    media_types: dict[str, int] = {}
    languages: dict[str, int] = {}
    skipped: dict[str, int] = {}
    set_aside: dict[str, int] = {}
    first: datetime | None = None
    last: datetime | None = None


def look(
    paths: Iterable[str], options: ArchiveOptions | None = None, *, sample: int | None = 2_000
) -> Iterator[ShardLook]:
    """One look for each shard; `sample`: so many records of each at most, None: all. Raises: UsageError."""
    told = options or ArchiveOptions()
    for shard in shards(paths, told):
        yield _look_at(shard, told, sample)


def _look_at(shard: Shard, options: ArchiveOptions, sample: int | None) -> ShardLook:
    kind = " ".join(filter(None, (shard.kind.packing, shard.kind.name)))
    plain = ShardLook(path=shard.path, member=shard.member, kind=kind, size=shard.size, twin_path=shard.twin_path)
    if shard.twin_of is not None:
        return plain
    media, languages, skipped, aside = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    moments: list[datetime] = []
    count = read = size = telling = 0
    last: Position | None = None
    fault = None
    try:
        found = records(shard, options)
        for item in found if sample is None else islice(found, sample + 1):
            if sample is not None and count == sample:
                break
            count, last = count + 1, item.position
            if not isinstance(item, Record):
                (skipped if isinstance(item, Skipped) else aside)[item.code] += 1
                continue
            read, size = read + 1, size + item.size
            media[item.media_type if item.text is None else "text of a table or JSONL"] += 1
            words = words_of(item)
            telling += can_tell(words)
            if sum(languages.values()) < LANGUAGES:
                languages[find_language(words) or "not known"] += 1
            if item.captured_at is not None:
                moments = [min([item.captured_at, *moments]), max([item.captured_at, *moments])]
        else:
            sample = None
    except (TrucewatchError, OSError) as error:
        fault = str(error)
    share = done_share(shard, last) if last and sample is not None else None
    return msgspec.structs.replace(
        plain,
        fault=fault,
        records=count,
        whole=sample is None and fault is None,
        about=round(count / share) if share else None,
        read=read,
        bytes=size,
        telling=telling,
        media_types=dict(media.most_common()),
        languages=dict(languages.most_common()),
        skipped=dict(skipped.most_common()),
        set_aside=dict(aside.most_common()),
        first=moments[0] if moments else None,
        last=moments[-1] if moments else None,
    )


def words_of(record: Record) -> str:
    """The words of a record as they can be had without looking for an article; none of a PDF or Word file."""
    if record.text is not None:
        return record.text
    if record.media_type not in (HTML, TEXT):
        return ""
    decoded = decode_bytes(record.data, html=record.media_type == HTML)
    if isinstance(decoded, str):
        return ""
    return page_words(decoded.text)[0] if record.media_type == HTML else decoded.text


def done_share(shard: Shard, position: Position) -> float | None:
    """How much of a shard lies before a position, 0 to 1; None where positions say nothing of that."""
    if shard.files:
        return (position.at + 1) / len(shard.files)
    end = shard.end if shard.end is not None else shard.size
    by_bytes = shard.kind.name == "warc" or (shard.kind.name in ("jsonl", "tar") and shard.kind.packing is None)
    if not by_bytes or shard.member is not None or position.at <= shard.start:
        return None
    return min(1.0, (position.at - shard.start) / max(1, end - shard.start))
