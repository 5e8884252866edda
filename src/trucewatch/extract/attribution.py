"""Who says it: cues of speech, the words they govern, and the source that they name.

Sources of the forms: the quotation and attribution literature (Pareti's PolNeAR scheme of source, cue and content).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from trucewatch.extract.attribution_sources import hung_on_listener, just_before, speakers_of, that_clause
from trucewatch.extract.attribution_tags import around, is_joined_tag, is_tag
from trucewatch.extract.cue_frames import Kind, choose_frames, kind_of
from trucewatch.extract.frames import below, governed, is_passive, is_verb, lemma, subjects
from trucewatch.extract.lexicon import words

if TYPE_CHECKING:
    from trucewatch.extract.cue_frames import Frame
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

Manner = Literal["assert", "perceive", "accuse", "deny", "carrier", "according", "attitude"]


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One cue in a sentence.

    `source`: head word of the source, None when the sentence names none. `content`: token numbers (in the paragraph's
    parse) of the words attributed. `accused`: head words of whom an accusation names. `listeners`: agencies told.
    `rule`: the form that was recognised. `silent`: the source did *not* say it ("did not say which side fired").
    """

    manner: Manner
    cue: Any
    source: Any | None
    content: frozenset[int]
    rule: str
    accused: tuple[Any, ...] = ()
    listeners: tuple[Any, ...] = ()
    silent: bool = False

    @property
    def denies(self) -> bool:
        """True if the source says that the content is not so."""
        return self.manner == "deny"

    @property
    def kind(self) -> Kind:
        """Speech, an observer's perception, or an attitude or intention."""
        return "attitude" if self.manner == "attitude" else "perception" if self.manner == "perceive" else "speech"


def _subtree(token: Token) -> set[int]:
    return {t.i for t in token.subtree}


def find_attributions(sentence: Sentence, *, attitudes: bool = False) -> tuple[Attribution, ...]:
    """All cues of a sentence with their sources and contents, in the order of the text; looked for once.

    `attitudes`: attitudes and intentions as well ("hopes that", "plans to"), and speech in rarer forms. No claim rests
    on them.
    """
    known: dict[int, tuple[Attribution, ...]] = sentence.tokens[0].doc.attributions
    if sentence.index not in known:
        known[sentence.index] = _attributions(sentence)
    found = known[sentence.index]
    if not attitudes:
        return found
    cues = {a.cue.i for a in found}
    wider = (_wider(f) for f in choose_frames(sentence) if f.head.i not in cues and f.content)
    return tuple(sorted([*found, *wider], key=lambda a: int(a.cue.i)))


def _attributions(sentence: Sentence) -> tuple[Attribution, ...]:
    found: list[Attribution] = []
    for token in sentence.tokens:
        if token.lower_ == "according":
            found += _according(token, sentence)
        elif is_verb(token):
            found += _verb_cue(token, sentence)
        elif token.pos_ in ("NOUN", "PROPN") and lemma(token) in words("attribution", "carriers"):
            found += _carrier(token)
    return tuple(found)


def _wider(frame: Frame) -> Attribution:
    manners: dict[Kind, Manner] = {"speech": "assert", "perception": "perceive", "attitude": "attitude"}
    return Attribution(
        manner=manners[kind_of(frame)],
        cue=frame.head,
        source=frame.source,
        content=frame.content,
        rule=f"attribution:{frame.kind}:{frame.shape}",
    )


def _according(token: Token, sentence: Sentence) -> Iterator[Attribution]:
    for source in governed(token, "to") or [o for p in token.children for o in p.children if o.dep_ == "pobj"]:
        own = _subtree(token)
        content = frozenset(t.i for t in sentence.tokens if t.i not in own)
        yield Attribution(
            manner="according", cue=token, source=source, content=content, rule="attribution:according-to"
        )
        return


def _verb_cue(verb: Token, sentence: Sentence) -> Iterator[Attribution]:
    word = lemma(verb)
    if _noun_after_all(verb):
        return
    if word in words("attribution", "verbs", "accuse"):
        yield from _accusation(verb)
    elif word in words("attribution", "verbs", "deny"):
        yield from _denial(verb)
    elif word in words("attribution", "verbs", "assert") or word in words("attribution", "verbs", "tell"):
        yield from _assertion(verb, sentence)


def _noun_after_all(verb: Token) -> bool:
    """ "the ministry claim that ... is false": a plural verb behind a singular noun is a noun that the parser misread."""
    if verb.tag_ != "VBP" or lemma(verb) not in words("attribution", "carriers") or not verb.i:
        return False
    before = verb.nbor(-1)
    return (
        before.dep_ == "nsubj"
        and before.tag_ in ("NN", "NNP")
        and before.ent_type_ != "PERSON"
        and _joined(before) == 1
    )


