"""Who does what to whom, read off the dependency parse: subjects, objects and what hangs below a head word.

Labels are those of spaCy's English models (ClearNLP style).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from trucewatch.extract.lexicon import lexicon, words

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

SUBJECTS = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
_RELATIVE = ("who", "which", "that", "whom", "whose")
_NOUN_LIKE = ("NOUN", "PROPN", "PRON", "NUM")


def lemma(token: Token) -> str:
    """Lower-case lemma; "-ing" forms that the tagger took for nouns but that govern an object become their verb."""
    known = token.known_lemma
    if known is None:
        taken_for_noun = token.tag_ in ("NN", "NNP", "JJ") and token.lower_.endswith("ing")
        governs = taken_for_noun and any(c.dep_ == "dobj" for c in token.children)
        known = unsuffixed(token.lower_) if governs else token.lemma_.lower()
        if known.endswith("men") and f"{known[:-2]}an" in words("harm", "people"):
            known = f"{known[:-2]}an"  # the tagger's table lacks "servicemen"
        token.known_lemma = known
    return known


def unsuffixed(word: str) -> str:
    """The verb behind an -ing form, by the verbs that our lexicons know: "opening" -> "open", "violating" -> "violate"."""
    stem = word[:-3]
    for candidate in (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
        if candidate in known_verbs():
            return candidate
    return stem


@cache
def known_verbs() -> frozenset[str]:
    """All verbs of the lexicons of acts and of attribution."""
    found = {v for rule in lexicon("acts")["rules"] for v in rule.get("v", ())}
    return frozenset(found).union(*(lexicon("attribution")["verbs"].values()))


def is_verb(token: Token) -> bool:
    """True for verbs and for -ing nouns that govern an object."""
    known = token.known_verb
    if known is None:
        known = token.known_verb = token.pos_ in ("VERB", "AUX") or (
            token.lower_.endswith("ing") and any(c.dep_ == "dobj" for c in token.children)
        )
    return known


def is_passive(token: Token) -> bool:
    """True for a verb in the passive, a bare participle behind a noun included ("posts attacked by")."""
    if lemma(token) in words("grammar", "intransitive"):
        return False
    if any(c.dep_ in ("auxpass", *PASSIVE) for c in token.children):
        return True
    agent = any(c.dep_ == "agent" for c in token.children)
    if token.tag_ != "VBN" and not (token.tag_ == "VBD" and token.dep_ == "acl" and agent):
        return False
    bare = token.dep_ == "acl" and not any(
        c.dep_ in ("nsubj", "aux") for c in token.children
    )  # not "the claim that X had"
    return bare or agent


def below(token: Token, dep: str) -> Iterator[Token]:
    """Direct dependents with a label."""
    return (c for c in token.children if c.dep_ == dep)


def with_conjuncts(token: Token) -> list[Token]:
    """A noun and the nouns joined to it ("mortars and grenade launchers")."""
    out: list[Token] = []
    waiting = [token]  # no recursion: a list may be as long as its paragraph
    while waiting:
        out.append(waiting.pop())
        joined = [c for c in out[-1].children if c.dep_ == "conj" and c.pos_ in _NOUN_LIKE]
        waiting += reversed(joined)
    return out


def governed(token: Token, *prepositions: str) -> list[Token]:
    """Nouns that the token's own prepositions govern; all prepositions when none is named."""
    out: list[Token] = []
    # a preposition behind another may hang on that: "from rifles in the direction of the posts"
    behind = (
        [
            c
            for p in token.children
            if p.dep_ == "prep" and p.lower_ not in words("grammar", "leading_prepositions")
            for c in p.children
            if c.dep_ == "prep"
        ]
        if prepositions
        else []
    )
    for prep in (*token.children, *behind):
        if prep.dep_ not in ("prep", "agent", "dative") or (prepositions and prep.lower_ not in prepositions):
            continue
        for obj in prep.children:
            if obj.dep_ in ("pobj", "pcomp"):
                out += with_conjuncts(obj)
            elif obj.dep_ == "prep":  # "from across the line", "in the direction of"
                out += [o for o in obj.children if o.dep_ == "pobj"]
    return out


