"""The language that a text is written in."""

from __future__ import annotations

import re

from trucewatch.model.document import speaks_english

_SAMPLE = 4000
_LEAST_LETTERS = 20
_SURE_LETTERS = 80  # of a Latin-written text: fewer are often taken for another language
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def find_language(body: str) -> str | None:
    """ISO 639-1 code of the language of a body (py3langid), None when it holds under twenty letters."""
    sample = body[:_SAMPLE]
    if len(_LETTERS.findall(sample)) < _LEAST_LETTERS:
        return None
    import py3langid

    return str(py3langid.classify(sample)[0])


def is_surely_foreign(body: str, language: str | None) -> bool:
    """True if `language`, as found in the body, is not English and the body is long enough, or not in Latin script."""
    if speaks_english(language):
        return False
    letters = _LETTERS.findall(body[:_SAMPLE])
    return len(letters) >= _SURE_LETTERS or 2 * len(_LATIN.findall(body[:_SAMPLE])) < len(letters)
