"""Words that tell an act, found by the rules of `data/lexicons/acts.yml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import governed, governor, is_verb, lemma, near, objects, subjects
from trucewatch.extract.lexicon import lexicon, words

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the file, its sets filled in. None: the condition is not asked."""

    name: str
    act: str
    pos: str
    heads: frozenset[str]
    obj: frozenset[str] | None = None
    subj: frozenset[str] | None = None
    any: frozenset[str] | None = None
    prep: frozenset[str] | None = None
    no_prep: frozenset[str] | None = None
    sent: frozenset[str] | None = None
    verb: frozenset[str] | None = None
    no_obj: frozenset[str] | None = None
    no_subj: frozenset[str] | None = None
    no_any: frozenset[str] | None = None
    sup: frozenset[str] | None = None
    no_sup: frozenset[str] | None = None
    no_gov: frozenset[str] | None = None
    preps: frozenset[str] | None = None
    no_preps: frozenset[str] | None = None
    subject_of: frozenset[str] | None = None
    weak: bool = False
    response: bool = False
    negated: bool = False
    no_determined: bool = False
    if_clause: bool = False
    ahead: bool = False


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """A word in a sentence that tells an act. `weak`: only beside another sign; `response`: told as an answer."""

    token: Any
    act: str
    rule: str
    weak: bool = False
    response: bool = False
    negated: bool = False  # the rule itself asks for the negation: "have not withdrawn"


_LISTS = (
    "obj", "subj", "any", "prep", "no_prep", "sent", "verb", "no_obj", "no_subj", "no_any", "sup", "no_sup", "no_gov", "preps",
    "no_preps", "subject_of",
)  # fmt: skip


@cache
def rules_by_head() -> dict[tuple[str, str], tuple[Rule, ...]]:
    """Rules by part of speech and head lemma, in the order of the file."""
    data = lexicon("acts")
    sets = {**data["sets"], "demand": data["demand"], "ending": data["ending"]}

    def filled(items: list[str]) -> frozenset[str]:
        return frozenset(w for item in items for w in (sets[item[1:]] if item.startswith("@") else [item]))

    table: dict[tuple[str, str], list[Rule]] = {}
    for number, row in enumerate(data["rules"], 1):
        pos = next(p for p in "vna" if p in row)
        conditions: dict[str, Any] = {k: filled(row[k]) for k in _LISTS if k in row}
        conditions |= {
            k: row[k] for k in ("weak", "response", "negated", "no_determined", "if_clause", "ahead") if k in row
        }
        rule = Rule(
            name=f"act:{row['act']}#{number}",
            act=row["act"],
            pos=pos,
            heads=frozenset(row[pos]),
            **conditions,
        )
        for head in rule.heads:
            table.setdefault((pos, head), []).append(rule)
    return {k: tuple(v) for k, v in table.items()}


def find_triggers(sentence: Sentence) -> tuple[Trigger, ...]:
    """The words of a sentence that tell acts, in the order of the text; at most one rule a word."""
    table = rules_by_head()
    lemmas: frozenset[str] | None = None
    out: list[Trigger] = []
    for token in sentence.tokens:
        word = lemma(token)
        pos = "v" if is_verb(token) else "a" if token.pos_ in ("ADJ", "ADV") else "n"
        rules = table.get((pos, word), ())
        if not rules and pos == "v" and token.tag_ in ("VBG", "VBN"):
            rules = table.get(("n", token.lower_), ())
        if not rules:
            continue
        if lemmas is None:
            lemmas = frozenset(lemma(t) for t in sentence.tokens)
        for rule in rules:
            if _fits(rule, token, lemmas):
                out.append(
                    Trigger(
                        token=token,
                        act=rule.act,
                        rule=rule.name,
                        weak=rule.weak,
                        response=rule.response,
                        negated=rule.negated,
                    )
                )
                break
    return tuple(out)


def _lemmas(tokens: list[Token]) -> set[str]:
    return {lemma(t) for t in tokens}


def _phrase_lemmas(tokens: list[Token]) -> set[str]:
    return {
        lemma(x) for t in tokens for x in (t, *(c for c in t.children if c.dep_ in ("compound", "amod", "nmod")))
    } | {lemma(x) for t in tokens for g in governed(t, "of", "for") for x in (g, *g.children)}


