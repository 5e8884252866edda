"""Whether a text can hold a claim at all, told from its words before anything is parsed.

The words are the heads of the act rules with what those rules ask for beside them, the words of harm, and a short list
that sets texts about fighting apart (`data/lexicons/relevance.yml`). A cue of speech alone makes nothing relevant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache

from trucewatch.extract.harm import KINDS
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import split_paragraphs
from trucewatch.extract.triggers import Rule, rules_by_head
from trucewatch.model.ids import sha256

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_ASKED = ("obj", "subj", "any", "prep", "sent", "verb")  # the conditions of a rule that want a word to be there
_BLOCK = 300  # characters that are judged together: a paragraph, or so many lines of a list
_BRIEF = 400  # characters of a text that is too short to show what it is about
_HYPHENS = str.maketrans("‐‑", "--")
_AROUND = 2  # blocks before and behind that say what one is about
_MARKS = dict.fromkeys(map(ord, "“”‘’„«»–—…\u00a0\u2009\u202f•·°©"), " ")
_ONLY_LETTERS = bytes(b if chr(b).isalpha() and b < 128 else 32 for b in range(256))
_VOWELS = "aeiou"


def is_relevant(text: str) -> bool:
    """True if a stretch of the text can tell an act or harm and its surroundings are about fighting."""
    if not can_tell(text):
        return False
    return any(_telling([piece for _, piece in split_paragraphs(text)]))


def relevant_paragraphs(texts: Sequence[str]) -> tuple[bool, ...]:
    """For each paragraph of a text, whether it is worth parsing: it can tell something, stands beside one, or leads in.

    All False if nothing in the text can.
    """
    blocks = _blocks(texts)
    tells = list(_telling(texts, blocks))
    worth = [any(tells[max(0, i - 1) : i + 2]) or (i == 0 and any(tells)) for i in range(len(tells))]
    return tuple(worth[i] for i, block in enumerate(blocks) for _ in block)


def _telling(texts: Sequence[str], blocks: Sequence[range] | None = None) -> Iterator[bool]:
    """For each block, whether it can tell an act of fighting: it or a neighbour must say that it is one.

    A text of a few lines has no room to say that, and is not asked.
    """
    found = [_lemmas(" ".join(texts[i] for i in block)) for block in blocks or _blocks(texts)]
    brief = sum(map(len, texts)) < _BRIEF
    for i, lemmas in enumerate(found):
        around = frozenset().union(*found[max(0, i - _AROUND) : i + _AROUND + 1])
        yield bool(lemmas) and _tells(lemmas) and (brief or _about_fighting(around))


def can_tell(words_: str, *, excerpt: bool = False) -> bool:
    """False if all these words together tell nothing, so that no stretch of them can: most texts end here.

    `excerpt`: the text may be a short piece of them (an article on a page), and is then not asked what it is about.
    """
    lemmas = _lemmas(words_.translate(_HYPHENS))
    if not _tells(lemmas):
        return False
    return excerpt or _about_fighting(lemmas) or sum(map(len, words_.split())) < _BRIEF


@cache
def filter_digest() -> str:
    """A short digest of all words that decide: two filters with the same digest keep the same texts."""
    rows = {form: sorted(lemmas) for form, lemmas in _forms().items()}
    asked = {head: [sorted(map(sorted, row)) for row in rules] for head, rules in _heads().items()}
    about = [sorted(words("relevance", kind)) for kind in ("strong", "weak")]
    data = json.dumps([rows, asked, about, sorted(_alone())], sort_keys=True)
    return sha256(data.encode())[:12]


def _blocks(texts: Sequence[str]) -> list[range]:
    """Paragraphs by their numbers, short ones and broken lines taken together."""
    out: list[range] = []
    first, size = 0, 0
    for i, text in enumerate(texts):
        size += len(text)
        if size >= _BLOCK or i + 1 == len(texts):
            out.append(range(first, i + 1))
            first, size = i + 1, 0
    return out


def _about_fighting(lemmas: frozenset[str]) -> bool:
    return not lemmas.isdisjoint(words("relevance", "strong")) or len(lemmas & words("relevance", "weak")) > 2


def _tells(lemmas: frozenset[str]) -> bool:
    """True if a rule of acts finds its head and, for each thing that it asks for, one of the words; or harm is told."""
    heads = _heads()
    if not lemmas.isdisjoint(_alone()):
        return True
    return any(
        all(not asked.isdisjoint(lemmas) for asked in conditions)
        for head in lemmas.intersection(heads)
        for conditions in heads[head]
    )


def _lemmas(text: str) -> frozenset[str]:
    """The lexicon's lemmas that some word of the text can be a form of."""
    low = text.lower()
    found = set(_split(low))
    if "-" in low:
        found.update(_HYPHENED.findall(low))
    table = _forms()
    return frozenset().union(
        *[table[w] for w in found if w in table]
    )  # `intersection` would go through the whole table


def _split(low: str) -> list[str]:
    """The runs of letters of a text in small letters; nearly all news is plain enough for the fast way."""
    if not low.isascii():
        low = low.translate(_MARKS)
    if low.isascii():
        return low.encode().translate(_ONLY_LETTERS).decode().split()
    return _WORD.findall(low)


@cache
def _alone() -> frozenset[str]:
    """Lemmas that make a paragraph worth parsing by themselves: harm, an account called untrue, a rule that asks nothing."""
    harm = (str(w) for kind in KINDS for part in ("verbs", "states", "nouns") for w in lexicon("harm")[kind][part])
    bare = (head for head, rows in _heads().items() if () in rows)
    return frozenset((*harm, *words("attribution", "untrue"), *bare))


@cache
def _heads() -> dict[str, tuple[tuple[frozenset[str], ...], ...]]:
    """What each rule of a head asks for, by head."""
    out: dict[str, list[tuple[frozenset[str], ...]]] = {}
    for (_, head), rules in rules_by_head().items():
        out.setdefault(head.split()[0], []).extend(_conditions(rule) for rule in rules)
    return {head: tuple(dict.fromkeys(rows)) for head, rows in out.items()}


def _conditions(rule: Rule) -> tuple[frozenset[str], ...]:
    asked = (getattr(rule, name) for name in _ASKED)
    return tuple(frozenset(part for w in words_ for part in w.lower().split()) for words_ in asked if words_)


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Lemmas by written form."""
    wanted = {
        w for head, rows in _heads().items() for w in (head, *(x for row in rows for asked in row for x in asked))
    }
    wanted |= _alone() | words("relevance", "strong") | words("relevance", "weak")
    irregular = lexicon("relevance")["irregular"]
    out: dict[str, set[str]] = {}
    for lemma in wanted:
        for form in (lemma, *_regular(lemma), *irregular.get(lemma, ())):
            out.setdefault(form, set()).add(lemma)
    return {form: frozenset(lemmas) for form, lemmas in out.items()}


def _regular(lemma: str) -> tuple[str, ...]:
    """Plural, third person, past and -ing forms as spelling has them; some that no one writes do no harm."""
    stem = lemma[:-1]
    out = (
        f"{lemma}s",
        f"{lemma}es",
        f"{lemma}ed",
        f"{lemma}d",
        f"{lemma}ing",
        f"{lemma}{lemma[-1]}ed",
        f"{lemma}{lemma[-1]}ing",
    )
    if lemma.endswith("e"):
        return (*out, f"{stem}ing")
    if lemma.endswith("y") and stem[-1:] not in _VOWELS:
        return (*out, f"{stem}ies", f"{stem}ied")
    if lemma.endswith("f"):
        return (*out, f"{stem}ves")
    return out