def subjects(token: Token, depth: int = 0) -> list[Token]:
    """Nouns that do what the token says, nearest first; empty when the words name nobody."""
    if depth > 6:
        return []
    return _verb_subjects(token, depth) if is_verb(token) else _noun_subjects(token, depth)


def _verb_subjects(verb: Token, depth: int) -> list[Token]:
    if is_passive(verb):
        agents = [o for prep in below(verb, "agent") for o in prep.children if o.dep_ == "pobj"]
        joined = [
            c for c in below(verb, "conj") if is_verb(c)
        ]  # "was shot and killed by": the agent hangs on the second
        return agents or [o for c in joined for prep in below(c, "agent") for o in prep.children if o.dep_ == "pobj"]
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if len(own) > 1 and own[0].lower_ in _RELATIVE:
        own = own[1:]  # "the statement that the army fired": the parser takes "that" for a subject too
    if own:
        if own[0].lower_ in _RELATIVE and verb.dep_ in ("relcl", "acl", "ccomp") and verb.head.pos_ in _NOUN_LIKE:
            return [verb.head]
        return [n for s in own for n in with_conjuncts(s)]
    head = verb.head
    before = verb.doc[verb.i - 1] if verb.i > 0 and verb.tag_ == "VBG" and verb.dep_ == "advcl" else None
    if before is not None and before.dep_ == "pobj" and before.pos_ in _NOUN_LIKE:
        return [before]  # "in Thai artillery shelling", which the parser takes for a clause
    if (
        verb.dep_ == "acl"
        and (verb.tag_ == "VBG" or lemma(verb) in words("grammar", "intransitive"))
        and head.pos_ in _NOUN_LIKE
    ):
        seen = head.head.head if head.dep_ == "pobj" and head.head.dep_ == "agent" else None
        if seen is not None and lemma(seen) in words("attribution", "sees"):
            return [c for c in seen.children if c.dep_ in PASSIVE]  # "a plane was seen by witnesses bombing the camp"
        return [head]
    if verb.dep_ == "relcl" and head.pos_ in _NOUN_LIKE:
        return []  # a relative clause on its object: its subject would have been its own child
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        return _of_governor(head.head, head.lower_, depth)
    if verb.dep_ in ("conj", "advcl", "xcomp", "dep") and (is_verb(head) or head.pos_ in _NOUN_LIKE):
        if verb.dep_ == "xcomp":
            objects_ = list(below(head, "dobj"))
            if objects_ and lemma(head) not in words("grammar", "light_verbs"):
                return objects_
        if is_passive(head) and verb.dep_ in ("conj", "advcl", "xcomp"):
            passive = [c for c in head.children if c.dep_ in PASSIVE]
            if lemma(head) in words("attribution", "sees"):
                return passive  # "a plane was seen by witnesses bombing the camp"
            agents = _verb_subjects(head, depth + 1)
            if not agents and head.dep_ == "ccomp" and verb.dep_ == "advcl":
                agents = subjects(head.head, depth + 1)  # "used what was described as mortars to fire"
            return passive if verb.dep_ in ("xcomp", "conj") and not is_passive(verb) else agents
        return subjects(head, depth + 1)
    return []


