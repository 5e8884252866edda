"""Weapons named in a sentence, by the classes of `data/lexicons/weapons.yml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import lexicon, words

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence


class Weapon(msgspec.Struct, frozen=True, kw_only=True):
    """A weapon's name in a sentence: its class and its tokens."""

    kind: str
    tokens: tuple[Any, ...]


@cache
def act_of(kind: str) -> str | None:
    """What fire with a weapon class is called; None where the class says nothing of the manner."""
    act: str | None = lexicon("weapons")["classes"][kind]["act"]
    return act


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Phrases by first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, row in lexicon("weapons")["classes"].items():
        for text in row["phrases"]:
            parts = tuple(text.split())
            table.setdefault(parts[0], []).append((parts, kind))
    return {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[1], p[0]))) for k, v in table.items()}


def _words(sentence: Sentence) -> list[tuple[str, Any]]:
    """Lemmas with their tokens; hyphens dropped between words, so that "rocket-propelled" is two words in either spelling."""
    out: list[tuple[str, Any]] = []
    for token in sentence.tokens:
        if token.text in ("-", "–", "\n"):
            continue
        past = token.tag_ in ("VBD", "VBN", "VBG")  # "bombed" names no bomb
        word = token.lower_ if past else token.lemma_.lower()
        if token.pos_ == "PROPN" and word.endswith("s") and len(word) > 4 and not word.endswith("ss"):
            word = word[:-1]
        out.append((word, token))
    return out


def find_weapons(sentence: Sentence) -> tuple[Weapon, ...]:
    """Weapons in the order of the text; of overlapping names the longest."""
    line = _words(sentence)
    table = _split_phrases()
    flown = any(word in words("grammar", "bombers") for word, _ in line)
    out: list[Weapon] = []
    i = 0
    while i < len(line):
        if line[i][0] == "mine" and _fired(line[i][1]):
            out.append(Weapon(kind="mortar", tokens=(line[i][1],)))
        elif line[i][0] == "mine" and _in_the_ground(line[i][1]):
            out.append(Weapon(kind="mine", tokens=(line[i][1],)))
        elif line[i][0] == "bomb" and not flown and _went_off(line[i][1]):
            out.append(Weapon(kind="ied", tokens=(line[i][1],)))
            i += 1
            continue
        for parts, kind in table.get(line[i][0], ()) or table.get(line[i][1].lower_, ()):
            end = _match(line, i, parts)
            if end is not None:
                out.append(Weapon(kind=kind, tokens=tuple(t for _, t in line[i:end])))
                i = end - 1
                break
        i += 1
    return tuple(out)


def _fired(mine: Any) -> bool:
    """True for "fired 35 mines": what is fired is a mortar's round, what is laid is none."""
    return lemma(mine.head) in ("fire", "launch", "lob") and mine.dep_ in ("dobj", "nsubjpass")


def _in_the_ground(mine: Any) -> bool:
    """True for "drove over a mine", "a mine blast", "detonated a mine": no mortar's round, no colliery."""
    above = mine.head.head if mine.dep_ == "pobj" else mine.head
    return lemma(above) in words("grammar", "of_mines") or any(
        lemma(c) in ("detonate", "claymore") for c in mine.children
    )


def _went_off(bomb: Any) -> bool:
    """True for "a bomb went off", "planted a bomb": it was laid, neither thrown nor dropped."""
    return lemma(bomb.head) in words("grammar", "of_bombs") and bomb.dep_ in ("nsubj", "dobj", "nsubjpass", "compound")


@cache
def _split_phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The phrases with each hyphened word also in its split form, as tokenizers differ."""
    table: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for rows in _phrases().values():
        for parts, kind in rows:
            for variant in {parts, tuple(w for p in parts for w in p.split("-"))}:
                table.setdefault(variant[0], set()).add((variant, kind))
    return {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[1], p[0]))) for k, v in table.items()}


def _match(line: list[tuple[str, Any]], at: int, parts: tuple[str, ...]) -> int | None:
    """Index behind a phrase that begins at `at`; "*" takes one to three words."""
    i = at
    for n, part in enumerate(parts):
        if part == "*":
            following = parts[n + 1] if n + 1 < len(parts) else None
            for skip in range(1, 5):
                if i + skip < len(line) and line[i + skip][0] == following:
                    i += skip
                    break
            else:
                return None
            continue
        if i >= len(line) or part not in (line[i][0], line[i][1].lower_, line[i][1].lower_.removesuffix("s")):
            return None
        i += 1
    return i
