"""Letter case for text that was set in capitals throughout, one character for one character, so that offsets stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.actors.folding import lower
from trucewatch.extract.actors.forms import read_entries
from trucewatch.extract.lexicon import words
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from spacy.language import Language

_CAPITALS = 0.7  # share of a paragraph's letters above which it counts as set in capitals
_FEWEST = 12  # letters; shorter lines tell too little ("UPDATE 2")
_LOOK = 60  # characters in which ordinary text shows three small letters in a row
_SMALL_RUN = re.compile(r"[a-zà-öø-ÿ]{3}")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^\s*|[.!?][\"'”’)\]]*\s+|[,:.!?\]]\s+[\"“])[\"“'(]*$")
_HEADER = re.compile(r"[^\n]{0,100}?--\s*(?:\[[^\]]*\]\s*)*")  # "SAN JOSE, 3 JAN 90 (AFP) -- [TEXT]"
_NO_STOP = re.compile(r"(?:\b[a-z]|\b(?:no|mr|mrs|ms|dr|st|gen|col|lt|sgt|capt|maj|brig|adm|sen|gov|rev|vs))\.\s+$")
_BACK = 60  # characters looked back for the end of the sentence before
_SHORT = re.compile(r"(?<=\w\s)[\[(]([A-Z]{2,8})[\])]|\bTHE ([A-Z]{2,3})\b|\b([A-Z]{2,6}) ?[\[(]")
_DOTTED = re.compile(r"(?:\b[A-Z]\.){2,}|\b[A-Z]\.(?=\s*[A-Z])")
_MODEL = re.compile(r"\b[A-Z]{1,3}-\d+[A-Z]?\b")
_ROMAN = re.compile(r"(?=[IVX]{2,5}$)X{0,3}(?:IX|IV|V?I{0,3})")
_ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
            ("ers", ""), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ly", ""), ("ly", "le"), ("ness", ""),
            ("ization", "ize"), ("izing", "ize"), ("ized", "ize"), ("ally", "al"), ("d", ""), ("rs", ""),
            ("men", "man"))  # fmt: skip
_PREFIXES = ("un", "re", "non", "anti", "counter", "over", "under", "inter", "pre", "mis", "dis", "multi", "para",
             "sub", "machine", "narco", "super", "hand", "pro")  # fmt: skip


def restore_case(body: str, is_word: Callable[[str], bool]) -> str:
    """The body with paragraphs set in capitals put into ordinary letter case; same length, other text untouched.

    `is_word` tells whether a small-letter word is an ordinary word of the language; words that are not count as names.
    """
    shouted = [m for m in _PARAGRAPH.finditer(body) if in_capitals(m[0])]
    if not shouted:
        return body
    written = _written_elsewhere(body, shouted)
    shorts = {m[m.lastindex or 0] for p in shouted for m in _SHORT.finditer(p[0])}
    names = words("casing", "names") | words("casing", "fore") | words("casing", "within")
    shorts = {s for s in shorts if not is_word(s.lower()) and s.lower() not in names}
    parts: list[str] = []
    at = 0
    for paragraph in shouted:
        parts += [body[at : paragraph.start()], _restore(paragraph[0], is_word, written, shorts)]
        at = paragraph.end()
    return "".join([*parts, body[at:]])


def with_case(document: Document, is_word: Callable[[str], bool]) -> Document:
    """The document with title and body in ordinary letter case; itself where neither is set in capitals."""
    body = restore_case(document.body, is_word)
    title = restore_case(document.title, is_word) if document.title else document.title
    if body is document.body and title is document.title:
        return document
    return msgspec.structs.replace(document, body=body, title=title)


def in_capitals(text: str) -> bool:
    """True for a paragraph or headline set in capitals throughout, short forms and numbers aside."""
    if _SMALL_RUN.search(text, 0, _LOOK):
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _FEWEST and sum(map(str.isupper, letters)) > _CAPITALS * len(letters)


def word_test(nlp: Language) -> Callable[[str], bool]:
    """The test for ordinary words by the word lists of a language model's lemmatizer; all are ordinary if it has none."""
    known = _known_words(nlp)
    if not known:
        return lambda word: word not in words("casing", "names")

    @cache
    def is_word(word: str) -> bool:
        return word not in words("casing", "names") and any(w in known for w in _stems(word))

    return is_word


