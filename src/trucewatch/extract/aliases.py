"""Short names that a text makes for itself: "the Joint Monitoring Team of Valdia (JMTV)", later only "the JMTV"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from trucewatch.extract.actors.phrase import PhraseActor
from trucewatch.extract.lexicon import words

_MADE = re.compile(r"[(\[]\s*[\"'“‘]?(?:the\s+)?([A-Z][A-Za-z]*(?:[-/][A-Z][A-Za-z]*)*)[\"'”’]?\s*[)\]]")
_BEFORE = 140  # characters before the parenthesis in which the full name may stand
_LONGEST = 10  # letters of a short name
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def short_names(text: str) -> Mapping[str, str]:
    """Short names with the full ones before their parenthesis whose initials they give; the first that is told counts."""
    found: dict[str, str] = {}
    for match in _MADE.finditer(text):
        short = match.group(1)
        letters = [c for c in short if c.isupper()]
        if len(letters) < 2 or len(short) > _LONGEST or short in found:
            continue
        full = _spelled(text[max(0, match.start() - _BEFORE) : match.start()].rstrip(), "".join(letters))
        if full is not None:
            found[short] = full
    return found


def _spelled(before: str, letters: str) -> str | None:
    """The shortest run of words at the end of a stretch that begins with the first letter and holds the rest in order."""
    run: list[str] = []
    for word in reversed(list(_WORD.finditer(before))):
        if before[word.end() : word.end() + 1] in (".", ";", ":", "\n") and run:
            return None
        plain = word[0]
        if plain[0].isupper():
            run.insert(0, plain[0])
        elif plain.lower() not in words("grammar", "small_in_names") and run:
            return None  # a name ends where a plain word stands
        if len(run) > len(letters) + 3:
            return None
        if plain[0].isupper() and run[0] == letters[0] and _in_order(letters, run):
            return before[word.start() :].strip()
    return None


def _in_order(letters: str, initials: list[str]) -> bool:
    """True if the initials spell the letters, with at most a few words over that the short name leaves out."""
    at = 0
    for initial in initials:
        if at < len(letters) and initial == letters[at]:
            at += 1
    return at == len(letters)


_SHORT = re.compile(r"[A-Z][A-Za-z]*(?:[-/][A-Z][A-Za-z]*)*")


def by_short_name(
    text: str, seen: PhraseActor, short: Mapping[str, str], describe: Callable[[str], PhraseActor]
) -> PhraseActor:
    """A phrase that names a body by a short name of the text's own: "the JMTV", "JMTV spokesman X"."""
    for word in _SHORT.findall(text):
        full = describe(short[word]) if word in short else None
        if full is None or (full.side is None and full.kind == "unknown"):
            continue
        if text.strip().removeprefix("the ").removeprefix("The ") == word or seen.kind == "unknown":
            return msgspec.structs.replace(full, person=seen.person)
        return msgspec.structs.replace(seen, side=full.side, entry_id=full.entry_id, deictic=None)
    return seen
