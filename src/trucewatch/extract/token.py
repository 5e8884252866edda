"""Words with their parse, as plain objects: what the rules look at many times over, taken from spaCy once.

The names are those of spaCy's tokens. Asking spaCy itself decodes a string or makes an object at every question, which
cost more than the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from trucewatch.extract.blind import Blinded

_STRINGS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE")
_NUMBERS = ("IDX", "HEAD", "SENT_START", "SPACY", "IS_PUNCT", "LIKE_NUM")
_MOST_STRINGS = 200_000  # kept at a time, so that an archive's rare words do not pile up


_place = attrgetter("i")


class Stretch(NamedTuple):
    """A sentence by the numbers of its first word and of the one behind its last."""

    start: int
    end: int


class Token:
    """One word of a paragraph. `i` counts words, `idx` characters of the paragraph; the names ending in "_" are spaCy's.

    `children` are its direct dependents in the order of the text. `known_lemma` and `known_verb` keep what the rules
    found out about the word.
    """

    __slots__ = ("children", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_punct", "known_lemma", "known_verb",
                 "lemma_", "like_num", "lower_", "pos_", "sent", "tag_", "text", "whitespace_")  # fmt: skip

    children: list[Token]
    dep_: str
    doc: Paragraph
    ent_type_: str
    head: Token
    i: int
    idx: int
    is_punct: bool
    known_lemma: str | None
    known_verb: bool | None
    lemma_: str
    like_num: bool
    lower_: str
    pos_: str
    sent: Stretch
    tag_: str
    text: str
    whitespace_: str

    def __repr__(self) -> str:
        return f"<{self.text} {self.i}>"

    def __len__(self) -> int:
        return len(self.text)

    @property
    def is_alpha(self) -> bool:
        """True if it is letters only."""
        return self.text.isalpha()

    @property
    def is_title(self) -> bool:
        """True if it is written with a capital and small letters."""
        return self.text.istitle()

    @property
    def is_space(self) -> bool:
        """True if it is blank."""
        return self.text.isspace()

    @property
    def subtree(self) -> list[Token]:
        """The word and all that hangs below it, in the order of the text."""
        out = [self]
        for word in out:  # grows while it is gone through
            out += word.children
        out.sort(key=_place)
        return out

    @property
    def ancestors(self) -> Iterator[Token]:
        """The words above it, nearest first."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    @property
    def left_edge(self) -> Token:
        """The first word of its subtree."""
        return self.subtree[0]

    def is_ancestor(self, other: Token) -> bool:
        """True if the other hangs below this word."""
        return any(above is self for above in other.ancestors)

    def nbor(self, step: int = 1) -> Token:
        """The word so many places further on (or back). Raises: IndexError past either end of the paragraph."""
        at = self.i + step
        if at < 0:
            raise IndexError(at)
        return self.doc[at]


class Paragraph:
    """The words of one paragraph. `base`: where it begins in the body; `text`: its words as they stand there.

    `attributions` keeps those found, by sentence number.
    """

    __slots__ = ("_tokens", "attributions", "base", "text")

    def __init__(self, base: int, text: str, tokens: list[Token]) -> None:
        self.base, self.text, self._tokens = base, text, tokens
        self.attributions: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return self._tokens[at]


class Strings:
    """spaCy's strings by their numbers, decoded once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, numbers: list[int], store: Any) -> list[str]:
        """The string of each number, by spaCy's own store where it is new."""
        known = self._known
        if len(known) > _MOST_STRINGS:
            known.clear()
        for number in set(numbers).difference(known):
            known[number] = store[number]
        return [known[n] for n in numbers]


_strings = Strings()


def _put_back(blinded: Blinded, texts: list[str], lowers: list[str], lemmas: list[str], idxs: list[int]) -> None:
    """Put the hidden names back into the words that hold them and move the offsets behind them."""
    swaps = list(blinded.swaps)
    shift = at = 0
    for i, idx in enumerate(idxs):
        end = idx + len(texts[i])
        idxs[i] = idx + shift
        text = texts[i]
        while at < len(swaps) and swaps[at].start < end:
            swap = swaps[at]
            # offsets within this word, moved by what was put back into it before
            start = swap.start - idx + len(text) - len(texts[i])
            text = text[:start] + swap.original + text[start + swap.end - swap.start :]
            shift += len(swap.original) - (swap.end - swap.start)
            at += 1
        if text is not texts[i]:
            texts[i], lowers[i], lemmas[i] = text, text.lower(), text


def take_over(doc: Doc, base: int, blinded: Blinded | None = None) -> tuple[Paragraph, list[Stretch]]:
    """The words of a parsed paragraph and its sentences; nothing of spaCy's is kept. Names hidden from it are put back."""
    store = doc.vocab.strings
    texts, lowers, lemmas, poss, tags, deps, ents = (
        _strings.of(c, store) for c in doc.to_array([*_STRINGS]).T.tolist()
    )
    signed = doc.to_array([*_NUMBERS]).astype("int64")  # heads are steps back or forth
    idxs, heads, starts, blanks, puncts, numbers = signed.T.tolist()
    if blinded is not None and blinded.swaps:
        _put_back(blinded, texts, lowers, lemmas, idxs)
    paragraph = Paragraph(
        base, blinded.original if blinded is not None else doc.text, tokens := [Token() for _ in texts]
    )
    begins = [i for i, first in enumerate(starts) if first == 1 or i == 0]
    sentences = [Stretch(a, b) for a, b in zip(begins, [*begins[1:], len(texts)], strict=True)]
    for sentence in sentences:
        for i in range(*sentence):
            t = tokens[i]
            t.i, t.idx, t.text, t.lower_, t.lemma_ = i, idxs[i], texts[i], lowers[i], lemmas[i]
            t.pos_, t.tag_, t.dep_, t.ent_type_ = poss[i], tags[i], deps[i], ents[i]
            t.whitespace_, t.is_punct, t.like_num = " " if blanks[i] else "", bool(puncts[i]), bool(numbers[i])
            t.head, t.children, t.sent, t.doc = tokens[i + heads[i]], [], sentence, paragraph
            t.known_lemma = t.known_verb = None
    for t in tokens:
        if t.head is not t:
            t.head.children.append(t)
    return paragraph, sentences