def _joined(noun: Token) -> int:
    return 1 + sum(c.dep_ == "conj" for c in noun.children)


def _accusation(verb: Token) -> Iterator[Attribution]:
    """ "X accused Y of Z", "X blamed Y for Z", "X condemned Z by Y"."""
    speaker = next(iter(subjects(verb)), None)
    accused = [c for c in verb.children if c.dep_ == "nsubjpass"] if is_passive(verb) else list(below(verb, "dobj"))
    content = {
        i for p in verb.children if p.dep_ == "prep" and p.lower_ in ("of", "for", "in", "over") for i in _subtree(p)
    }
    manner: Manner = "accuse"
    if not content:
        content = {i for d in accused for i in _subtree(d)}
        content |= {i for c in verb.children if c.dep_ == "ccomp" for i in _subtree(c)}
        accused = []
    if content:
        yield Attribution(
            manner=manner,
            cue=verb,
            source=speaker,
            content=frozenset(content),
            rule="attribution:accuse",
            accused=tuple(accused),
        )


def _denial(verb: Token) -> Iterator[Attribution]:
    """ "X denied firing", "X dismissed reports that ..."; the denied carrier hands on its own attribution besides."""
    speaker = next(iter(subjects(verb)), None)
    content = {
        i
        for c in verb.children
        if c.dep_ in ("dobj", "xcomp", "ccomp", "prep", "nsubjpass", "advcl") and not _is_time(c)
        for i in _subtree(c)
    }
    which = next((c for c in verb.children if c.dep_ == "dobj" and c.lower_ == "which"), None)
    if which is not None or (verb.dep_ == "relcl" and not is_passive(verb)):  # "..., which Yerevan denied"
        before = list(verb.doc[verb.sent.start : verb.left_edge.i])
        # what somebody said is theirs still, and the denial points back to it; what nobody said stands denied itself
        content = {which.i} if which is not None and any(_says(t) for t in before) else {t.i for t in before}
    if content:
        yield Attribution(manner="deny", cue=verb, source=speaker, content=frozenset(content), rule="attribution:deny")


def _says(token: Token) -> bool:
    return lemma(token) in words("attribution", "verbs", "assert") and bool(subjects(token))


def _is_time(token: Token) -> bool:
    return any(t.ent_type_ in ("DATE", "TIME") for t in token.subtree) and len(list(token.subtree)) < 4


def _assertion(verb: Token, sentence: Sentence) -> Iterator[Attribution]:
    word = lemma(verb)
    if word == "warn" and verb.tag_ == "VBG" and any(c.dep_ == "dobj" and lemma(c) == "shot" for c in verb.children):
        return  # "fired warning shots"
    perceives = word in words("attribution", "perceive")
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        yield from _reported_thing(verb)
        return
    sources = speakers_of(verb)
    source = sources[0] if sources else just_before(verb)
    if is_passive(verb) and source is None and not _passive_report(verb):
        return
    clauses = {
        i
        for c in verb.children
        if c.dep_ in ("ccomp", "xcomp", "parataxis") and not _mere_infinitive(c)
        for i in _subtree(c)
    }
    if not clauses and word in words("attribution", "verbs", "tell"):
        clauses = {i for c in hung_on_listener(verb) for i in _subtree(c)}
    things = {i for c in verb.children if c.dep_ in ("dobj", "nsubjpass") for i in _subtree(c)}
    places = {
        i for c in verb.children if c.dep_ in ("prep", "npadvmod", "advmod") or _when_clause(c) for i in _subtree(c)
    }
    rule = "attribution:said-that"
    manner: Manner = "perceive" if perceives else "assert"
    if clauses:
        # "X happened, the ministry said, adding to Y": what hangs on the tag behind it is content too
        content = around(verb, sentence) if max(clauses) < verb.i and is_tag(verb, sentence) else clauses
    elif is_tag(verb, sentence) or (source is not None and is_joined_tag(verb, source)):
        content = around(verb, sentence)
        rule = "attribution:tag"
    elif word in ("speak", "talk"):
        content = {i for c in verb.children if c.dep_ == "prep" and c.lower_ in ("of", "about") for i in _subtree(c)}
        rule = "attribution:spoke-of"
    elif things and word not in words("attribution", "verbs", "tell") | words("attribution", "clause_only"):
        content = things | places
        rule = "attribution:reported-thing"
    else:
        return
    listeners = tuple(d for d in [*below(verb, "dobj"), *governed(verb, "to")] if _listens(d))
    if source is not None and _is_listener_subject(source):
        return
    if source is not None:
        content -= _subtree(source) if source.dep_ == "nsubj" or source.i == verb.i - 1 else set()
    if content:
        yield Attribution(
            manner=manner,
            cue=verb,
            source=source,
            content=frozenset(content),
            rule=rule,
            listeners=listeners,
            silent=any(c.dep_ == "neg" for c in verb.children),
        )


