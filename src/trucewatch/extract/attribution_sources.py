"""Who says what a verb of speech hands on, where the parser hung the verb or its subject elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.cue_sources import subject_of
from trucewatch.extract.frames import below, is_passive, is_verb, lemma, subjects
from trucewatch.extract.lexicon import words

if TYPE_CHECKING:
    from trucewatch.extract.token import Token


def speakers_of(verb: Token) -> list[Token]:
    """Who says what a verb of speech hands on: its subject, or the noun that stands between a comma and the verb."""
    return [_behind_length(t) for t in _told_by(verb)]


def _behind_length(noun: Token) -> Token:
    """The sources of "85 kilometres north-east of X, sources from both sides said", which the parser hangs on the length."""
    if noun.lower_ not in words("places", "lengths"):
        return noun
    return next((c for c in noun.children if c.dep_ == "appos" and c.lower_ not in words("places", "lengths")), noun)


def _told_by(verb: Token) -> list[Token]:
    found = subjects(verb)
    if not found and not is_passive(verb):
        found = [c for c in verb.children if c.dep_ in ("nsubj", "dep") and c.i > verb.i]
    if verb.tag_ == "VBG" and verb.dep_ in ("advcl", "acl", "conj"):
        outer = _said_above(verb)
        found = subjects(outer) if outer is not None else found or [s for s in [subject_of(verb)] if s is not None]
    titled = _titled(verb)
    if titled is not None and found and found[0].i < titled.i and _clause_between(found[0], titled):
        return [titled]
    if found and found[0].i < verb.i and (near := _adjacent(verb, found[0])) is not None:
        return [near]
    return found or ([titled] if titled is not None else _taken_for_one_noun(verb))


def _taken_for_one_noun(verb: Token) -> list[Token]:
    """The media of "local media reports that ...", which the parser takes for one noun with the verb."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else verb
    joined = before.dep_ in ("compound", "nmod") and before.head.i == verb.i and before.pos_ in ("NOUN", "PROPN")
    return [before] if joined and verb.tag_ in ("VBZ", "VBD", "VBP") else []


def _titled(verb: Token) -> Token | None:
    """The person before "X did this, Admiral N, the chief of the centre, said" whom the parser joined to the words before."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or is_passive(verb) or not verb.i or verb.nbor(-1).text != ",":
        return None
    for office in verb.doc[max(verb.sent.start, verb.i - 16) : verb.i]:
        if (
            office.dep_ == "appos"
            and max(t.i for t in office.subtree) >= verb.i - 2
            and office.head.ent_type_ in ("PERSON", "ORG")
        ):
            if office.head.dep_ == "pobj":  # "clashes broke out in the town, the mayor, Ivan K., told the radio"
                return office
            return office.head if office.head.i > verb.sent.start else None
    return None


def _clause_between(first: Token, last: Token) -> bool:
    """True if a finite verb stands between two words: the first is the subject of another clause."""
    return any(t.tag_ in ("VBD", "VBZ", "VBP") for t in first.doc[first.i + 1 : last.i])


def _said_above(verb: Token) -> Token | None:
    """The verb of speech above "adding that", which the parser may hang on a verb of what was said."""
    above = verb.head
    for _ in range(6):
        if above.i != verb.i and is_verb(above) and speech_verb_of(above) and subjects(above):
            return above
        if above.head.i == above.i:
            return None
        above = above.head
    return None


def _adjacent(verb: Token, subject: Token) -> Token | None:
    """The noun right before a tag's verb where a comma divides it from what the parser took for the subject."""
    before = verb.nbor(-1) if verb.i else verb
    if before.pos_ not in ("NOUN", "PROPN") or (before.i in {t.i for t in subject.subtree} and before.dep_ != "conj"):
        return None
    first = min(t.i for t in before.subtree if t.i <= before.i)
    if first - 1 <= subject.i or before.i == subject.i or verb.doc[first - 1].text != ",":
        return None
    return before if verb.tag_ in ("VBD", "VBZ", "VBP") else None


def just_before(verb: Token) -> Token | None:
    """The noun right before a final "said" that the parser hung elsewhere ("near Manbij, the ministry said")."""
    if (
        verb.i == 0
        or is_passive(verb)
        or verb.dep_ not in ("ROOT", "parataxis", "conj")
        or verb.tag_ not in ("VBD", "VBZ", "VBP")
    ):
        return None
    before = verb.nbor(-1)
    if before.pos_ not in ("NOUN", "PROPN", "PRON") or before.sent.start != verb.sent.start:
        return None
    whole = before.head.head if before.dep_ == "pobj" and before.head.lower_ == "of" else before
    if whole.pos_ in ("NOUN", "PROPN") and whole.i == before.i - 2:
        before = whole  # "the Joint Chiefs of Staff"
    comma = any(t.text in (",", '"') for t in verb.doc[max(verb.sent.start, before.i - 8) : before.i])
    return before if comma else None


def speech_verb_of(token: Token) -> bool:
    """True if a token is a cue verb: time and place words that hang on it are those of the speaking."""
    word = lemma(token)
    return is_verb(token) and (
        word in words("attribution", "verbs", "assert") - words("attribution", "perceive")
        or word in words("attribution", "verbs", "accuse")
        or word in words("attribution", "verbs", "deny")
        or word in words("attribution", "verbs", "tell")
    )


def hung_on_listener(verb: Token) -> list[Token]:
    """The clause of "told the agency, X, that its men fired", which the parser hangs on the one told or its name."""
    told = list(below(verb, "dobj"))
    told += [a for t in told for a in below(t, "appos")]
    return [c for t in told for c in t.children if c.dep_ in ("relcl", "acl", "ccomp") and that_clause(c)]


def that_clause(verb: Token) -> bool:
    """True for a clause that "that" opens."""
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in verb.children)
