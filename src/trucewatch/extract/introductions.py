"""People whom a text introduces with their office: "Ana Kol, a spokeswoman for the mission", "the governor, Ana Kol,"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from trucewatch.extract.actors.phrase import PhraseActor
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_GAP = re.compile(r"[ \u00a0]")
_STOP = re.compile(r"[,;:()\[\]\"“”«»\n–—]|\.(?:\s|$)|\s--?\s")
_WINDOW = 130  # characters beside a name in which the office may stand
_LONGEST_NAME = 5
_MOST = 200  # people of one text
_WHO = re.compile(
    r"\s*,?\s*who (?:is|was|serves?|served|acts?|acted|heads?|headed|leads?|led|commands?|commanded|runs?|chairs?|oversees?)\b"
    r"(?: as| in charge of| responsible for| the head of)?\s+"
)


def people_introduced(
    body: str, describe: Callable[[str], PhraseActor], side_of: Callable[[PhraseActor], str | None]
) -> Mapping[str, ActorRef]:
    """People by each word of their names, small letters; a name that two people of different sides share is left out.

    `describe`: what is known of a phrase; `side_of`: its side in this text, pointing words followed.
    """
    found: dict[str, ActorRef] = {}
    barred: set[str] = set()
    for number, (start, end) in enumerate(_names(body)):
        if number >= _MOST:
            break
        told = _office_of(body, start, end, describe)
        if told is None:
            continue
        office, span = told
        name = body[start:end]
        label = office.name if office.person is None else office.name.partition("(")[2].rstrip(")") or office.name
        ref = ActorRef(
            name=f"{name} ({label})",
            text=name,
            side=office.side or side_of(office),
            kind=office.kind,
            actor_id=office.entry_id,
            span=span,
        )
        for word in name.lower().split():
            if len(word) < 3 or word in words("introductions", "ranks"):
                continue
            if word in found and found[word].side != ref.side:
                barred.add(word)
            found.setdefault(word, ref)
    return {word: ref for word, ref in found.items() if word not in barred}


def named_beside(head: Token, people: Mapping[str, ActorRef]) -> ActorRef | None:
    """The person of "a spokesman with the mission, Ana Kol, said", whom the text introduces so."""
    named = (people.get(c.lower_) for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN")
    return next((p for p in named if p is not None and p.side is not None), None)


def _names(body: str) -> Iterator[tuple[int, int]]:
    """Runs of two to five capitalised words, ranks before them left off."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(body):
        joined = bool(run) and bool(_GAP.fullmatch(body, run[-1].end(), match.start()))
        small = match[0] in words("places", "particles")
        if (
            not joined
            or not (match[0][0].isupper() or small)
            or (run[-1][0].endswith(".") and len(run[-1][0]) > _SHORT)
        ):
            yield from _name(run, body)
            run = []
        if match[0][0].isupper() or (run and small):
            run.append(match)
    yield from _name(run, body)


@cache
def _no_name() -> frozenset[str]:
    return words("introductions", "ranks") | words("introductions", "openers")


_SHORT = 6  # letters of an abbreviated rank: a longer word with a point ends its sentence


def _name(run: list[re.Match[str]], body: str) -> Iterator[tuple[int, int]]:
    while run and (run[0][0].lower().rstrip(".") in _no_name() or run[0][0].islower()):
        run = run[1:]
    while run and run[-1][0].islower():
        run = run[:-1]
    if 2 <= len(run) <= _LONGEST_NAME and not any(w[0] in words("places", "not_places") for w in run):
        end = run[-1].end()
        yield run[0].start(), end - 1 if body[end - 1] == "." else end


def _office_of(
    body: str, start: int, end: int, describe: Callable[[str], PhraseActor]
) -> tuple[PhraseActor, Span] | None:
    """The office told beside a name, with the words that tell it, or None."""
    if describe(body[start:end]).kind not in ("unknown", "persons"):
        return None
    before = _before(body, start)
    behind = _behind(body, end)
    for first, last, apart in (behind, before):
        phrase = body[first:last].strip(" ,")
        if not phrase or (apart and not _names_office(phrase)):
            continue
        told = describe(phrase)
        if told.kind in ("not_an_actor", "civilians", "news_outlet", "wire_agency", "unknown"):
            continue
        if told.side in ("both", "civilians", "media") or (told.side is None and told.deictic != "the_ministry"):
            continue
        if apart and told.person is not None:
            continue  # "..., army spokesman Ali Sen said" tells of Ali Sen
        return told, Span(min(first, start), max(last, end))
    return _right_before(body, start, end, describe)


def _right_before(
    body: str, start: int, end: int, describe: Callable[[str], PhraseActor]
) -> tuple[PhraseActor, Span] | None:
    """The office of "rebel army spokesman Ali Sen", with no comma between."""
    at = max(0, start - _WINDOW)
    window = body[at:start]
    last = window.rstrip().rpartition(" ")[2].rstrip(".").lower()
    if not window.endswith(" ") or last not in words("introductions", "offices"):
        return None
    first = _clause_start(window)
    told = describe(f"{window[first:].strip()} {body[start:end]}")
    if told.person is None or told.side in ("both", "civilians", "media"):
        return None
    if told.side is None and told.deictic != "the_ministry":
        return None
    return told, Span(at + first, end)


def _clause_start(window: str) -> int:
    """Where the last clause of a stretch begins, as far as marks and verbs of speech tell."""
    first = 0
    for match in _STOP.finditer(window):
        first = match.end()
    for match in _WORD.finditer(window, first):
        according = match[0] == "to" and window[first : match.start()].lower().endswith("according ")
        if match[0].lower() in _cuts() or according:
            first = match.end()
    return first


def _behind(body: str, end: int) -> tuple[int, int, bool]:
    """Where an office stands behind a name: "X, the mayor of", "X, who heads the"; and whether it must name an office."""
    window = body[end : end + _WINDOW]
    clause = _WHO.match(window)
    first = clause.end() if clause else 2 if window.startswith(", ") else len(window)
    stop = _STOP.search(window, first)
    last = stop.start() if stop else len(window)
    told = _told_at(window, first, last)
    return end + first, end + told, clause is None


def _told_at(window: str, first: int, last: int) -> int:
    """Where a verb of speech or a relative clause cuts off an office."""
    for match in _WORD.finditer(window, first, last):
        if match[0] in _cuts():
            return match.start()
    return last


def _before(body: str, start: int) -> tuple[int, int, bool]:
    """Where an office stands before a name: "the chief of the army, Gen. X,"."""
    at = max(0, start - _WINDOW)
    window = body[at:start].rstrip()
    ranked = _without_rank(window)
    if not ranked.endswith(",") or not _STOP.match(body[_end_of_name(body, start) :][:2] or "."):
        return start, start, True
    window = ranked[:-1]
    if window.endswith(")"):
        window = window[: window.rfind("(")] if "(" in window else window
    first = _clause_start(window)
    return at + first, at + len(window), True


def _without_rank(window: str) -> str:
    while True:
        last = window.rpartition(" ")[2].rstrip(".").lower()
        if last not in words("introductions", "ranks"):
            return window
        window = window[: window.rfind(" ")].rstrip() if " " in window else ""


def _end_of_name(body: str, start: int) -> int:
    return next(e for s, e in _names(body[start : start + _WINDOW]) if s == 0) + start


@cache
def _cuts() -> frozenset[str]:
    return words("introductions", "cuts")


def _names_office(phrase: str) -> bool:
    told = {w.lower().rstrip(".") for w in _WORD.findall(phrase)[:6]}
    return bool(told & words("introductions", "offices"))
