"""Every way in which a word of a sentence hands a content to a source, by its place in the parse and a word list.

A frame is a word with the shape of its complement: "warn" with a clause, "call" with "for", "plan" with an infinitive.
Which of them attribute is a matter of `data/lexicons/cue_frames.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from trucewatch.extract.cue_sources import owner_of, subject_of
from trucewatch.extract.cue_tags import around, interrupts, is_tag, led_in, stands_alone, tree
from trucewatch.extract.frames import is_passive, lemma
from trucewatch.extract.lexicon import lexicon, words

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

Kind = Literal["speech", "perception", "attitude"]
WordKind = Literal["verb", "noun", "adjective"]
_COMPLEMENTS = ("about", "against", "as", "for", "from", "into", "of", "over", "to", "toward", "towards", "with")
_ORDER = ("according", "clause", "is-clause", "tag", "infinitive", "about", "object", "xcomp")
_VERBS = ("VERB", "AUX")


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One word with one complement. `shape` names it: "clause", "infinitive", "object", "passive", "tag", a preposition.

    `content` and `cue_end` are token numbers: the words attributed, and the last word that belongs to the cue for its
    shape (a preposition). `light`: the verb that makes one cue with a noun ("expressed" concern).
    """

    head: Any
    shape: str
    word: str
    kind: WordKind
    content: frozenset[int]
    source: Any | None
    cue_end: int
    complement: Any | None = None
    light: Any | None = None

    @property
    def may_quote(self) -> bool:
        """True for frames that direct speech may fill."""
        return self.shape in ("tag", "clause")


def kind_of(frame: Frame) -> Kind:
    """Whether a cue tells of speech, of an observer's perception, or of an attitude or intention."""
    if frame.shape == "according":
        return "speech"
    if frame.kind != "verb":
        return "speech" if frame.word in words("attribution", "carriers") else "attitude"
    if frame.word in words("attribution", "perceive") | words("cue_frames", "perceives"):
        return "perception"
    return "speech" if frame.word in _speech_verbs() else "attitude"


@cache
def _speech_verbs() -> frozenset[str]:
    manners = lexicon("attribution")["verbs"]
    return words("cue_frames", "utters").union(*(words("attribution", "verbs", manner) for manner in manners))


def choose_frames(sentence: Sentence) -> tuple[Frame, ...]:
    """The frames of a sentence that attribute, one for a cue, in the order of the text."""
    best: dict[int, Frame] = {}
    for frame in find_frames(sentence):
        kept = best.get(frame.head.i)
        if _attributes(frame) and (kept is None or _rank(frame) < _rank(kept)):
            best[frame.head.i] = frame
    for frame in tuple(best.values()):
        if _passes_on(frame, best):
            del best[frame.head.i]
    for frame in tuple(best.values()):
        above = frame.head.head
        if frame.head.dep_ == "xcomp" and above.i in best and best[above.i].shape == "infinitive":
            del best[frame.head.i]  # "promised to withdraw the guns": what is promised
    return tuple(best[i] for i in sorted(best))


def _passes_on(frame: Frame, best: dict[int, Frame]) -> bool:
    """True if a frame only leads to another cue: "declined" to say, "offered" a defence of, "issued" a statement saying."""
    other = frame.complement
    if other is None:
        return False
    if frame.shape == "infinitive":
        return frame.word in words("cue_frames", "through") and other.i in best and kind_of(best[other.i]) == "speech"
    if frame.shape != "object":
        return False
    return other.i in best or any(
        c.dep_ == "acl" and c.i in best and best[c.i].shape == "clause" for c in other.children
    )


def _rank(frame: Frame) -> int:
    return _ORDER.index(frame.shape) if frame.shape in _ORDER else 4 if frame.shape in _COMPLEMENTS else len(_ORDER)


@cache
def _listed(kind: WordKind, shape: str) -> frozenset[str]:
    shapes = lexicon("cue_frames")[{"verb": "verbs", "noun": "nouns", "adjective": "adjectives"}[kind]]
    return frozenset(shapes.get(shape, ()))


def _attributes(frame: Frame) -> bool:
    if frame.shape == "according":
        return True
    if frame.kind == "verb" and (frame.shape == "clause" or (frame.shape == "tag" and frame.complement is not None)):
        return frame.word not in _listed("verb", "clause_not")
    return frame.word in _listed(frame.kind, frame.shape)


