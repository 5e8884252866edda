"""Tables kept for ever: captures, intakes, judgements, anchors, agreements, sources."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from trucewatch.errors import StoreError
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.ids import sha256
from trucewatch.model.intake import Intake, intake_id
from trucewatch.model.judgement import Judgement
from trucewatch.store.documents import DocumentTables
from trucewatch.store.engine import dump, instant
from trucewatch.store.shape import Anchor

_JUDGEMENTS = msgspec.json.Decoder(Judgement)
_ANCHORS = msgspec.json.Decoder(Anchor)


class KeptTables(DocumentTables):
    """Rows that no later run rewrites. The database itself refuses to change or delete them."""

    def put_intake(self, data: bytes, intake: Intake, documents: Iterable[Document]) -> tuple[str, ...]:
        """Ids of the new documents. Cost: the size of the bytes and texts; O(log n) to find the place."""
        digest = sha256(data)
        if digest != intake.sha256_raw:
            raise StoreError(
                f"the bytes have digest {digest} and not {intake.sha256_raw}",
                where=intake.location or intake.id,
                try_this="take the file in again: it changed while it was read",
            )
        with self.transaction():
            self._run(
                "INSERT INTO captures (sha256_raw, size, packed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (digest, len(data), zlib.compress(data)),
            )
            self.put_intakes((intake,))
            return self.put_documents(intake.id, documents)

    def put_capture(self, data: bytes, document: Document) -> bool:
        """True if the document is new. For single documents whose settings nobody keeps."""
        captured_at = document.captured_at or document.received_at
        if captured_at is None:
            raise StoreError(
                "a document needs the time of its capture",
                where=document.id,
                try_this="set captured_at before keeping it",
            )
        intake = Intake(
            id=intake_id(document.sha256_raw, document.media_type, "{}"),
            sha256_raw=document.sha256_raw,
            media_type=document.media_type,
            options="{}",
            captured_at=captured_at,
            location=document.location,
        )
        return bool(self.put_intake(data, intake, (document,)))

    def capture(self, sha256_raw: str) -> bytes:
        """The bytes as they came in. Raises: StoreError when they are not kept or cannot be unpacked."""
        row = self._one("SELECT packed FROM captures WHERE sha256_raw=?", (sha256_raw,))
        if row is None:
            raise StoreError(
                f"no bytes with digest {sha256_raw} are kept here",
                where=self._path,
                try_this="an as-of view keeps no bytes: ask the store that it was made from",
            )
        try:
            return zlib.decompress(row[0])
        except zlib.error as error:
            raise StoreError(
                f"the kept bytes {sha256_raw} are damaged ({error})",
                where=self._path,
                try_this="restore a backup, and run `trucewatch verify`",
            ) from error

    def has_capture(self, sha256_raw: str) -> bool:
        """True if these bytes are kept."""
        return self._one("SELECT 1 FROM captures WHERE sha256_raw=?", (sha256_raw,)) is not None

    def captures(self) -> Iterator[str]:
        """Digests of all bytes kept, in order."""
        yield from (digest for (digest,) in self._all("SELECT sha256_raw FROM captures ORDER BY sha256_raw"))

    def has_intake(self, intake_id: str) -> bool:
        """True if these bytes have been taken in with these settings."""
        return self._one("SELECT 1 FROM intakes WHERE id=?", (intake_id,)) is not None

    def put_intakes(self, intakes: Iterable[Intake]) -> None:
        """Note intakes without their bytes; those that are there already stay as they are."""
        with self.transaction():
            self._run_many(
                "INSERT INTO intakes (id, sha256_raw, captured_at, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(i.id, i.sha256_raw, instant(i.captured_at), dump(i)) for i in intakes],
            )

    def intakes(self) -> Iterator[Intake]:
        """All intakes in the order in which they came in."""
        rows = self._sliced(
            "SELECT seq FROM intakes ORDER BY seq", (), "SELECT seq, data FROM intakes WHERE seq IN ({keys})"
        )
        yield from (msgspec.json.decode(data, type=Intake) for _, data in rows)

    def append_judgements(self, judgements: Iterable[Judgement]) -> int:
        """How many were new; the same judgement twice is one. Cost: O(log n) each."""
        new = 0
        with self.transaction():
            self._one_after_another("judgements")  # numbers in the order of commits: `last_written` looks at the last
            for j in judgements:
                values = (j.id, j.kind, j.subject, j.object, j.by, instant(j.made_at), dump(j))
                new += self._run(
                    "INSERT INTO judgements (id, kind, subject, object, made_by, made_at, data)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    values,
                )
                self.put_anchors(filter(None, (self._anchor_of(j.subject), self._anchor_of(j.object))))
        return new

    def judgements(self, *, made_by: datetime | None = None) -> tuple[Judgement, ...]:
        """The ledger in order of (made_at, id)."""
        where, values = ("", ()) if made_by is None else ("WHERE made_at <= ?", (instant(made_by),))
        rows = self._all(f"SELECT data FROM judgements {where} ORDER BY made_at, id", values)
        return tuple(msgspec.json.decode(data, type=Judgement) for (data,) in rows)

    def decisions(self) -> tuple[Judgement, ...]:
        """All judgements but the codes that rules gave, in order of (made_at, id). Cost: O(those)."""
        rows = self._all("SELECT data FROM judgements WHERE kind <> 'code' ORDER BY made_at, id")
        return tuple(_JUDGEMENTS.decode(data) for (data,) in rows)

    def codes_given(self, claim_ids: Iterable[str]) -> tuple[Judgement, ...]:
        """The judgements of kind code on these claims, undone ones too. Cost: O(log n) each."""
        every = "SELECT data FROM judgements WHERE kind = 'code' AND subject IN ({keys})"
        return tuple(_JUDGEMENTS.decode(data) for (data,) in self._by_keys(every, tuple(claim_ids)))

    def code_rows(self, code: str) -> tuple[Judgement, ...]:
        """The judgements that give this code, undone ones too: they are named by it and a number. Cost: O(log n + those)."""
        # "/" is the character behind "."
        rows = self._all(
            "SELECT data FROM judgements WHERE id >= ? AND id < ? AND kind = 'code'", (f"{code}.", f"{code}/")
        )
        return tuple(_JUDGEMENTS.decode(data) for (data,) in rows)

    def anchors_of(self, claim_ids: Iterable[str]) -> tuple[Anchor, ...]:
        """Where these claims stood when they were first judged. Cost: O(log n) each."""
        every = "SELECT data FROM anchors WHERE claim_id IN ({keys})"
        return tuple(_ANCHORS.decode(data) for (data,) in self._by_keys(every, tuple(claim_ids)))

    def anchors_in(self, document_ids: Iterable[str]) -> tuple[Anchor, ...]:
        """Where judged claims of these documents stood. Cost: O(log n) each."""
        every = "SELECT data FROM anchors WHERE document_id IN ({keys})"
        return tuple(_ANCHORS.decode(data) for (data,) in self._by_keys(every, tuple(document_ids)))

    def anchors(self) -> tuple[Anchor, ...]:
        """Where every judged claim stood when it was first judged, in order of claim id."""
        return tuple(
            msgspec.json.decode(data, type=Anchor)
            for (data,) in self._all("SELECT data FROM anchors ORDER BY claim_id")
        )

    def put_anchors(self, anchors: Iterable[Anchor]) -> None:
        """Keep those that are not there yet."""
        with self.transaction():
            self._run_many(
                "INSERT INTO anchors (claim_id, document_id, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(a.claim_id, a.document_id, dump(a)) for a in anchors],
            )

    def _anchor_of(self, claim_id: str | None) -> Anchor | None:
        row = self._one("SELECT data FROM claims WHERE id=?", (claim_id,)) if claim_id else None
        if row is None:
            return None
        claim = msgspec.json.decode(row[0], type=Claim)
        main = claim.spans[0]
        return Anchor(claim_id=claim.id, document_id=claim.document_id, start=main.start, end=main.end, acts=claim.acts)

    def put_agreement(self, agreement: Agreement) -> None:
        """Keep this version, unless it is the latest already."""
        data = dump(agreement)
        digest = sha256(data.encode())
        with self.transaction():
            self._one_after_another("agreements")
            row = self._one("SELECT sha256 FROM agreements WHERE id=? ORDER BY seq DESC LIMIT 1", (agreement.id,))
            if row is None or row[0] != digest:
                self._run("INSERT INTO agreements (id, sha256, data) VALUES (?, ?, ?)", (agreement.id, digest, data))

    def agreements(self) -> tuple[Agreement, ...]:
        """The latest version of each agreement, in order of id."""
        rows = self._all(
            "SELECT data FROM agreements WHERE seq IN (SELECT max(seq) FROM agreements GROUP BY id) ORDER BY id"
        )
        return tuple(msgspec.json.decode(data, type=Agreement) for (data,) in rows)

    def put_source(self, source: Source) -> bool:
        """Keep this version of what a source's card says; False when it is the latest already."""
        data = dump(source)
        with self.transaction():
            self._one_after_another("sources")
            row = self._one("SELECT data FROM sources WHERE id=? ORDER BY seq DESC LIMIT 1", (source.id,))
            if row is not None and row[0] == data:
                return False
            self._run("INSERT INTO sources (id, data) VALUES (?, ?)", (source.id, data))
        return True

    def sources(self) -> tuple[Source, ...]:
        """The latest version of each source that ever had a card, in order of id."""
        rows = self._all("SELECT data FROM sources WHERE seq IN (SELECT max(seq) FROM sources GROUP BY id) ORDER BY id")
        return tuple(msgspec.json.decode(data, type=Source) for (data,) in rows)