def _known_words(nlp: Language) -> frozenset[str]:
    pipe = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.pipe_names else None
    lookups = getattr(pipe, "lookups", None)
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    known: set[str] = set(nlp.Defaults.stop_words)
    for name in ("lemma_index", "lemma_exc"):
        if lookups.has_table(name):
            for listed in lookups.get_table(name).values():
                known.update(listed)
    return frozenset(known)


def _stems(word: str) -> Iterator[str]:
    """The word itself and what it may be a form of."""
    bare = re.sub(r"['’]s?$|n['’]t$", "", word)
    yield bare
    for ending, base in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            stem = bare[: -len(ending)]
            yield stem + base
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]
    for prefix in _PREFIXES:
        if bare.startswith(prefix) and len(bare) - len(prefix) >= 4:
            yield from _stems(bare[len(prefix) :])


def _written_elsewhere(body: str, shouted: Iterable[re.Match[str]]) -> dict[str, str]:
    """How the document's ordinary paragraphs write a word that they write with a capital inside a sentence."""
    out: dict[str, str] = {}
    at = 0
    ordinary: list[str] = []
    for p in shouted:
        ordinary.append(body[at : p.start()])
        at = p.end()
    ordinary.append(body[at:])
    small: set[str] = set()
    for part in ordinary:
        for m in _WORD.finditer(part):
            if m[0].islower():
                small.add(m[0])
            elif part[max(0, m.start() - 2) : m.start()].strip(" ")[-1:].isalnum() or m[0].isupper():
                out.setdefault(m[0].lower(), m[0])
    return {low: form for low, form in out.items() if low not in small}


@cache
def _names() -> dict[str, tuple[tuple[str, str], ...]]:
    """The actor table's forms by their first word, longest first: small letters, and as printed."""
    table: dict[str, set[tuple[str, str]]] = {}
    for form, _, certain in read_entries()[1]:
        low = lower(form)
        first = _WORD.search(low)
        if first is None or form.islower() or (" " not in form and (not certain or len(form) < 2)):
            continue
        table.setdefault(first[0], set()).add((low, form))
    return {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[1]))) for k, v in table.items()}


def _restore(text: str, is_word: Callable[[str], bool], written: dict[str, str], shorts: set[str]) -> str:
    low = lower(text).replace("\n", " ")
    out = list(lower(text))
    found = list(_WORD.finditer(low))
    header = _HEADER.match(low)
    head = header.end() if header else 0
    kinds = [_kind(m, text, is_word, written, shorts) for m in found]
    fixed = _mark_known(low, found, kinds, out)
    for i, m in enumerate(found):
        if i not in fixed:
            _place(i, m, text, found, kinds, written, out)
        if m.start() == head or _opens(low[max(0, m.start() - _BACK) : m.start()], cut=m.start() > _BACK):
            out[m.start()] = text[m.start()]
    for pattern in (_DOTTED, _MODEL):
        for m in pattern.finditer(text):
            out[m.start() : m.end()] = text[m.start() : m.end()]
    return "".join(out)


def _opens(before: str, *, cut: bool) -> bool:
    """True if a sentence begins behind these letters (the last few of the paragraph so far)."""
    found = _OPENS.search(before)
    return found is not None and (found.start() > 0 or not cut) and _NO_STOP.search(before) is None