def find_frames(sentence: Sentence) -> Iterator[Frame]:
    """All candidates of a sentence, in the order of the text."""
    for token in sentence.tokens:
        if token.lower_ == "according":
            yield from _of_according(token, sentence)
        elif token.pos_ in _VERBS or token.tag_.startswith("VB"):
            if token.dep_ not in ("aux", "auxpass"):
                yield from _clauses_of(token, sentence)
                yield from _infinitives_of(token)
                yield from _objects_of(token)
                yield from _prepositions_of(token)
        elif token.pos_ == "NOUN" or (token.pos_ == "PROPN" and token.dep_ != "compound"):
            yield from _of_noun(token)
        elif token.pos_ == "ADJ" and token.dep_ in ("acomp", "attr", "conj", "advcl", "oprd"):
            yield from _of_adjective(token)


def _frame(head: Token, shape: str, content: set[int], complement: Token | None = None, *, end: int = 0) -> Frame:
    kind: WordKind = "verb"
    if not (head.pos_ in _VERBS or head.tag_.startswith("VB")):
        kind = "adjective" if head.pos_ == "ADJ" else "noun"
    source = subject_of(head) if kind == "verb" and lemma(head) not in words("cue_frames", "raising") else None
    if kind == "noun":
        source = owner_of(head)
    elif kind == "adjective" and head.head.pos_ in _VERBS:
        source = subject_of(head.head)
    return Frame(
        head=head,
        shape=shape,
        word=lemma(head),
        kind=kind,
        content=frozenset(content),
        source=source,
        cue_end=max(end, head.i),
        complement=complement,
        light=_light_verb(head) if kind == "noun" else None,
    )


def _light_verb(noun: Token) -> Token | None:
    verb = noun.head
    if noun.dep_ == "dobj" and verb.i < noun.i:
        known = lemma(verb) in words("cue_frames", "light") or lemma(verb) in _listed("verb", "object")
        return verb if known else None
    there = noun.dep_ == "attr" and any(c.dep_ == "expl" for c in verb.children)
    return verb if there and verb.i < noun.i else None


def _of_according(word: Token, sentence: Sentence) -> Iterator[Frame]:
    for to in word.children:
        for source in to.children:
            if to.lower_ == "to" and source.dep_ == "pobj":
                own = tree(word)
                content = {t.i for t in sentence.tokens if t.i not in own}
                frame = _frame(word, "according", content, to, end=to.i)
                yield msgspec.structs.replace(frame, kind="verb", word="according", source=source)


def _clauses_of(verb: Token, sentence: Sentence) -> Iterator[Frame]:
    after = [c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i]
    before = [c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i]
    if after and verb.tag_ not in ("VBG", "VB") and interrupts(verb, sentence, after[0]):
        yield _frame(verb, "tag", around(verb, sentence), after[0])
    elif after:
        yield _frame(verb, "clause", tree(*after) - joined_sayings(after), after[0])
    elif not before and (quoted := led_in(verb, sentence)):
        yield _frame(verb, "clause", quoted)
    elif stands_alone(verb, sentence):
        yield _frame(verb, "tag", set())
    elif before or (verb.tag_ not in ("VBG", "VB") and is_tag(verb, sentence)):
        yield _frame(verb, "tag", around(verb, sentence), before[0] if before else None)


def joined_sayings(clauses: list[Token]) -> set[int]:
    """Words of a clause that are another saying joined to it: ", adding that", ", while the other said that"."""
    out: set[int] = set()
    for clause in clauses:
        for t in clause.children:
            if not t.tag_.startswith("VB") or t.i < clause.i or not any(c.dep_ == "ccomp" for c in t.children):
                continue
            named = any(c.dep_ == "nsubj" for c in t.children)
            says = lemma(t) in words("attribution", "verbs", "assert")
            if t.dep_ == "conj" and says and not named and t.tag_ == clause.head.tag_:
                out |= tree(t) | {c.i for c in clause.children if c.dep_ == "cc" and c.i < t.i}
            elif t.dep_ in ("advcl", "conj") and (named or t.tag_ == "VBG"):
                ahead = t.left_edge.i - 1
                joint = {ahead} if t.doc[ahead].dep_ == "cc" else set[int]()
                if t.doc[ahead - len(joint)].text in (",", "-", "–", "—", ";"):
                    out |= tree(t) | joint
    return out


