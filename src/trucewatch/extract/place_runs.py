"""Names as they stand in a sentence: which capitalised words make one name, and what the parse says of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from trucewatch.extract.frames import is_passive, lemma
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import words_between
from trucewatch.extract.place_order import words_before
from trucewatch.model.where import PlaceKind, PlaceRelation

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Paragraph, Token

GROUND_LABELS = ("GPE", "LOC", "FAC")
_IN_NAMES = ("-", "'", "’")
_SLOTS = ("pobj", "conj", "appos", "dobj", "compound", "nmod")
_BELOW_TYPE = ("compound", "nmod", "amod", "appos", "conj", "poss")


@dataclass
class Run:
    """Capitalised tokens that make one name, and what the parse says of it.

    `prep`: the preposition that leads to it, or what it hangs on. `acted_on`: the name is what an act on ground is
    done to ("shelled X", "X came under fire").
    """

    tokens: list[Token]
    top: Token
    type_word: Token | None
    relation: PlaceRelation | None
    entity: bool
    prep: Token
    acted_on: bool = False
    kind: PlaceKind = "unknown"
    holds: bool = False


@cache
def kind_of_word() -> dict[str, PlaceKind]:
    """What a type word says of the name beside it: "village" a settlement, "district" a district."""
    return {w: kind for kind, ws in lexicon("places")["kinds"].items() for w in ws}


@cache
def _relation_of() -> dict[str, PlaceRelation]:
    return {w: rel for rel, ws in lexicon("places")["prepositions"].items() for w in ws}


def find_runs(sentence: Sentence, bodies: frozenset[int]) -> list[Run]:
    """The names of a sentence in order; `bodies`: numbers of the words that belong to an actor's name."""
    out: list[Run] = []
    end = -1
    for token in sentence.tokens:
        if token.i < end or token.i in bodies or not _begins(token):
            continue
        tokens = _name_run(token, sentence, bodies)
        end = tokens[-1].i + 1
        out.append(_analysed(tokens))
    return out


def _shaped(token: Token) -> bool:
    """True for a capital and letters, joined words and apostrophes included: "Seysulan", "War’a"."""
    text = token.text
    return text[:1].isupper() and (text.isalpha() or all(c.isalpha() or c in _IN_NAMES for c in text))


def _article(token: Token) -> bool:
    """True for the article of a name written small: "al-Rastan", "es-Sultan"."""
    if token.lower_ not in words("places", "articles") or token.i + 2 >= len(token.doc):
        return False
    dash, name = token.nbor(1), token.nbor(2)
    return dash.text == "-" and not dash.whitespace_ and not token.whitespace_ and name.text[:1].isupper()


def _begins(token: Token) -> bool:
    if _article(token):
        return True
    if not _shaped(token) or token.text in words("places", "not_places"):
        return False
    if token.pos_ == "PROPN" or token.ent_type_ in GROUND_LABELS:
        return True
    # a village that the tagger took for a common word: a capital within the sentence where a name may stand
    inside = token.i > token.sent.start and token.nbor(-1).text not in ('"', "“", "'", "‘", ":", "(", "—", "–", "#")
    return inside and token.pos_ in ("NOUN", "ADJ", "X") and _in_place_slot(token) and len(token.text) > 2


def _in_place_slot(token: Token) -> bool:
    over = token.head
    beside = token.nbor(1) if token.i + 1 < len(token.doc) else None
    joined = token.nbor(-1).lower_ in ("and", ",") and token.nbor(-2).text[:1].isupper() if token.i > 1 else False
    if joined and beside is not None and beside.tag_ == "NNS" and lemma(beside) in kind_of_word():
        return True  # "the Askeran and Martuni regions"
    if token.dep_ == "pobj":
        return over.lower_ in words("places", "sure")
    return (
        token.dep_ in ("amod", "compound", "nmod")
        and lemma(over) in kind_of_word()
        and over.dep_ == "pobj"
        and over.i > token.i
        and not over.text[:1].isupper()
    )


