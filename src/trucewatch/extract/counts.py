"""How often, or how many, an act was told to have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.amounts import ordinal_of, times_of
from trucewatch.extract.distance import tree_distance
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import below, governed, is_verb, lemma, objects
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import body_span
from trucewatch.model.acts import family
from trucewatch.model.numerals import number_of

if TYPE_CHECKING:
    from trucewatch.extract.token import Token
    from trucewatch.extract.triggers import Trigger

_BUILDINGS = ("infrastructure_damage", "property_destruction")
_TIMES_BEHIND = 8  # words behind a verb in which "twelve times" may stand
_NEAR = 12  # words behind an ordinal in which the stretch that it counts over is told


def fill_count(draft: Draft) -> None:
    """How often, or how many: "twelve times", "250 ceasefire violations", "16 mines", "the sixth violation"."""
    _count_casualties(draft)
    for trigger in draft.triggers:
        token = trigger.token
        if trigger.act in _BUILDINGS:
            _count_buildings(draft, trigger)
        if family(trigger.act) not in ("force", "air", "territory", "monitors"):
            continue
        for candidate in [*_times_behind(token, draft), *_countable(token), *_times_near(token, draft)]:
            value = number_of(candidate.text)
            value = value + _another_of(token) if value is not None and candidate.head is token else value
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


def _another_of(noun: Token) -> int:
    """What "and one near Kapoeta" adds to "two ambushes near Ngauro"."""
    more = [c for c in noun.children if c.dep_ == "conj" and c.pos_ == "NUM"]
    return sum(number_of(c.text) or 0 for c in more)


def _count_casualties(draft: Draft) -> None:
    """ "61 casualties (12 killed and 49 injured)": so many were hurt in all, in one way or another."""
    if not set(draft.acts) & {"casualty_toll", "civilian_harm"}:
        return
    for token in draft.sentence.tokens:
        numbers = list(below(token, "nummod")) if lemma(token) == "casualty" else []
        value = number_of(numbers[0].text) if numbers else None
        if value is not None and draft.count is None:
            draft.count, draft.count_unit = value, token.text
            draft.because("count", "count:casualties", body_span(numbers[0]))


def _times_behind(token: Token, draft: Draft) -> list[Token]:
    """The number of "100 times" not far behind a verb, with no other act between, however it is parsed."""
    if not is_verb(token):
        return []
    others = {t.token.i for t in draft.triggers if t.token.i > token.i and is_verb(t.token)}
    for t in token.doc[token.i + 1 : token.i + 1 + _TIMES_BEHIND]:
        if t.i in others or t.i >= token.sent.end:
            return []
        if t.lower_ == "times" and number_of(t.nbor(-1).text) is not None:
            return [t.nbor(-1)]
    return []


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
            if c.dep_ == "prep" and c.lower_ == "with":  # "attacked the port with three drones"
                out += [n for o in c.children if lemma(o) in words("grammar", "rounds") for n in below(o, "nummod")]
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
        verb = next((n.head for n in counted if is_verb(n.head)), None)
        if verb is not None:
            out += [c for c in verb.children if _told_times(c)]
            out += [n for c in verb.children if lemma(c) == "time" for n in below(c, "nummod")]
            if lemma(verb) in ("rise", "climb", "grow", "increase"):  # "the number of violations rose to 250"
                out += [o for c in verb.children if c.dep_ == "prep" and c.lower_ == "to" for o in c.children]
            if lemma(verb) in ("be", "amount", "reach", "total"):
                out += [c for c in verb.children if c.dep_ in ("attr", "dobj") and c.like_num]
                out += [n for c in verb.children if c.dep_ == "prep" for o in c.children for n in below(o, "nummod")]
    return out


def _is_calendar(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") and lemma(token.head) not in (
        *words("grammar", "counted"),
        *words("grammar", "rounds"),
    )