def _infinitives_of(verb: Token) -> Iterator[Frame]:
    behind = [c for c in verb.children if c.i > verb.i and c.dep_ in ("xcomp", "advcl")]
    infinitives = [c for c in behind if _has_to(c)]
    if infinitives:
        first = infinitives[0]
        content = tree(first, *(c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < first.i))
        if is_passive(verb) or lemma(verb) in words("cue_frames", "raising"):
            content |= tree(*(c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj")))
        leading = verb.doc[min(content)]
        joint = leading.i == verb.i + 1 and leading.lower_ in ("for", "on", "upon")  # "called for both sides to stop"
        yield _frame(
            verb, "infinitive", content - {leading.i} if joint else content, first, end=leading.i if joint else 0
        )
    others = [c for c in behind if c.dep_ == "xcomp" and not _has_to(c)]
    if others:
        yield _frame(verb, "xcomp", tree(others[0]), others[0])


def _objects_of(verb: Token) -> Iterator[Frame]:
    objects = [c for c in verb.children if c.dep_ in ("dobj", "oprd", "attr") and c.i > verb.i and c.pos_ != "AUX"]
    if is_passive(verb):
        yield from (
            _frame(verb, "passive", tree(c), c) for c in verb.children if c.dep_ == "nsubjpass" and c.i < verb.i
        )
    elif objects:
        content = tree(*objects)
        last = max(content)
        for c in verb.children:
            governed = c.dep_ in ("dative", "oprd", "xcomp") or (c.dep_ == "prep" and c.lower_ in _COMPLEMENTS)
            if c.i > last and governed and not _is_when(c):
                content |= tree(c)
        yield _frame(verb, "object", content, objects[0])
    elif verb.dep_ == "relcl" and subject_of(verb) is not None:
        what = [c for c in verb.children if c.dep_ == "dobj" and c.i < verb.i]
        yield _frame(verb, "relative", {verb.head.i} | tree(*what[:1]), verb.head)


def _prepositions_of(verb: Token) -> Iterator[Frame]:
    for prep in verb.children:
        if prep.dep_ != "prep" or prep.i < verb.i or _is_when(prep) or prep.lower_ in ("by", "according"):
            continue
        content = tree(prep) - {prep.i}
        patients = [c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < prep.i]
        if content and patients:
            yield _frame(verb, prep.lower_, content | tree(*patients) | {prep.i}, prep)
        elif content:
            if is_passive(verb):
                content |= tree(*(c for c in verb.children if c.dep_ == "nsubjpass"))
            yield _frame(verb, prep.lower_, content, prep, end=prep.i)


def _of_noun(noun: Token) -> Iterator[Frame]:
    for c in noun.children:
        if c.i < noun.i:
            continue
        marked = any(m.dep_ == "mark" and m.lower_ in ("that", "whether") for m in c.children)
        if c.dep_ in ("acl", "ccomp", "relcl") and marked:
            yield _frame(noun, "clause", tree(c), c)
        elif c.dep_ in ("acl", "relcl", "xcomp") and _has_to(c):
            yield _frame(noun, "infinitive", tree(c), c)
        elif c.dep_ == "prep" and c.lower_ not in ("by", "from", "in", "at") and (content := tree(c) - {c.i}):
            yield _frame(noun, c.lower_, content, c, end=c.i)
    if noun.dep_ == "nsubj" and lemma(noun.head) == "be":
        for clause in [c for c in noun.head.children if c.dep_ == "ccomp"][:1]:
            yield _frame(noun, "is-clause", tree(clause), clause)


def _of_adjective(word: Token) -> Iterator[Frame]:
    for c in word.children:
        if c.i < word.i:
            continue
        if c.dep_ == "ccomp":
            yield _frame(word, "clause", tree(c), c)
        elif c.dep_ == "xcomp":
            yield _frame(word, "infinitive", tree(c), c)
        elif c.dep_ == "prep" and (content := tree(c) - {c.i}):
            yield _frame(word, c.lower_, content, c, end=c.i)


def _has_to(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "TO" for c in token.children)


def _is_when(token: Token) -> bool:
    objects = [o for o in token.children if o.dep_ == "pobj"]
    return bool(objects) and all(o.ent_type_ in ("DATE", "TIME") for o in objects)