def _name_run(token: Token, sentence: Sentence, bodies: frozenset[int]) -> list[Token]:
    """Tokens that belong together: "Stanytsia Luhanska", "Line of Control", "Jammu and Kashmir", "Seysulan-Yarimja"."""
    doc, end = token.doc, sentence.tokens[-1].i + 1
    lines = words("places", "lines")
    run, i = [token], token.i + 1
    while i < end and i not in bodies:
        t = doc[i]
        after = doc[i + 1] if i + 1 < end else None
        capital_after = after is not None and after.text[:1].isupper()
        joined = (
            t.text == "-"
            and not t.whitespace_
            and not run[-1].whitespace_
            and (capital_after or _linked(after, doc, end))
        )
        if joined or run[-1].text == "-" or _continues(t, run) or _particle(t, after):
            run.append(t)
        elif (
            t.lower_ in ("of", "and") and after is not None and _joined_name(run[-1].text, t.lower_, after.text, lines)
        ):
            run += [t, after]
            i += 1
        else:
            break
        i += 1
    while len(run) > 1 and (run[-1].text == "-" or run[-1].text.islower()):
        run.pop()
    return run


def _continues(token: Token, run: list[Token]) -> bool:
    if not token.text[:1].isupper():
        return False
    if token.text in words("places", "body_words"):
        return True  # taken in so that the name can be told to be a body's
    return (token.pos_ == "PROPN" or run[-1].text.islower()) and token.text not in words("places", "not_places")


def _particle(token: Token, after: Token | None) -> bool:
    """ "Tal al-Hawa", "San Vicente de Paul", "Puerto la Cruz": a small word within a name."""
    if after is None:
        return False
    if _article(token):
        return True
    return token.lower_ in words("places", "particles") and token.text.islower() and after.text[:1].isupper()


def _linked(word: Token | None, doc: Paragraph, end: int) -> bool:
    """True for the "au" of "Port-au-Prince"."""
    if word is None or word.lower_ not in words("places", "linked") or word.i + 2 >= end:
        return False
    return doc[word.i + 1].text == "-" and doc[word.i + 2].text[:1].isupper()


def _joined_name(before: str, word: str, after: str, lines: frozenset[str]) -> bool:
    if word == "of" and before in words("places", "waters") and after[:1].isupper():
        return True
    return f"{before} {word} {after}" in {" ".join(n.split()[-3:]) for n in lines} | {"Jammu and Kashmir"}


def _analysed(tokens: list[Token]) -> Run:
    kinds = kind_of_word()
    inside = {t.i for t in tokens}
    head = next((t for t in reversed(tokens) if t.head.i not in inside or t.head.i == t.i), tokens[0])
    type_word = next((t for t in reversed(tokens[1:]) if lemma(t) in kinds), None)
    if type_word is None and len(tokens) > 1 and tokens[0].lower_.removesuffix("s") in words("places", "first_words"):
        type_word = tokens[0]
    top = head
    beside = False  # "the city of Wau, Bahr el Ghazal": what stands beside a name has no part in its type word
    for _ in range(4):  # "Hadrut district", "the villages X and Y": the type word stands over the name
        above = top.head
        if above.i == top.i or above.pos_ not in ("NOUN", "PROPN"):
            break
        if top.dep_ in _BELOW_TYPE and (lemma(above) in kinds or top.dep_ in ("conj", "appos")):
            after_comma = top.dep_ == "appos" and tokens[0].i > 0 and tokens[0].nbor(-1).text == ","
            joined = top.dep_ == "conj" and above.tag_ in ("NN", "NNP")  # "Hirat district and Sur": Sur is none
            if lemma(above) in kinds and not after_comma and not joined and not _other_name(above, tokens):
                type_word = type_word or above
            beside = beside or after_comma or (top.dep_ == "appos" and lemma(above) not in kinds)
            top = above
            continue
        break
    if not beside and top.dep_ == "pobj" and top.head.lower_ == "of" and lemma(top.head.head) in kinds:
        type_word = type_word or top.head.head
        top = top.head.head
    after = tokens[-1].nbor(1) if tokens[-1].i + 1 < len(tokens[-1].doc) else None
    if type_word is None and after is not None and lemma(after) in kinds and after.pos_ in ("NOUN", "PROPN"):
        type_word, top = after, after
    if type_word is after and after is not None:
        type_word = _border_ground(after)
    told_type, prep = words_before(tokens, kinds)
    if type_word is None and told_type is not None and not beside:
        type_word = told_type
    entity = any(t.ent_type_ in GROUND_LABELS for t in tokens)
    relation = _relation(top) or _relation(head)
    acted_on = relation is None and (_acted_on(top) or _acted_on(head))
    if relation is None and not acted_on and prep is not None:
        relation = "near" if prep.lower_ == "of" else _relation_of().get(prep.lower_) or _onto(prep, type_word)
    else:
        prep = None
    return Run(
        tokens=tokens, top=top, type_word=type_word, relation=relation, entity=entity, prep=prep or top.head,
        acted_on=acted_on or _where_clause(tokens[-1], top),
    )  # fmt: skip