def _of_governor(governor: Token, preposition: str, depth: int) -> list[Token]:
    """The doer of "accused X of firing" is X; of "violated it by firing" the violator; of "reports of" nobody."""
    if lemma(governor) in words("attribution", "carriers") and governor.dep_ != "ROOT":
        return []  # "the reports on keeping it under fire" do not say who keeps (and "reports" may pass for a verb)
    if is_verb(governor):
        accused = list(below(governor, "dobj"))
        if (
            preposition in ("of", "for", "in", "from", "with", "as")
            and accused
            and lemma(governor) not in words("grammar", "light_verbs")
        ):
            return accused
        if is_passive(governor) and preposition in ("of", "for", "in", "as"):
            return [c for c in governor.children if c.dep_ in PASSIVE]
        return subjects(governor, depth + 1)
    if preposition in ("of", "for") and (accused_of := _accused_above(governor)) is not None:
        return [accused_of]
    return subjects(governor, depth + 1)


def _accused_above(noun: Token) -> Token | None:
    """The forces of "accused forces loyal to General X of firing", where the parser hangs the charge on the general."""
    top = noun
    for _ in range(5):
        if top.dep_ == "dobj" and lemma(top.head) in words("attribution", "verbs", "accuse"):
            return top
        if top.dep_ not in ("pobj", "prep", "amod", "appos", "conj", "acl"):
            return None
        top = top.head
    return None


def _noun_subjects(noun: Token, depth: int) -> list[Token]:
    own = [c for c in noun.children if c.dep_ == "poss" and c.ent_type_ not in ("DATE", "TIME")]
    own += governed(noun, "by")
    if not own:  # "violations of the airspace by X": the parser hangs X on the airspace
        own = [d for o in governed(noun, "of") for d in governed(o, "by")]
    if not own and lemma(noun) in words("grammar", "doings"):
        own = governed(noun, "of")
    own += [o for verb in below(noun, "acl") if is_passive(verb) for o in _verb_subjects(verb, depth + 1)]
    for verb in noun.children:  # "an attack blamed on X", "the attack, which the army attributed to X"
        if verb.dep_ in ("acl", "relcl") and lemma(verb) in ("blame", "pin", "attribute"):
            own += governed(verb, "on", "upon", "to")
    if own:
        return own
    origin = governed(noun, "from")
    if origin:
        return origin
    adjectives = [c for c in noun.children if _names_doer(c)]
    head = noun.head
    if noun.dep_ in ("compound", "amod", "nmod", "conj") and head.pos_ in _NOUN_LIKE:
        return adjectives or _noun_subjects(head, depth + 1)
    if noun.dep_ == "pobj" and head.lower_ == "of" and lemma(head.head) in words("grammar", "quantities"):
        return adjectives or _noun_subjects(head.head, depth + 1)
    if noun.dep_ in ("dobj", "attr", "oprd") and is_verb(head):
        return adjectives or ([] if lemma(head) not in words("grammar", "light_verbs") else subjects(head, depth + 1))
    if noun.dep_ in PASSIVE and is_verb(head):
        return adjectives or (_verb_subjects(head, depth + 1) if lemma(head) in words("grammar", "light_verbs") else [])
    if noun.dep_ == "pobj" and head.dep_ in ("prep", "agent") and is_verb(head.head):
        verb = head.head
        if (
            lemma(verb) in words("grammar", "light_verbs")
            and not is_passive(verb)
            and head.lower_ in ("to", "with", "in", "out", "by")
        ) or (lemma(verb) in words("grammar", "hitting") and head.lower_ == "in" and any(below(verb, "dobj"))):
            return adjectives or subjects(verb, depth + 1)
    return adjectives


def _names_doer(modifier: Token) -> bool:
    """True for words before a noun of an act that name who did it: "Russian", "army", "Russian commando" (raid)."""
    if modifier.dep_ not in ("amod", "compound", "nmod"):
        return False
    if (
        modifier.ent_type_ in ("NORP", "GPE")
        or modifier.is_title
        or lemma(modifier) in words("grammar", "doer_modifiers")
    ):
        return True
    return modifier.pos_ in _NOUN_LIKE and any(_names_doer(c) for c in modifier.children)


