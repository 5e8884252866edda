"""How often, or how many, an act was told to have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.amounts import ordinal_of, times_of
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import below, governed, is_verb, lemma, objects, tree_distance
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import body_span
from trucewatch.model.acts import family
from trucewatch.model.numerals import number_of

if TYPE_CHECKING:
    from trucewatch.extract.token import Token
    from trucewatch.extract.triggers import Trigger

_BUILDINGS = ("infrastructure_damage", "property_destruction")
_NEAR = 12  # words behind an ordinal in which the stretch that it counts over is told


def fill_count(draft: Draft) -> None:
    """How often, or how many: "twelve times", "250 ceasefire violations", "16 mines", "the sixth violation"."""
    for trigger in draft.triggers:
        token = trigger.token
        if trigger.act in _BUILDINGS:
            _count_buildings(draft, trigger)
        if family(trigger.act) not in ("force", "air", "territory"):
            continue
        for candidate in [*_countable(token), *_times_near(token, draft)]:
            value = number_of(candidate.text)
            value = times_of(candidate.text) if value is None else value
            value = ordinal_of(candidate.text) if value is None and _running_number(candidate, draft) else value
            if value is not None and draft.count is None and not _is_calendar(candidate):
                draft.count = value
                draft.count_unit = candidate.head.text if candidate.dep_ == "nummod" else candidate.text
                draft.because("count", "count:numeral", body_span(candidate))
                return


def _count_buildings(draft: Draft, trigger: Trigger) -> None:
    """ "destroyed eleven houses": so many were hit."""
    for thing in objects(trigger.token) if is_verb(trigger.token) else governed(trigger.token, "of", "to"):
        numbers = list(below(thing, "nummod"))
        value = number_of(numbers[0].text) if numbers else None
        if value is not None and draft.count is None and lemma(thing) in lexicon("acts")["sets"]["building"]:
            draft.count, draft.count_unit = value, thing.text
            draft.because("count", "count:buildings", body_span(numbers[0]))


def _running_number(ordinal: Token, draft: Draft) -> bool:
    """True for "the sixth violation this month": so many there were. "A second breach" tells of one."""
    stretch = {"month", "week", "year", "day", "since"} & {t.lower_ for t in ordinal.doc[ordinal.i : ordinal.i + _NEAR]}
    return lemma(ordinal.head) in words("grammar", "counted") and bool(stretch)


def _times_near(token: Token, draft: Draft) -> list[Token]:
    """ "twelve times" or "twice" that the parser hung elsewhere in the clause of a sentence with one act."""
    if not is_verb(token) or len(draft.triggers) > 1:
        return []
    out: list[Token] = []
    for t in draft.sentence.tokens:
        if t.lower_ == "times" and tree_distance(t, token) <= 4:
            out += list(below(t, "nummod"))
        elif _told_times(t) and tree_distance(t, token) <= 3:
            out.append(t)
    return out


def _told_times(token: Token) -> bool:
    """True for "once" and "twice" as counts; "once again" and "at once" count nothing."""
    if times_of(token.text) is None:
        return False
    beside = [t.lower_ for t in token.doc[max(0, token.i - 1) : token.i + 2]]
    return not {"again", "more", "at", "after"} & set(beside)


def _countable(token: Token) -> list[Token]:
    out: list[Token] = []
    if is_verb(token):
        out += [c for c in token.children if _told_times(c)]
        for c in token.children:
            if c.dep_ == "prep" and c.lower_ in ("on", "in"):  # "came under fire on 13 occasions"
                out += [n for o in c.children if lemma(o) in words("grammar", "counted") for n in below(o, "nummod")]
            if c.dep_ in ("npadvmod", "dobj", "advmod", "dep", "prep", "nsubjpass") and (
                lemma(c) in ("time", *words("grammar", "rounds"), *words("grammar", "counted"))
            ):
                out += list(below(c, "nummod"))
            if c.dep_ == "nsubj" and lemma(c) in words("grammar", "rounds"):
                out += [n for n in below(c, "nummod") if number_of(n.text) != 1]  # "five drones struck"
            if c.dep_ == "dobj":
                out += [n for x in c.children if lemma(x) in ("time",) for n in below(x, "nummod")]
    else:
        counted = [token]
        if (
            token.dep_ == "pobj"
            and token.head.head.pos_ == "NOUN"
            and lemma(token.head.head) in (*words("grammar", "counted"), "number")
        ):
            counted.append(token.head.head)
        if token.dep_ in ("compound", "nmod"):
            counted.append(token.head)
        for noun in counted:
            if (
                lemma(noun) in words("grammar", "counted")
                or lemma(noun) in words("grammar", "rounds")
                or noun.i == token.i
            ):
                out += [
                    c
                    for c in noun.children
                    if c.dep_ == "nummod" or (c.dep_ == "amod" and ordinal_of(c.text) is not None)
                ]
        verb = token.head if is_verb(token.head) else None
        if verb is not None:
            out += [c for c in verb.children if _told_times(c)]
            out += [n for c in verb.children if lemma(c) == "time" for n in below(c, "nummod")]
            if lemma(verb) in ("be", "amount", "reach", "total"):
                out += [c for c in verb.children if c.dep_ in ("attr", "dobj") and c.like_num]
                out += [n for c in verb.children if c.dep_ == "prep" for o in c.children for n in below(o, "nummod")]
    return out


def _is_calendar(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") and lemma(token.head) not in (
        *words("grammar", "counted"),
        *words("grammar", "rounds"),
    )