def _border_ground(word: Token) -> Token:
    """The regions of "Sarnut border regions", where the name is followed by a line that is none."""
    over = word.nbor(1) if word.i + 1 < len(word.doc) else word
    ground = kind_of_word().get(lemma(over), "line")
    return over if kind_of_word().get(lemma(word)) == "line" and ground not in ("line", "site") else word


def _onto(prep: Token, type_word: Token | None) -> PlaceRelation | None:
    """ "shells on the villages of X"."""
    return "towards" if prep.lower_ == "on" and type_word is not None else None


def _other_name(above: Token, tokens: list[Token]) -> bool:
    """True if a type word above is part of another name ("Sekota" beside "Abergele District")."""
    return above.text[:1].isupper() and above.i > tokens[-1].i + 1


def _relation(top: Token) -> PlaceRelation | None:
    prep = top.head
    if top.dep_ == "npadvmod":
        return "in"
    if top.dep_ not in ("pobj", "pcomp") or prep.pos_ not in ("ADP", "SCONJ", "ADV", "ADJ", "PART", "VERB"):
        return None
    if lemma(prep.head) in ("way", "route") and prep.lower_ == "to":
        return None  # "on their way to X": they are not there
    if prep.lower_ in ("including", "namely"):
        return "in"
    if prep.lower_ == "with":  # "on the border with Mali"
        before = prep.nbor(-1) if prep.i > 0 else prep
        return "near" if {lemma(prep.head), lemma(before)} & {"border", "frontier", "boundary"} else None
    if prep.lower_ != "of":
        return _relation_of().get(prep.lower_) or ("towards" if prep.lower_ == "on" else None)
    over = lemma(prep.head)
    if over == "direction":
        return "towards"
    if over in ("vicinity", "outskirt", "outskirts"):
        return "near"
    if over in kind_of_word() or over in words("places", "bearings") or over in words("places", "of_ground"):
        return "in"
    return "in" if prep.head.pos_ == "PROPN" and prep.head.ent_type_ in GROUND_LABELS else None


def _acted_on(top: Token) -> bool:
    """True for the ground of "shelled X", "X was captured", "X came under fire", "forces targeted X"."""
    verb = top.head
    while verb.dep_ == "conj" and top.dep_ == "conj" and verb.pos_ in ("PROPN", "NOUN"):
        top, verb = verb, verb.head
    if top.dep_ in ("dobj", "nsubjpass"):
        return lemma(verb) in words("places", "acts_on") and (top.dep_ == "nsubjpass") == is_passive(verb)
    if top.dep_ == "nsubj" and lemma(verb) in ("come", "be"):
        return any(
            c.lower_ == "under" and any(lemma(p) in words("places", "fires") for p in c.children) for c in verb.children
        )
    return False


def _where_clause(last: Token, top: Token) -> bool:
    """True for "X, where ...": what is told next happened there."""
    for t in (last, top):
        for clause in t.children:
            if clause.dep_ in ("relcl", "acl") and any(
                c.lower_ == "where"
                for c in itertools.chain(clause.children, (g for k in clause.children for g in k.children))
            ):
                return True
    return False


def exact(tokens: list[Token]) -> str:
    """The words of a name as they stand in the text."""
    return words_between(tokens[0], tokens[-1]).strip("'\" ")