def _reported_thing(verb: Token) -> Iterator[Attribution]:
    """ "the shelling reported by the army": what is reported is the noun before, of "the toll reported since May" nobody's."""
    reporters = [o for p in below(verb, "agent") for o in p.children if o.dep_ == "pobj"]
    content = _subtree(verb.head) - _subtree(verb)
    if lemma(verb.head) in words("attribution", "carriers") or lemma(verb) in ("declare", "announce"):
        return  # "the statement released by the ministry that ...": the carrier has its own form
    if reporters and verb.head.pos_ in ("NOUN", "PROPN"):
        yield Attribution(
            manner="assert",
            cue=verb,
            source=reporters[0],
            content=frozenset(content),
            rule="attribution:reported-by",
        )


def _when_clause(token: Token) -> bool:
    """ "reported one death after a drone hit a car": the clause tells of the same happening."""
    return token.dep_ == "advcl" and any(c.dep_ in ("mark", "advmod") and c.lower_ in _WHEN for c in token.children)


_WHEN = ("after", "when", "as", "following")


def _mere_infinitive(token: Token) -> bool:
    """ "continues to", "is reported to" are no speech when the verb perceives nothing."""
    return token.dep_ == "xcomp" and lemma(token.head) in ("continue", "be", "seek", "want")


def _passive_report(verb: Token) -> bool:
    """ "It was reported that", "it is noted that": speech without a named source."""
    subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    return subject is not None and subject.lower_ == "it" and any(c.dep_ == "ccomp" for c in verb.children)


def _listens(token: Token) -> bool:
    return lemma(token) in words("attribution", "listeners") or token.ent_type_ == "ORG"


def _is_listener_subject(token: Token) -> bool:
    return token.lower_ in ("there",)


def _carrier(noun: Token) -> Iterator[Attribution]:
    """ "the ministry's claim that ...", "reports of ...", "the statement issued by X that ..."."""
    content: set[int] = set()
    # "the report issued by X about Y": the parser hangs "about" on "issued"
    made = [c for v in below(noun, "acl") if _made_by(v) for c in v.children if c.dep_ == "prep" and c.lower_ != "by"]
    for c in [*noun.children, *made]:
        if c.dep_ in ("ccomp", "relcl", "acl") and is_verb(c) and not _made_by(c):
            if c.dep_ in ("relcl", "acl") and c.tag_ not in ("VBG",) and not that_clause(c):
                continue
            content |= _subtree(c)
        elif (
            c.dep_ == "prep"
            and (
                c.lower_ in ("about", "on", "regarding", "concerning")
                or (c.lower_ == "of" and lemma(noun) not in words("grammar", "silent_carriers"))
            )
            and any(is_verb(o) or lemma(o) in words("grammar", "act_nouns") for o in c.children)
        ):
            content |= _subtree(c)
    if not content:
        return
    yield Attribution(
        manner="carrier",
        cue=noun,
        source=carrier_owner(noun),
        content=frozenset(content),
        rule="attribution:carrier-noun",
    )


def _made_by(verb: Token) -> bool:
    return lemma(verb) in words("grammar", "published")


def carrier_owner(noun: Token) -> Token | None:
    """Whose statement a carrier noun is: possessor, "by", "of" or "from" a speaker, "issued by", or its adjective."""
    owners = [c for c in noun.children if c.dep_ == "poss"]
    owners += governed(noun, "by", "from")
    owners += [o for v in below(noun, "acl") if _made_by(v) for o in subjects(v)]
    if not owners and noun.dep_ == "dobj" and _made_by(noun.head):
        owners += subjects(noun.head)  # "the group issued a statement saying"
    owners += [o for o in governed(noun, "of") if not is_verb(o) and lemma(o) not in words("grammar", "act_nouns")]
    owners += [o for o in governed(noun, "in") if o.ent_type_ or lemma(o) in ("media", "press")]
    owners += [
        c for c in noun.children if c.dep_ in ("amod", "compound", "nmod") and c.ent_type_ in ("NORP", "GPE", "ORG")
    ]
    first: Token | None = owners[0] if owners else None
    return first


def is_untrue_predicate(sentence: Sentence) -> Any | None:
    """The predicate by which a sentence calls an account untrue ("is false", "is another disinformation"), or None."""
    untrue = words("attribution", "untrue")
    for token in sentence.tokens:
        if lemma(token) in untrue and token.dep_ in ("attr", "acomp", "oprd") and token.head.pos_ in ("AUX", "VERB"):
            if not any(c.dep_ == "neg" for c in token.head.children):
                return token
        if lemma(token) == "correspond" and any(c.dep_ == "neg" for c in token.children):
            return token
        if token.lower_ == "nothing" and any(lemma(t) == "reality" for t in sentence.tokens):
            return token
    return None
