"""Names of states hidden from the parser, so that it cannot tell one side from another.

A statistical parser reads "Thai troops fired" a little otherwise than "Cambodian troops fired". Before the parse each
state's name, adjective and capital is put in place of by those of a stand-in, in the order in which the sides come up;
after it the words are put back. A text and the same text with its sides swapped are thus one text to the parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from trucewatch.extract.actors.table import ActorTable

# name, adjective, capital, people: states whose names the language models know well
STAND_INS = (
    ("Russia", "Russian", "Moscow", "Russians"),
    ("Ukraine", "Ukrainian", "Kiev", "Ukrainians"),
    ("Turkey", "Turkish", "Ankara", "Turks"),
    ("Iran", "Iranian", "Tehran", "Iranians"),
    ("Egypt", "Egyptian", "Cairo", "Egyptians"),
    ("France", "French", "Paris", "Frenchmen"),
    ("Germany", "German", "Berlin", "Germans"),
    ("China", "Chinese", "Beijing", "Chinese"),
)
_HIDDEN = ("state", "de_facto_authority", "non_state_armed_group")
_FORMS = ("name", "adjective", "capital", "abbreviation")


class Swap(NamedTuple):
    """A word put in at `start`..`end` of the blinded text, and what stood there."""

    start: int
    end: int
    original: str


class Blinded(NamedTuple):
    """A paragraph as the parser sees it, with the way back."""

    text: str
    original: str
    swaps: tuple[Swap, ...]


class Blinder:
    """Hides the states of one document; a side keeps its stand-in through the document."""

    def __init__(self, table: ActorTable) -> None:
        self._table = table
        self._slots: dict[str, int] = {}

    def _people(self, form: str, words: str, kind: str) -> bool:
        """True for "Palestinians", "Houthis": people, and to the parser no place."""
        if not words.endswith("s") or words.endswith("ss"):
            return False
        if form == "adjective":
            return True
        singular = any(m.form == "adjective" and len(m.span) == len(words) - 1 for m in self._table.find(words[:-1]))
        return form == "name" and singular and not (kind == "state" and words.endswith("es"))  # "the Philippines"

    def hide(self, text: str) -> Blinded:
        """The paragraph with its states' names replaced."""
        parts: list[str] = []
        swaps: list[Swap] = []
        at = length = 0
        for mention in self._table.find(text):
            words = mention.span.words(text)
            if (
                mention.kind not in _HIDDEN
                or not words.isalpha()
                or not (words.istitle() or mention.form == "abbreviation")
            ):
                continue
            slot = self._slots.setdefault(mention.side, len(self._slots))
            if slot >= len(STAND_INS):
                continue
            word = STAND_INS[slot][_FORMS.index(mention.form) % 3]  # an abbreviation stands for the name
            if self._people(mention.form, words, mention.kind):
                word = STAND_INS[slot][3]
            before = text[at : mention.span.start]
            parts += (before, word)
            length += len(before)
            swaps.append(Swap(length, length + len(word), words))
            length += len(word)
            at = mention.span.end
        return Blinded("".join((*parts, text[at:])), text, tuple(swaps))
