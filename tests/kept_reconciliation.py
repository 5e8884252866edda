"""A reconciliation that is kept up to date by `update`, and everything that it was made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Episode, Incident, Link, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.memory import PlainMemory
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.update import Update, update

SIDES = ("North", "South")


class Kept:
    """An archive that changes, and what `update` has made of it so far."""

    def __init__(self, sides: tuple[str, ...] = SIDES) -> None:
        self.memory = PlainMemory()
        self.texts: dict[str, Document] = {}
        self.told: dict[str, dict[str, Claim]] = {}
        self.judgements: tuple[Judgement, ...] = ()
        self.sides = sides
        self._incidents: dict[str, Incident] = {}
        self._links: dict[tuple[str, str], Link] = {}
        self._episodes: dict[str, Episode] = {}

    def documents(self, ids: Collection[str]) -> Iterator[Document]:
        return (self.texts[i] for i in ids if i in self.texts)

    def claims(self, documents: Collection[str]) -> Iterator[Claim]:
        return (c for d in documents for c in self.told.get(d, {}).values())

    def put(self, text: Document | None, claims: Iterable[Claim] = (), *, id: str = "") -> str:
        """Texts come and change, or go (`text` None)."""
        if text is None:
            self.texts.pop(id, None)
            self.told.pop(id, None)
            return id
        self.texts[text.id] = text
        self.told[text.id] = {c.id: c for c in claims}
        return text.id

    def update(self, changed: Iterable[str]) -> Update:
        done = update(self.memory, self, changed, judgements=self.judgements, theatre_sides=self.sides)
        for code in done.gone:
            del self._incidents[code]
        self._incidents |= {i.code: i for i in done.incidents}
        for code, episode in done.episode_of.items():
            self._incidents[code] = msgspec.structs.replace(self._incidents[code], episode=episode)
        for pair in done.links_gone:
            del self._links[pair]
        self._links |= {(x.a, x.b): x for x in done.links}
        for key in done.episodes_gone:
            del self._episodes[key]
        self._episodes |= {e.id: e for e in done.episodes}
        return done

    def result(self) -> Reconciliation:
        return Reconciliation(
            incidents=tuple(self._incidents[k] for k in sorted(self._incidents)),
            links=tuple(self._links[k] for k in sorted(self._links)),
            episodes=tuple(self._episodes[k] for k in sorted(self._episodes)),
        )

    def afresh(self) -> Reconciliation:
        """The same of everything at once."""
        told = [c for claims in self.told.values() for c in claims.values()]
        return reconcile(told, self.texts, judgements=self.judgements, theatre_sides=self.sides)