def _kind(
    m: re.Match[str], text: str, is_word: Callable[[str], bool], written: dict[str, str], shorts: set[str]
) -> str:
    """What a word is by itself: "keep" as set, "written" as elsewhere, "name", or "word"."""
    word, shown = m[0], text[m.start() : m.end()]
    if word in written:
        return "written"
    if any(c.isdigit() for c in word):
        return "keep" if not re.fullmatch(r"\d+(?:['’]?s|st|nd|rd|th|mm|km|d|cm|m|kg)?", word) else "word"
    if shown in shorts or word == "i" or (len(word) > 1 and _ROMAN.fullmatch(shown)):
        return "keep"
    if word in words("casing", "months") or word in words("casing", "weekdays"):
        return "name"
    if is_word(word) or word in words("casing", "within") or len(word) == 1:
        return "word"
    return "keep" if len(word) <= 5 and not re.search("[aeiouyáéíóúàèò]", word) else "name"


def _mark_known(low: str, found: list[re.Match[str]], kinds: list[str], out: list[str]) -> set[int]:
    """Write the actor table's names as printed there; the indices of the words that they cover."""
    fixed: set[int] = set()
    done = 0
    for i, m in enumerate(found):
        if m.start() < done:
            fixed.add(i)
            continue
        first = _WORD.match(re.split("['’]", m[0])[0])
        for known, form in _names().get(first[0], ()) if first else ():
            end = m.start() + len(known)
            if not low.startswith(known, m.start()) or (end < len(low) and low[end].isalnum()):
                continue
            if known in words("casing", "not_names") or (known == "us" and not _is_country(i, found)):
                continue
            out[m.start() : end] = [c if o != "\n" else o for c, o in zip(form, out[m.start() : end], strict=True)]
            fixed.add(i)
            kinds[i] = "name"
            done = end
            break
    return fixed


def _place(
    i: int,
    m: re.Match[str],
    text: str,
    found: list[re.Match[str]],
    kinds: list[str],
    written: dict[str, str],
    out: list[str],
) -> None:
    """Write one word, its neighbours considered."""
    before = kinds[i - 1] if i and _joined(text, found[i - 1].end(), m.start()) else ""
    after = kinds[i + 1] if i + 1 < len(found) and _joined(text, m.end(), found[i + 1].start()) else ""
    word = m[0]
    kind = kinds[i]
    if kind == "written":
        out[m.start() : m.end()] = written[word]
    elif kind == "keep":
        out[m.start() : m.end()] = text[m.start() : m.end()]
    elif kind == "word" and word in words("casing", "fore") and (after == "name" or _fore_then_name(i, found, kinds)):
        kind = "name" if word not in ("la", "las", "los", "el") or before != "within" else "word"
    elif kind == "word" and (
        (word in words("casing", "titles") and after == "name")
        or (word in words("casing", "after") and before == "name")
    ):
        kind = "title"
    elif kind == "word" and word in words("casing", "maybe_months"):
        kind = "title" if _is_month(i, found, text) else "word"
    if kind in ("name", "title"):
        out[m.start()] = text[m.start()]
    kinds[i] = "within" if word in words("casing", "within") else kind


def _joined(text: str, start: int, end: int) -> bool:
    """True if only a blank stands between two words."""
    return text[start:end].isspace() or text[start:end] == ". "


def _fore_then_name(i: int, found: list[re.Match[str]], kinds: list[str]) -> bool:
    """True for "LA" in "LA SAN MIGUEL": another such word stands between it and the name."""
    return i + 2 < len(found) and found[i + 1][0] in words("casing", "fore") and kinds[i + 2] == "name"


def _is_country(i: int, found: list[re.Match[str]]) -> bool:
    """True for "US" before words such as "troops", not for the pronoun."""
    return i + 1 < len(found) and found[i + 1][0] in words("casing", "after_us")


def _is_month(i: int, found: list[re.Match[str]], text: str) -> bool:
    near = [found[j][0] for j in (i - 1, i + 1) if 0 <= j < len(found)]
    return any(w[0].isdigit() for w in near) or (i > 0 and found[i - 1][0] in words("casing", "month_before"))