def _fits(rule: Rule, token: Token, sentence: frozenset[str]) -> bool:
    """True if the rule's conditions hold; the cheap ones are asked first."""
    if rule.sent is not None and not rule.sent & sentence:
        return False
    if rule.negated != is_negated(token) and rule.negated:
        return False
    if rule.no_determined and not nothing(token):
        return False
    if rule.ahead and (not is_ahead(token) or is_negated(token) or _meets_any(token)):
        return False
    if rule.if_clause and not _on_condition(token):
        return False
    if rule.preps and not any(c.lower_ in rule.preps for c in token.children if c.dep_ in ("prep", "prt")):
        return False
    if rule.no_preps and any(c.lower_ in rule.no_preps for c in token.children if c.dep_ == "prep"):
        return False
    if rule.subject_of and not (token.dep_ == "nsubj" and lemma(token.head) in rule.subject_of):
        return False
    if rule.any is not None or rule.no_any is not None:
        around = _lemmas(near(token))
        if (rule.any is not None and not rule.any & around) or (rule.no_any is not None and rule.no_any & around):
            return False
    if rule.obj is not None and not rule.obj & _phrase_lemmas(objects(token)):
        return False
    if rule.no_obj is not None and rule.no_obj & _phrase_lemmas(objects(token)):
        return False
    if rule.subj is not None and not rule.subj & _phrase_lemmas(_doers(token)):
        return False
    if rule.no_subj is not None and rule.no_subj & _phrase_lemmas(subjects(token)):
        return False
    if rule.prep is not None and not rule.prep & _phrase_lemmas(governed(token)):
        return False
    if rule.no_prep is not None and rule.no_prep & _phrase_lemmas(governed(token)):
        return False
    return _fits_above(rule, token)


def is_ahead(verb: Token) -> bool:
    """True for the future: "will respond", "would strike", "will stand by the truce and respond"."""
    for _ in range(3):
        if any(c.dep_ in ("aux", "auxpass") for c in verb.children):
            break
        if verb.dep_ != "conj" or verb.tag_ != "VB" or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            return False
        verb = verb.head
    return any(c.dep_ == "aux" and c.lower_ in ("will", "would", "shall", "'ll") for c in verb.children)


def _meets_any(verb: Token) -> bool:
    """True for "will respond to any violation": a stance, no threat for something that was done."""
    return any(x.lower_ == "any" for o in governed(verb) for x in o.children)


def _on_condition(verb: Token) -> bool:
    """True for "would respond if ...", "will strike unless ...": what is told is a threat."""
    return is_ahead(verb) and any(
        x.dep_ == "mark" and x.lower_ in ("if", "unless")
        for c in verb.children
        if c.dep_ == "advcl"
        for x in c.children
    )


def _doers(token: Token) -> list[Token]:
    """Subjects, those of "is calm" and passive ones included: what a state is said of."""
    if is_verb(token):
        return subjects(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
    head = token.head
    found = [c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")] if token.dep_ in ("acomp", "oprd") else []
    return found or ([head] if token.dep_ == "amod" else subjects(token))


def _fits_above(rule: Rule, token: Token) -> bool:
    """The conditions on what the head depends on."""
    if rule.verb is not None or rule.no_gov is not None:
        verb = governor(token)
        word = lemma(verb) if verb is not None else ""
        if rule.verb is not None and word not in rule.verb:
            return False
        if rule.no_gov is not None and word in rule.no_gov:
            return False
    if rule.sup is not None or rule.no_sup is not None:
        above, t = set(), token
        for _ in range(4):
            above |= {lemma(c) for c in t.children if c.dep_ in ("aux", "prep") and c.i < t.i}
            if t.head.i == t.i:
                break
            t = t.head
            above.add(lemma(t))
        if rule.no_sup is not None and above & rule.no_sup:
            return False
        if rule.sup is not None and not above & rule.sup:
            return False
    return True


def is_negated(token: Token) -> bool:
    """True if a verb is negated ("did not fire", "never opened fire") or a noun has "no"."""
    return any(c.dep_ == "neg" or c.lower_ in ("no", "never", "not", "neither", "nor") for c in token.children)


def nothing(noun: Token) -> bool:
    """True if the words say that there was none of it: "no shelling has been recorded", "did not observe any violations"."""
    if is_negated(noun):
        return True
    above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    sign = above is not None and (is_negated(above) or lemma(above) in words("grammar", "signs"))
    if above is not None and above.pos_ == "NOUN" and sign and nothing(above):
        return True  # "no evidence of shooting"
    joined = noun.head if noun.dep_ == "conj" else None
    if joined is not None and is_negated(joined):
        return True
    if above is not None and above.pos_ == "NOUN" and lemma(above) not in words("grammar", "signs"):
        return False  # "the aim of the attack is not clear"
    if noun.dep_ == "pobj" and noun.head.head.pos_ == "NOUN" and noun.head.lower_ == "for":
        return False  # "we have no toll for this attack"
    verb = governor(noun)
    return verb is not None and is_negated(verb)


def did_not(verb: Token) -> bool:
    """True if the words say that it was not done: "never opened fire", "no shot was fired", "none of its units fired"."""
    if any(c.dep_ == "neg" or c.lower_ == "never" for c in verb.children):
        return True
    parts = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
    return any(p.lower_ in ("none", "nobody") or any(c.lower_ in ("no", "neither") for c in p.children) for p in parts)
