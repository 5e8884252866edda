"""What stands right before a name, whatever the parse makes of it: "in the villages of X" leads to ground."""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.token import Token

_MOST = 4  # words that may describe the name


def words_before(tokens: list[Token], kinds: Mapping[str, str]) -> tuple[Token | None, Token | None]:
    """The type word ("villages of X", "the town X") and the preposition right before a name; None where there is none."""
    if tokens[-1].dep_ in ("compound", "nmod", "poss", "amod") and not _ends_phrase(tokens[-1], kinds):
        return None, None
    doc, start = tokens[0].doc, tokens[0].sent.start
    at = tokens[0].i - 1
    type_word = None
    if at - 1 >= start and doc[at].lower_ == "of" and _is_kind(doc[at - 1], kinds):
        type_word, at = doc[at - 1], at - 2
    elif at - 1 >= start and doc[at].lower_ == "of" and doc[at - 1].lower_ == "capital":
        at -= 2
    elif at >= start and _is_kind(doc[at], kinds):
        type_word, at = doc[at], at - 1
    for _ in range(_MOST):
        if at < start or not (doc[at].pos_ in ("DET", "ADJ", "NUM") or doc[at].tag_ == "VBN"):
            break
        at -= 1
    if (
        type_word is None
        and at - 1 >= start
        and doc[at].lower_ == "of"
        and doc[at - 1].lower_ in words("places", "bearings")
    ):
        return None, doc[at]  # "east of X"
    leads = words("places", "by_order") | (words("places", "by_order_typed") if type_word is not None else frozenset())
    if at >= start and doc[at].lower_ in leads:
        return type_word, doc[at]
    return type_word, None


def _is_kind(token: Token, kinds: Mapping[str, str]) -> bool:
    return token.pos_ == "NOUN" and token.text.islower() and kinds.get(lemma(token), "line") not in ("line", "site")


def _ends_phrase(last: Token, kinds: Mapping[str, str]) -> bool:
    """True if the name is followed by a type word, or by no noun that it could describe."""
    if last.i + 1 >= len(last.doc):
        return True
    after = last.nbor(1)
    return lemma(after) in kinds or (
        after.pos_ not in ("NOUN", "PROPN", "ADJ", "PART") and after.text not in ("'s", "’s", "'", "-", "[")
    )
