"""The people and bodies of one document: who is meant by a noun phrase, the ones that point elsewhere included."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.actors.lexicon import load_words
from trucewatch.extract.actors.phrase import PhraseActor, describe
from trucewatch.extract.actors.sides import SideMap, resolve_side
from trucewatch.extract.actors.table import ActorTable
from trucewatch.extract.aliases import by_short_name
from trucewatch.extract.attribution import carrier_owner
from trucewatch.extract.cast_words import (
    is_definite,
    is_definite_text,
    is_ground,
    last_word,
    name_kind,
    named_group,
    record,
    told_apart,
    whole_name,
    words_at,
    words_of,
)
from trucewatch.extract.frames import governed, lemma
from trucewatch.extract.introductions import named_beside, people_introduced
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_BODIES = (
    "ministry", "state", "state_military", "de_facto_authority", "de_facto_force", "non_state_armed_group", "coalition",
    "monitoring_mission", "peacekeeping_force", "igo", "ngo", "wire_agency", "news_outlet",
)  # fmt: skip
_STAFF = ("spokesperson", "officials", "leader", "state_military", "persons")
_REBELS = PhraseActor(name="rebels", kind="non_state_armed_group", deictic="the_ministry")
_WORD = re.compile(r"[^\W\d_]+")
_RECALLED = 300  # speakers of a text that are remembered: a bound on what a very long one costs


@dataclass
class Cast:
    """Resolves noun phrases of one document; remembers who spoke, so that "the ministry" and "he" find their owner."""

    table: ActorTable
    sides: SideMap
    speakers: deque[ActorRef] = field(default_factory=lambda: deque(maxlen=_RECALLED))
    people: dict[str, ActorRef] = field(default_factory=dict)
    named: dict[str, ActorRef] = field(default_factory=dict)
    homes: Mapping[str, int] | None = None
    medium: ActorRef | None = None  # the party's own medium whose reporter spoke last
    latest: tuple[int, ActorRef] | None = None  # sentence, and the last source that it named or pointed to
    short: Mapping[str, str] = field(default_factory=dict)  # short names that the text makes, with the full ones
    _seen: dict[str, PhraseActor] = field(default_factory=dict)

    def describe(self, text: str) -> PhraseActor:
        """What the actor room knows of a phrase; asked once a phrase."""
        if text not in self._seen:
            seen = self._described(text)
            short = self.short and seen.side is None
            self._seen[text] = by_short_name(text, seen, self.short, self._described) if short else seen
        return self._seen[text]

    def _described(self, text: str) -> PhraseActor:
        return describe(text, self.table, self.homes)

    def reference(self, head: Token, sentence: Sentence, speaker: ActorRef | None = None) -> ActorRef | None:
        """The actor that a noun phrase names or points to, from the mouth of `speaker`; None if it is nobody we can name."""
        text, span = words_at(head, sentence)
        if not text:
            return None
        text, span = whole_name(head, text, span, sentence, self.table)
        seen = named_group(head, self.describe(text), self.describe)
        if seen.kind == "not_an_actor":
            return None
        if seen.deictic is not None and seen.side is None:
            apart = seen.deictic == "the_ministry" and told_apart(head)
            return self._pointed(seen, text, span, speaker) if not apart else None
        if seen.side is None and seen.kind in ("unknown", "persons"):
            return self.people.get(head.lower_)
        ref = record(seen, text, span)
        if ref.side not in (None, "both") and head.pos_ in ("NOUN", "PROPN"):
            self.named[lemma(head)] = ref
        if seen.person or head.ent_type_ == "PERSON":
            for word in (seen.person or text).lower().split():
                if word not in self.people and len(word) > 2:
                    self.people[word] = ref
        return ref

    def together(self, heads: list[Token], sentence: Sentence) -> ActorRef | None:
        """The parties that several nouns name between them ("Kenya and Uganda"), if they are of different sides."""
        found = [r for h in heads if (r := self.reference(h, sentence)) is not None and r.side not in (None, "both")]
        if len({r.side for r in found}) < 2 or any(r.span is None for r in found):
            return None
        spans = [r.span for r in found if r.span is not None]
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        text = sentence.text[start - sentence.start : end - sentence.start]
        return ActorRef(name=text, text=text, side="both", kind=found[0].kind, span=Span(start, end))

    def _pointed(self, seen: PhraseActor, text: str, span: Span, speaker: ActorRef | None) -> ActorRef | None:
        """Whom "the enemy", "the other side", "our positions" mean from the mouth of a speaker."""
        side = speaker.side if speaker else None
        meant = resolve_side(seen, side, self.sides, self.table)
        if meant is None and seen.deictic == "the_ministry" and side is not None and self.sides.is_state(side):
            told = set(_WORD.findall(seen.name.lower()))
            meant = side if told & load_words().of_the_state and not told & load_words().rebel_words else None
        if meant is not None and meant == side and "regime" in seen.name.lower().split():
            return None  # nobody calls his own state "the regime"
        if seen.deictic in ("enemy", "other_side", "own"):
            return ActorRef(name=f"{meant} forces" if meant else text, text=text, side=meant, kind=seen.kind, span=span)
        if meant is not None:
            return ActorRef(name=seen.name, text=text, side=meant, kind=seen.kind, span=span)
        if seen.deictic == "the_ministry" and is_definite_text(text) and last_word(text) in self.named:
            before = self.named[last_word(text)]
            return ActorRef(
                name=before.name, text=text, side=before.side, kind=before.kind, actor_id=before.actor_id, span=span
            )
        if seen.deictic == "pronoun" and seen.kind not in ("unknown", "persons") and speaker is not None:
            # "its troops", from the mouth of the ministry
            name = f"{side} forces" if side else speaker.name
            return ActorRef(name=name, text=text, side=side, kind=seen.kind, span=span)
        if seen.deictic == "both":
            return ActorRef(name=seen.name, text=text, side="both", kind=seen.kind, span=span)
        return None

    def itself(self, head: Token, sentence: Sentence, speaker: ActorRef | None) -> ActorRef | None:
        """The speaker, where a body says of itself that "it" acted."""
        if speaker is None or speaker.side is None or head.lower_ not in ("it", "they", "we"):
            return None
        if head.lower_ == "they" and head.head.dep_ not in ("ccomp", "conj"):
            return None  # "when they stepped on a mine": those just named
        text, span = words_at(head, sentence)
        return ActorRef(
            name=speaker.name, text=text, side=speaker.side, kind=speaker.kind, actor_id=speaker.actor_id, span=span
        )

    def nameless(self, head: Token, sentence: Sentence) -> ActorRef | None:
        """People who act without a name or side: "gunmen", "suspects"."""
        if head.pos_ != "NOUN" and not (head.pos_ == "PROPN" and head.ent_type_ == "PERSON"):
            return None
        if lemma(head) in words("grammar", "instruments"):
            return None  # an "anti-personnel mine" is nobody
        text, span = words_at(head, sentence)
        seen = self.describe(text)
        if head.ent_type_ == "PERSON" and seen.side is None and seen.kind in ("unknown", "persons"):
            return ActorRef(name=text, text=text, kind="persons", span=span)
        heads = load_words().heads
        people = seen.kind == "non_state_armed_group" or lemma(head) in words("harm", "people")
        people = people or heads.get(head.lower_) in ("military", "peacekeepers", "monitors")
        if seen.kind == "state_military" and not people:  # "rebel mortars", but no mortar by itself
            people = any(heads.get(c.lower_) in ("armed_group", "military") for c in head.children if c.i < head.i)
        if seen.side is not None or not people or seen.deictic in ("enemy", "other_side", "own", "pronoun"):
            return None
        return ActorRef(name=seen.name, text=text, kind=seen.kind, span=span)

    def source(self, head: Token | None, sentence: Sentence, *, remember: bool = True) -> ActorRef | None:
        """The speaker that a source's head word names; pronouns and "the ministry" go to who spoke last."""
        ref = self._source(head, sentence, remember=remember)
        if ref is not None and head is not None:
            self.latest = (sentence.index, ref)
        return ref

    def _source(self, head: Token | None, sentence: Sentence, *, remember: bool) -> ActorRef | None:
        if head is None:
            return self.last()
        if head.pos_ == "PRON":
            return self._spoke_last(head)
        text, span = words_at(head, sentence)
        if lemma(head) in words("attribution", "carriers"):
            owner = carrier_owner(head)
            if owner is None and head.tag_ == "NNS" and not is_definite(head):
                return None  # "reports say": nobody's
            return self.source(owner, sentence) if owner is not None and owner.i != head.i else self.last()
        seen = self.describe(text)
        if lemma(head) in words("attribution", "own_eyes"):
            return self._medium(text, span, again=is_definite(head))
        if (seen.kind == "not_an_actor" and seen.side is None) or lemma(head) in words("attribution", "no_sources"):
            return None  # what a treaty says, nobody does
        if seen.side is None and (person := named_beside(head, self.people)) is not None:
            self.speakers.append(person)
            return person
        guest = lemma(head) in words("grammar", "guests")  # "a diplomat in the capital" is not of that state
        seat = next(iter(governed(head, "in", "at", "with")), None) if seen.side is None and not guest else None
        seated = self.describe(f"{text} in {words_of(seat)}") if seat is not None else seen
        if seat is not None and seated.side is not None:  # "the defence ministry in Colombo"
            body = record(seated, text, span)
            self.speakers.append(body)
            return body
        ref = self.reference(head, sentence) if seen.side or seen.deictic is None else None
        if ref is None and seen.deictic in ("the_ministry", "government", "pronoun") and is_definite(head):
            ref = self._earlier(head, seen, text, span)
            if ref is not None:
                return ref
        if ref is None:
            ref = self.people.get(head.lower_) or self._by_office(head, text, span, seen)
        if ref is None:
            meant = self._meant(seen, head) or self._side_of_office(seen)
            ref = msgspec.structs.replace(record(seen, text, span), side=meant)
        if remember and ref.kind not in (
            "wire_agency",
            "news_outlet",
        ):  # these pass on; "it said" behind them is their source's word
            self.speakers.append(ref)
        return ref

    def _meant(self, seen: PhraseActor, head: Token) -> str | None:
        """The side that "the government" or "the rebels" is in this text, if the text names it."""
        if seen.kind == "non_state_armed_group" and any(c.lower_ in ("a", "an", "another") for c in head.children):
            return None  # "a local group" is not the one that the text names
        side = resolve_side(seen, None, self.sides, self.table) if not told_apart(head) else None
        rebels = set(_WORD.findall(seen.name.lower())) & load_words().rebel_words  # a text calls them but "the rebels"
        return side if side is not None and (rebels or self.sides.names(side)) else None

    def introduce(self, body: str) -> None:
        """Note the people whom a text introduces with their office, wherever it does so."""
        self.people |= people_introduced(body, self.describe, lambda o: resolve_side(o, None, self.sides, self.table))

    def meet(self, sentence: Sentence) -> None:
        """Note the people whom a sentence names with their office, and its ministries, speakers or not, so that a bare name
        and "the ministry" find whom they mean."""
        for token in sentence.tokens:
            if token.pos_ in ("NOUN", "PROPN") and load_words().heads.get(lemma(token)) == "ministry":
                self.reference(token, sentence)
            last = token.i + 1 > sentence.tokens[-1].i or token.nbor(1).ent_type_ != "PERSON"
            if token.ent_type_ == "PERSON" and token.dep_ not in ("compound", "poss") and last:
                self.reference(token, sentence)

    def _spoke_last(self, pronoun: Token) -> ActorRef | None:
        """Whom "he said" or "it said" points to: the latest speaker who is a person, or the latest who is a body."""
        if pronoun.lower_ in ("he", "she"):
            recent = list(self.speakers)[-4:]
            person = next((s for s in reversed(recent) if s.kind not in _BODIES or s.name.endswith(")")), None)
            return person or self.last()
        return self.last()

    def _medium(self, text: str, span: Span, *, again: bool) -> ActorRef | None:
        """A party's own medium behind its reporter ("the reporter added"); what any other reporter saw, the outlet tells."""
        for mention in self.table.find(text):
            if mention.kind in ("wire_agency", "news_outlet"):
                own = self.sides.has(mention.side)
                ref = ActorRef(name=mention.name, text=text, side=mention.side, kind=mention.kind, span=span)
                self.medium = ref if own else None
                return self.medium
        return self.medium if again else None

    def _side_of_office(self, seen: PhraseActor) -> str | None:
        """The side of an official named with his body alone ("Defence Ministry spokesman X"): that of the body that spoke."""
        if seen.side is not None or seen.kind not in _STAFF:
            return None
        name = seen.name.lower()
        if set(_WORD.findall(name)) & load_words().rebel_words:
            return resolve_side(_REBELS, None, self.sides, self.table)
        for spoke in reversed(self.speakers):
            body = " ".join(spoke.name.lower().split()[-2:])
            if spoke.side not in (None, "both") and spoke.kind in ("ministry", "state_military") and body in name:
                return spoke.side
        return None

    def rival_voice(self, side: str | None) -> ActorRef | None:
        """The latest speaker who is not of a side."""
        return next((s for s in reversed(self.speakers) if s.side is not None and s.side != side), None)

    def _by_office(self, head: Token, text: str, span: Span, seen: PhraseActor) -> ActorRef | None:
        """A person by the office told beside the name: "Oleg Z., deputy chief of the Russian centre"."""
        for office in head.children:
            if office.dep_ == "appos":
                told = self.describe(words_of(office))
                side = told.side or self._side_of_office(told)
                if side is not None or told.kind in _STAFF:
                    ref = ActorRef(
                        name=seen.name, text=text, side=side, kind=told.kind, actor_id=told.entry_id, span=span
                    )
                    self.people.setdefault(head.lower_, ref)
                    return ref
        return None

    def _earlier(self, head: Token, seen: PhraseActor, text: str, span: Span) -> ActorRef | None:
        """The latest speaker of like kind: "the ministry" a ministry that spoke, else whoever of a state spoke last."""
        marks = [c for c in head.children if c.dep_ in ("amod", "compound")]
        if any(c.lower_ not in seen.name.lower() for c in marks):
            return None  # "the territorial defence ministry" is told apart from the ministry that spoke before
        word = lemma(head)
        alike = [s for s in self.speakers if s.side not in (None, "both") and word in s.name.lower().split()]
        if alike and not marks and word in load_words().of_the_state:
            return alike[-1]  # "the army said", where an army has spoken: that one, whichever the state's own is
        meant = self._meant(seen, head)
        if meant is not None and not any(s.side == meant for s in self.speakers):
            ref = ActorRef(name=seen.name, text=text, side=meant, kind=seen.kind, span=span)
            self.speakers.append(ref)
            return ref
        if meant is None or not marks:
            latest = self.last()  # "the mission said", right behind "X's mission to the centre reported"
            if (
                latest is not None
                and word in latest.name.lower().split()
                and latest.side is not None
                and word in words("grammar", "bodies_by_head")
            ):
                return latest
        like = [s for s in self.speakers if (s.kind == seen.kind or word in s.name.lower()) and meant in (None, s.side)]
        named = [c.lower_ for c in marks if c.pos_ == "PROPN"]
        if named:  # "the Nordic Task Force" is no other force
            like = [s for s in like if any(n in s.name.lower() for n in named)]
            return like[-1] if like else None
        if like:  # "the same diplomat" is a diplomat before any other official
            return next((s for s in reversed(like) if word in s.name.lower().split()), like[-1])
        state = seen.kind in ("ministry", "state", "state_military")
        if meant is not None:
            return None
        if not marks and (before := self.named.get(word)) is not None and before.kind == seen.kind:
            # "the ministry" is the ministry that the text named, though it has not spoken yet, and no army that spoke
            ref = msgspec.structs.replace(before, text=text, span=span)
            self.speakers.append(ref)
            return ref
        return next((s for s in reversed(self.speakers) if not state or s.kind != "non_state_armed_group"), None)

    def last(self) -> ActorRef | None:
        """Who spoke last."""
        return self.speakers[-1] if self.speakers else None

    def is_capital(self, head: Token) -> bool:
        """True for a bare name of a capital: it may stand for its state, but as ground it is a town."""
        name = head.text
        return any(m.form == "capital" and len(m.span) == len(name) for m in self.table.find(name))

    def name_kind(self, name: str) -> str:
        """What the table knows of a bare name: "state", "territory", "body", "people", or "" for nothing."""
        return name_kind(name, self.describe(name), self.table)

    def bodies(self, text: str) -> list[Span]:
        """Where a text names bodies of which no part is ground: "the Tigray People's Liberation Front", "TPLF"."""
        return [m.span for m in self.table.find(text, self.homes) if m.form != "adjective" and not is_ground(m, text)]

    def said_in(self, sentence: Sentence) -> ActorRef | None:
        """Who spoke in a sentence, by the references that lie in it, or whom a pronoun or "the ministry" in it means."""
        start, end = sentence.start, sentence.end
        named = (s for s in reversed(self.speakers) if s.span is not None and start <= s.span.start < end)
        return next(named, None) or (self.latest[1] if self.latest and self.latest[0] == sentence.index else None)