def objects(token: Token) -> list[Token]:
    """Nouns on the receiving end of what the token says."""
    if is_verb(token):
        if is_passive(token):
            found = [c for c in token.children if c.dep_ in PASSIVE]
            if not found and token.dep_ in ("acl", "relcl"):
                found = [token.head]
            return [n for f in found for n in with_conjuncts(f)]
        direct = [n for d in token.children if d.dep_ in ("dobj", "dative") for n in with_conjuncts(d)]
        return direct + governed(token, "on", "at", "against", "upon", "toward", "towards", "into", "to", "over")
    return governed(token, "on", "against", "of", "at", "toward", "towards", "upon", "over", "into", "to")


def governor(noun: Token) -> Token | None:
    """The verb that a noun depends on, through prepositions, compounds, lists and "case of"."""
    token = noun
    for _ in range(5):
        head = token.head
        if head.i == token.i:
            return None
        if is_verb(head):
            return head
        if head.dep_ == "prep" or token.dep_ in ("compound", "conj", "pobj", "prep", "nmod", "appos", "poss", "amod"):
            token = head
            continue
        return None
    return None


def near(token: Token) -> list[Token]:
    """What hangs below a head, other clauses left out, and the compound that a noun belongs to."""
    out: list[Token] = []
    stack = list(token.children)
    while stack:
        t = stack.pop()
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in t.children)
        if t.dep_ in ("relcl", "parataxis") or (
            t.dep_ in ("conj", "advcl") and is_verb(t) and is_verb(token) and not infinitive
        ):
            continue
        out.append(t)
        stack += list(t.children)
    top = token
    while top.dep_ in ("compound", "amod", "nmod") and top.head.i != top.i:
        top = top.head
        out += [top, *(c for c in top.children if c.dep_ in ("compound", "amod", "nmod", "nummod"))]
    return [t for t in out if t.i != token.i]


def phrase(token: Token) -> list[Token]:
    """The tokens of the noun phrase headed by a token, without relative clauses, lists and appositions."""
    keep: list[Token] = []
    stack = [token]
    while stack:
        t = stack.pop()
        keep.append(t)
        for c in t.children:
            # "Thai and Cambodian troops", "Libyan National Army (LNA) forces"
            joined = c.dep_ in ("conj", "cc", "appos") and token.i > c.i
            if c.dep_ in ("relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "preconj") and not (
                joined or (c.dep_ == "punct" and c.text in '-()"' and not _dash(c))
            ):
                continue
            if c.dep_ == "npadvmod" and c.ent_type_ in ("DATE", "TIME"):
                continue  # "the army this morning"
            if c.dep_ == "prep" and (
                c.lower_ not in ("of", "for", "from", "to") or any(g.dep_ == "pcomp" for g in c.children)
            ):
                continue
            stack.append(c)
    keep.sort(key=lambda t: t.i)
    # only the unbroken run around the head, so that the words are an exact stretch of the text
    at = next(i for i, t in enumerate(keep) if t.i == token.i)
    first = last = at
    while first > 0 and keep[first].i - keep[first - 1].i <= 1:
        first -= 1
    while last + 1 < len(keep) and keep[last + 1].i - keep[last].i <= 1:
        last += 1
    found = keep[first : last + 1]
    while len(found) > 1 and found[0].text in '()-"':
        found = found[1:]
    while len(found) > 1 and found[-1].text in '(-"':
        found = found[:-1]
    doc = token.doc
    while found[-1].i + 2 < len(doc) and doc[found[-1].i + 1].text == "-" and not found[-1].whitespace_:
        if doc[found[-1].i + 1].whitespace_:
            break  # a dash, not a hyphen
        found = [*found, doc[found[-1].i + 1], doc[found[-1].i + 2]]  # "Army-in-Opposition" is one name
    return found


def _dash(mark: Token) -> bool:
    """True for a dash between words, blanks on both its sides: no hyphen."""
    return mark.text == "-" and bool(mark.whitespace_) and mark.i > 0 and bool(mark.nbor(-1).whitespace_)
