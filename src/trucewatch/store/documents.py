"""Derived tables of documents and claims: as read, and as judgements leave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, DocumentHead
from trucewatch.model.issue import Issue
from trucewatch.store.engine import dump, instant
from trucewatch.store.shape import Reading
from trucewatch.store.words import WordTables

_DOCUMENTS = msgspec.json.Decoder(Document)
_HEADS = msgspec.json.Decoder(DocumentHead)
_CLAIMS = msgspec.json.Decoder(Claim)
_PUT_DOCUMENT = (
    "INSERT INTO documents"
    " (id, intake_id, sha256_raw, sha256_text, published, received_at, language, source, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_PUT_CLAIM = (
    "INSERT INTO claims (id, document_id, reader, start, speaker_side, happened, earliest, latest, acts, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class DocumentTables(WordTables):
    """Documents and claims. Each row holds the record as read, and beside it the form that judgements leave."""

    def put_documents(self, intake_id: str, documents: Iterable[Document]) -> tuple[str, ...]:
        """Ids of the new documents; one that is there already stays as it is. Cost: O(log n) each."""
        new: list[Document] = []
        with self.transaction():
            for d in documents:
                published = d.published.isoformat() if d.published else None
                row = (d.id, intake_id, d.sha256_raw, d.sha256_text, published, instant(d.received_at))
                if self._run(_PUT_DOCUMENT, (*row, d.language, d.source, dump(d))):
                    new.append(d)
            self._put_words(new)
            self._freshen(d.id for d in new)
        return tuple(d.id for d in new)

    def fresh_texts(self) -> tuple[str, ...]:
        """Ids of the texts that came in, or were read, since the last derivation that was finished."""
        return tuple(key for (key,) in self._all("SELECT id FROM fresh_texts ORDER BY id"))

    def settle_fresh(self, ids: Iterable[str] | None = None) -> None:
        """These texts are worked in; None: all of them."""
        with self.transaction(durable=False):
            if ids is None:
                self._run("DELETE FROM fresh_texts")
            else:
                self._run_many("DELETE FROM fresh_texts WHERE id=?", [(i,) for i in ids])

    def _freshen(self, ids: Iterable[str]) -> None:
        self._run_many("INSERT INTO fresh_texts VALUES (?) ON CONFLICT DO NOTHING", [(i,) for i in ids])

    def documents(self, *, known_by: datetime | None = None, as_read: bool = False) -> Iterator[Document]:
        """All documents in order of (published, id), undated ones last. Cost: O(n log n), memory for the ids alone."""
        where, values = ("", ()) if known_by is None else ("WHERE received_at <= ?", (instant(known_by),))
        data = "data" if as_read else "coalesce(effective, data)"
        rows = self._sliced(
            f"SELECT id FROM documents {where} ORDER BY published IS NULL, published, id",
            values,
            f"SELECT id, {data} FROM documents WHERE id IN ({{keys}})",
        )
        yield from (_DOCUMENTS.decode(text) for _, text in rows)

    def document_heads(self) -> Iterator[DocumentHead]:
        """All documents in the order of `documents`, without their words: a third of the time, and little memory."""
        rows = self._sliced(
            "SELECT id FROM documents ORDER BY published IS NULL, published, id",
            (),
            "SELECT id, coalesce(effective, data) FROM documents WHERE id IN ({keys})",
        )
        yield from (_HEADS.decode(text) for _, text in rows)

    def document(self, document_id: str) -> Document | None:
        """One document in its effective form. Cost: O(log n)."""
        row = self._one("SELECT coalesce(effective, data) FROM documents WHERE id=?", (document_id,))
        return _DOCUMENTS.decode(row[0]) if row else None

    def page_of_documents(self, *, skip: int, limit: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents there are, and a page of them in order of (published, id), undated ones last."""
        row = self._one("SELECT count(*) FROM documents")
        ids = self._all(
            "SELECT id FROM documents ORDER BY published IS NULL, published, id LIMIT ? OFFSET ?", (limit, skip)
        )
        found = {d.id: d for d in self.documents_by_id(key for (key,) in ids)}
        return (row[0] if row else 0), tuple(found[key] for (key,) in ids if key in found)

    def claim_counts(self, document_ids: Iterable[str] | None = None) -> dict[str, int]:
        """How many claims each of these documents has, or each at all; without retracted ones. Those with none are not in it."""
        every = "SELECT document_id, count(*) FROM claims WHERE {which}retracted=0 GROUP BY document_id"
        if document_ids is None:
            return dict(self._all(every.format(which="")))
        return dict(self._by_keys(every.format(which="document_id IN ({keys}) AND "), tuple(document_ids)))

    def intake_of(self, document_id: str) -> str | None:
        """The intake that a document was read from."""
        row = self._one("SELECT intake_id FROM documents WHERE id=?", (document_id,))
        return str(row[0]) if row else None

    def documents_of(self, intake_id: str) -> tuple[str, ...]:
        """Ids of the documents that an intake brought first, in order."""
        return tuple(
            key for (key,) in self._all("SELECT id FROM documents WHERE intake_id=? ORDER BY id", (intake_id,))
        )

    def put_effective_documents(self, documents: Mapping[str, Document]) -> None:
        """Replace all effective forms. Cost: O(changed documents), plus one pass over those that had one."""
        with self.transaction(durable=False):
            self._run("UPDATE documents SET effective=NULL WHERE effective IS NOT NULL")
            self._run_many(
                "UPDATE documents SET effective=? WHERE id=?", [(dump(d), key) for key, d in sorted(documents.items())]
            )

    def put_claims(self, document_id: str, reader: str, claims: Iterable[Claim], *, basis: str = "") -> None:
        """Replace the document's claims and note the reading, in one transaction. Cost: O(claims of the document)."""
        with self.transaction(durable=False):
            self._note_reading(document_id, reader, basis, "read", None)
            self._run_many(_PUT_CLAIM, [_claim_row(c, reader) for c in claims])

    def put_set_aside(self, document_id: str, reader: str, issue: Issue, *, basis: str = "") -> None:
        """Note that this reader gave up on this document, so that it is not tried again."""
        with self.transaction(durable=False):
            self._note_reading(document_id, reader, basis, "set_aside", dump(issue))

    def _note_reading(self, document_id: str, reader: str, basis: str, state: str, issue: str | None) -> None:
        self._freshen((document_id,))
        self._run("DELETE FROM claims WHERE document_id=?", (document_id,))
        self._run(
            "INSERT INTO readings (document_id, reader, basis, state, issue) VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id)"
            " DO UPDATE SET reader=excluded.reader, basis=excluded.basis, state=excluded.state, issue=excluded.issue",
            (document_id, reader, basis, state, issue),
        )

    def claims(
        self, *, document_id: str | None = None, as_read: bool = False, retracted: bool = False
    ) -> Iterator[Claim]:
        """Claims in order of (document, place in the text, id). Cost: O(claims asked for)."""
        conditions = ["retracted=0"] if not (retracted or as_read) else []
        values: tuple[str, ...] = ()
        if document_id is not None:
            conditions.append("document_id=?")
            values = (document_id,)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        data = "data" if as_read else "coalesce(effective, data)"
        rows = self._sliced(
            f"SELECT id FROM claims {where} ORDER BY document_id, start, id",
            values,
            f"SELECT id, {data} FROM claims WHERE id IN ({{keys}})",
        )
        yield from (_CLAIMS.decode(text) for _, text in rows)

    def loose_claims(self) -> Iterator[Claim]:
        """Claims that belong to no incident, in the order of `claims`, without retracted ones. Cost: one pass over the ids."""
        linked = "EXISTS (SELECT 1 FROM incident_claims i WHERE i.claim_id = claims.id)"
        rows = self._sliced(
            f"SELECT id FROM claims WHERE retracted=0 AND NOT {linked} ORDER BY document_id, start, id",
            (),
            "SELECT id, coalesce(effective, data) FROM claims WHERE id IN ({keys})",
        )
        yield from (_CLAIMS.decode(text) for _, text in rows)

    def claims_naming(self, words: Iterable[str]) -> Iterator[Claim]:
        """Claims whose record holds one of these words anywhere, in the order of `claims`. Cost: one pass in the engine."""
        held = tuple(words)
        named = " OR ".join("instr(coalesce(effective, data), ?) > 0" for _ in held)
        rows = self._sliced(
            f"SELECT id FROM claims WHERE retracted=0 AND ({named}) ORDER BY document_id, start, id",
            held,
            "SELECT id, coalesce(effective, data) FROM claims WHERE id IN ({keys})",
        )
        yield from (_CLAIMS.decode(text) for _, text in rows)

    def known_claims(self, ids: Iterable[str]) -> Iterator[str]:
        """Which of these ids are of claims that are there and not retracted. Cost: O(log n) each."""
        every = "SELECT id FROM claims WHERE retracted=0 AND id IN ({keys})"
        yield from (key for (key,) in self._by_keys(every, tuple(ids)))

    def documents_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> Iterator[Document]:
        """The documents of these ids that are there, in their effective form. Cost: O(log n) each."""
        form = "data" if as_read else "coalesce(effective, data)"
        every = f"SELECT {form} FROM documents WHERE id IN ({{keys}})"
        yield from (_DOCUMENTS.decode(data) for (data,) in self._by_keys(every, tuple(ids)))

    def claims_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> Iterator[Claim]:
        """The claims of these ids that are there, in their effective form. Cost: O(log n) each."""
        form = "data" if as_read else "coalesce(effective, data)"
        every = f"SELECT {form} FROM claims WHERE id IN ({{keys}})"
        yield from (_CLAIMS.decode(data) for (data,) in self._by_keys(every, tuple(ids)))

    def claims_of(self, document_ids: Iterable[str], *, as_read: bool = False) -> Iterator[Claim]:
        """The claims of some documents, corrected and without retracted ones unless `as_read`. Cost: O(log n) each."""
        form, which = ("data", "") if as_read else ("coalesce(effective, data)", " AND retracted=0")
        every = f"SELECT {form} FROM claims WHERE document_id IN ({{keys}}){which} ORDER BY document_id, start, id"
        yield from (_CLAIMS.decode(data) for (data,) in self._by_keys(every, tuple(document_ids)))

    def claim(self, claim_id: str, *, retracted: bool = True) -> Claim | None:
        """One claim in its effective form; also a retracted one, if those are asked for. Cost: O(log n)."""
        where = "" if retracted else " AND retracted=0"
        row = self._one(f"SELECT coalesce(effective, data) FROM claims WHERE id=?{where}", (claim_id,))
        return _CLAIMS.decode(row[0]) if row else None

    def put_effective_claims(self, corrected: Mapping[str, Claim], retracted: Iterable[str]) -> None:
        """Replace all effective forms and the set of retracted claims. Cost: O(changed claims)."""
        with self.transaction(durable=False):
            self._run("UPDATE claims SET effective=NULL, retracted=0 WHERE effective IS NOT NULL OR retracted=1")
            self._run_many(
                "UPDATE claims SET effective=? WHERE id=?", [(dump(c), key) for key, c in sorted(corrected.items())]
            )
            self._run_many("UPDATE claims SET retracted=1 WHERE id=?", [(key,) for key in sorted(retracted)])

    def retracted(self) -> frozenset[str]:
        """Ids of the claims that a judgement has retracted."""
        return frozenset(key for (key,) in self._all("SELECT id FROM claims WHERE retracted=1"))

    def readings(self) -> Iterator[Reading]:
        """Who has read which document, in order of document id."""
        for row in self._all("SELECT document_id, reader, basis, state FROM readings ORDER BY document_id"):
            yield Reading(document_id=row[0], reader=row[1], basis=row[2], state=row[3])

    def readings_of(self, document_ids: Iterable[str]) -> dict[str, Reading]:
        """Who has read these documents, by document. Cost: O(log n) each."""
        every = "SELECT document_id, reader, basis, state FROM readings WHERE document_id IN ({keys})"
        rows = self._by_keys(every, tuple(document_ids))
        return {r[0]: Reading(document_id=r[0], reader=r[1], basis=r[2], state=r[3]) for r in rows}

    def unread(self, reader: str) -> tuple[str, ...]:
        """Ids of documents that this reader version has neither read nor set aside."""
        rows = self._all(
            "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM readings WHERE reader=?) ORDER BY id",
            (reader,),
        )
        return tuple(key for (key,) in rows)


def _claim_row(c: Claim, reader: str) -> tuple[str | int | None, ...]:
    side = c.speaker.side if c.speaker else None
    earliest, latest = (instant(c.time.earliest), instant(c.time.latest)) if c.time else (None, None)
    start = c.spans[0].start if c.spans else 0
    acts = " ".join(c.acts)
    return (c.id, c.document_id, reader, start, side, c.when, earliest, latest, acts, dump(c))
