"""Texts, claims and accounts that a run looks at, fetched when asked for; never the whole archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.accounts import Desk, told_of
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import AccountRow, NameRow, TextRow
from trucewatch.reconcile.names import fold, skeleton
from trucewatch.reconcile.outlets import Outlets


class Archive(Protocol):
    """All documents that speak and all claims that stand, as corrections leave them."""

    def documents(self, ids: Collection[str]) -> Iterable[Document]:
        """Those of some ids."""
        ...

    def claims(self, documents: Collection[str]) -> Iterable[Claim]:
        """All claims of some texts."""
        ...


class _Texts(Mapping[str, Document]):
    """Documents by id, fetched one by one where they were not fetched before."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[str, Document | None] = {}

    def fetch(self, ids: Iterable[str]) -> None:
        missing = [i for i in dict.fromkeys(ids) if i not in self._known]
        if missing:
            self._known.update(dict.fromkeys(missing))
            self._known.update({d.id: d for d in self._archive.documents(missing)})

    def has(self, key: str) -> bool:
        return key in self._known

    def __getitem__(self, key: str) -> Document:
        self.fetch((key,))
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        raise TypeError("texts are looked up, not walked")

    def __len__(self) -> int:
        raise TypeError("texts are looked up, not counted")


class _Names:
    """The names of one sort that some text gives, as they are now."""

    def __init__(self, draft: Draft, sort: str) -> None:
        self._draft, self._sort = draft, sort

    def __contains__(self, name: object) -> bool:
        return self._draft.row(NameRow, f"{self._sort}|{name}") is not None


class Library:
    """What one run has at hand."""

    def __init__(self, archive: Archive, draft: Draft, outlets: Outlets, retracted: frozenset[str]) -> None:
        self._archive, self._draft, self._retracted = archive, draft, retracted
        self.outlets = outlets
        self.documents = _Texts(archive)
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._told: dict[str, tuple[Claim, ...]] = {}
        self._accounts: dict[str, Account] = {}
        self.desk = Desk((), self.documents, outlets, areas=_Names(draft, "a"), districts=_Names(draft, "d"))

    def read(self, documents: Iterable[str]) -> None:
        """Fetch some texts with their claims, and what is known of the names in them."""
        missing = [d for d in dict.fromkeys(documents) if d not in self._claims]
        if not missing:
            return
        found: dict[str, list[Claim]] = {d: [] for d in missing}
        for claim in self._archive.claims(missing):
            if claim.id not in self._retracted:
                found[claim.document_id].append(claim)
        self.fetch(missing)
        names: set[str] = set()
        for document, claims in found.items():
            self._claims[document] = tuple(sorted(claims, key=lambda c: c.id))
            self._told[document] = tuple(told_of(claims))
            for p in (p for c in self._told[document] for p in (*c.where, *c.within)):
                names |= {f"a|{fold(p.name)}", f"d|{skeleton(p.name)}"}
        self._draft.before(NameRow, names)
        self.desk.read(c for d in missing for c in self._told[d])

    def fetch(self, documents: Iterable[str]) -> None:
        """Fetch some texts with those that they were copied from, a step of all chains at a time."""
        wanted = set(documents)
        while wanted:
            self.documents.fetch(wanted)
            now = (d for i in wanted if (d := self.documents.get(i)) is not None)
            wanted = {e for d in now if (e := d.republication_of or d.near_duplicate_of) and not self.documents.has(e)}

    def claims(self, document: str) -> tuple[Claim, ...]:
        """All claims of a text, in order of their ids."""
        self.read((document,))
        return self._claims[document]

    def told(self, document: str) -> tuple[Claim, ...]:
        """Those that tell of a happening."""
        self.read((document,))
        return self._told[document]

    def accounts(self, ids: Iterable[str]) -> list[Account]:
        """Accounts as they are now, in order of their ids."""
        wanted = sorted(set(ids))
        rows = self._draft.rows(AccountRow, [i for i in wanted if i not in self._accounts])
        texts = {d for row in rows.values() for _, d in row.claims}
        self.read(texts)
        self.documents.fetch(r for row in rows.values() for r in row.roots)
        for key, text in self._draft.rows(TextRow, texts).items():
            self.desk.note_root(key, text.root)
        for key, row in rows.items():
            mine = {c for c, _ in row.claims}
            told = [c for d in dict.fromkeys(d for _, d in row.claims) for c in self._told[d] if c.id in mine]
            self._accounts[key] = self.desk.account(told)
        return [self._accounts[i] for i in wanted]

    def note(self, account: Account) -> None:
        """An account that was drawn up just now."""
        self._accounts[account.id] = account
