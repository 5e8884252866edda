"""What each source gave: texts, claims, incidents, how late, what of it could not be read, and whose voice it is.

What the store holds, whether a source is followed or its texts were handed in; how the following itself goes is told by
`watching/health.py`.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from itertools import groupby
from operator import itemgetter

import msgspec

from trucewatch.model.sources import find_source, name_key
from trucewatch.publish.edits import edit_rows
from trucewatch.publish.questions import Wanted, ask
from trucewatch.publish.rows import Listing
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.view import View


class SourceTexts(msgspec.Struct, frozen=True, kw_only=True):
    """One source. `quiet_days`: from its last dated text to the time of the view; `median_days`: from a happening to its report.

    `origin`: whose voice it is, by its card, else by our table of sources: those of one group cannot corroborate one
    another; None when neither has it. `set_aside`: issues noted about its documents; `edited`: texts of it that it changed later.
    """

    source: str
    documents: int
    reprints: int
    undated: int
    claims: int
    incidents: int
    set_aside: int
    edited: int
    first: date | None
    last: date | None
    quiet_days: int | None
    median_days: float | None
    kind: str | None
    aligned_with: str | None
    origin: str | None


def source_texts(view: View) -> Listing[SourceTexts]:
    """One row a source, those with most documents first."""
    records = view.records
    of: dict[str, str] = {}
    documents, reprints, undated = Counter[str](), Counter[str](), Counter[str]()
    days: dict[str, tuple[date, date]] = {}
    for d in records.heads():
        name = of[d.id] = sys.intern(outlet_of(d))
        documents[name] += 1
        reprints[name] += d.is_copy
        if d.published is None:
            undated[name] += 1
        else:
            known_days = days.get(name, (d.published, d.published))
            days[name] = min(known_days[0], d.published), max(known_days[1], d.published)
    claims = Counter[str]()
    for document_id, number in records.store.claim_counts().items():
        claims[of[document_id]] += number
    incidents = Counter[str]()
    for _, told in groupby(records.store.told_pairs(), key=itemgetter(1)):
        incidents.update({of[document_id] for document_id, _ in told if document_id in of})
    aside = Counter(of[i.document_id] for i in view.issues().rows if i.document_id in of)
    lags = {str(r.cells["source"]): r.cells["median days"] for r in ask("lag", view, Wanted()).rows}
    edited = Counter(r.source for r in edit_rows(records))
    cards = {name_key(c.name): c for c in records.store.sources()}
    rows = []
    for source, n in sorted(documents.items(), key=lambda item: (-item[1], item[0])):
        known, held = cards.get(name_key(source)) or find_source(source), days.get(source)
        lag = lags.get(source)
        last = held[1] if held else None
        rows.append(
            SourceTexts(
                source=source,
                documents=n,
                reprints=reprints[source],
                undated=undated[source],
                claims=claims[source],
                incidents=incidents[source],
                set_aside=aside[source],
                edited=edited[source],
                first=held[0] if held else None,
                last=last,
                quiet_days=max(0, (view.as_of.date() - last).days) if view.as_of and last else None,
                median_days=float(lag) if isinstance(lag, int | float) else None,
                kind=known.kind if known else None,
                aligned_with=known.aligned_with if known else None,
                origin=known.independence_group if known else None,
            )
        )
    return Listing(
        unit="sources",
        rows=tuple(rows),
        shown=len(rows),
        total=len(rows),
        as_of=view.as_of,
        caveat=view.coverage_caveat(),
    )
