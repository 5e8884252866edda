"""The people and bodies of one document: who is meant by a noun phrase, the ones that point elsewhere included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trucewatch.extract.actors.phrase import PhraseActor, describe
from trucewatch.extract.actors.sides import SideMap, other_side
from trucewatch.extract.actors.table import ActorTable
from trucewatch.extract.attribution import carrier_owner
from trucewatch.extract.frames import lemma, phrase
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from trucewatch.extract.parsing import Sentence

_SPEAKING = ("ministry", "spokesperson", "leader", "officials", "monitoring_mission", "peacekeeping_force", "state", "state_military",
             "de_facto_authority", "non_state_armed_group", "igo", "mediator", "ngo")  # fmt: skip


@dataclass
class Cast:
    """Resolves noun phrases of one document; remembers who spoke, so that "the ministry" and "he" find their owner."""

    table: ActorTable
    sides: SideMap
    speakers: list[ActorRef] = field(default_factory=list)
    people: dict[str, ActorRef] = field(default_factory=dict)
    _seen: dict[str, PhraseActor] = field(default_factory=dict)

    def describe(self, text: str) -> PhraseActor:
        """What the actor room knows of a phrase; asked once a phrase."""
        if text not in self._seen:
            self._seen[text] = describe(text, self.table)
        return self._seen[text]

    def reference(self, head: Token, sentence: Sentence, speaker: ActorRef | None = None) -> ActorRef | None:
        """The actor that a noun phrase names or points to, from the mouth of `speaker`; None if it is nobody we can name."""
        tokens = phrase(head)
        span = Span(*sentence.offsets(tokens))
        text = head.doc.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1].text)].strip(" '\"")
        if not text:
            return None
        seen = self.describe(text)
        if seen.deictic is not None:
            return self._pointed(seen, text, span, speaker)
        if seen.kind == "unknown" and seen.side is None:
            known = self.people.get(head.lower_)
            if known is not None:
                return known
            if head.ent_type_ != "PERSON":
                return None
        ref = ActorRef(name=seen.name or text, text=text, side=seen.side, kind=seen.kind, actor_id=seen.entry_id, span=span)
        if head.ent_type_ == "PERSON" or seen.kind in ("spokesperson", "leader"):
            for t in tokens:
                if t.ent_type_ == "PERSON" and (seen.side or t.lower_ not in self.people):
                    self.people[t.lower_] = ref
        return ref

    def _pointed(self, seen: PhraseActor, text: str, span: Span, speaker: ActorRef | None) -> ActorRef | None:
        kind = seen.deictic
        side = speaker.side if speaker else None
        if kind == "both":
            return ActorRef(name=text, text=text, side="both", kind="both", span=span)
        if kind in ("enemy", "other_side"):
            other = other_side(side, self.sides)
            return ActorRef(name=f"{other} forces" if other else text, text=text, side=other, span=span)
        if kind == "own":
            return ActorRef(name=f"{side} forces" if side else text, text=text, side=side, span=span) if side else None
        return None

    def source(self, head: Token | None, sentence: Sentence) -> ActorRef | None:
        """The speaker that a source's head word names; pronouns and "the ministry" go to who spoke last."""
        if head is None:
            return self.last()
        tokens = phrase(head)
        text = head.doc.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1].text)].strip(" '\"")
        if lemma(head) in words("attribution", "carriers") or head.lower_ in ("spokesman", "spokesperson", "spokeswoman", "service"):
            owner = carrier_owner(head)
            ref = self.source(owner, sentence) if owner is not None and owner.i != head.i else None
            seen = self.describe(text)
            if seen.side is not None and lemma(head) not in words("attribution", "carriers"):
                return self._remember(self.reference(head, sentence))
            if ref is not None:
                return ref
            return self.last()
        seen = self.describe(text)
        if seen.deictic in ("the_ministry", "pronoun"):
            return self._earlier(text, head, seen) or self._plain(text, head, sentence)
        ref = self.reference(head, sentence)
        if ref is None:
            ref = self._plain(text, head, sentence)
        if ref is not None and ref.side is None:
            ref = self._earlier(text, head, seen) or ref
        return self._remember(ref)

    def _plain(self, text: str, head: Token, sentence: Sentence) -> ActorRef | None:
        if head.pos_ == "PRON":
            return self.last()
        tokens = phrase(head)
        return ActorRef(name=text, text=text, kind="unknown", span=Span(*sentence.offsets(tokens)))

    def _earlier(self, text: str, head: Token, seen: PhraseActor) -> ActorRef | None:
        """The latest speaker of like kind: "the ministry" a ministry, "he" a person or body that spoke last."""
        known = self.people.get(head.lower_)
        if known is not None and known.side is not None:
            return known
        if head.pos_ == "PRON":
            return self.last()
        if seen.deictic is None:
            return None
        like = [s for s in self.speakers if s.kind == seen.kind or lemma(head) in s.name.lower()]
        return like[-1] if like else self.last()

    def last(self) -> ActorRef | None:
        """Who spoke last."""
        return self.speakers[-1] if self.speakers else None

    def _remember(self, ref: ActorRef | None) -> ActorRef | None:
        if ref is not None:
            self.speakers.append(ref)
        return ref

    def name_kind(self, name: str) -> str:
        """What the table knows of a bare name: "state", "territory", "body", or "" for nothing."""
        seen = self.describe(name)
        if seen.kind == "state":
            return "state"
        if seen.kind == "de_facto_authority":
            return "territory"
        return "body" if seen.entry_id is not None or seen.kind != "unknown" else ""

    def said_in(self, sentence: Sentence) -> ActorRef | None:
        """Who spoke in a sentence, by the references that lie in it."""
        inside = [s for s in self.speakers if s.span is not None and sentence.start <= s.span.start < sentence.end]
        return inside[-1] if inside else None
