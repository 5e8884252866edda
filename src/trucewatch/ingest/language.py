"""The language that a text is written in."""

from __future__ import annotations

import re

_SAMPLE = 4000
_LEAST_LETTERS = 20
_LETTERS = re.compile(r"[^\W\d_]")


def find_language(body: str) -> str | None:
    """ISO 639-1 code of the language of a body (py3langid), None when it holds under twenty letters."""
    sample = body[:_SAMPLE]
    if len(_LETTERS.findall(sample)) < _LEAST_LETTERS:
        return None
    import py3langid

    return str(py3langid.classify(sample)[0])
