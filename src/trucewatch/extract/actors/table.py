"""The actors that the data files know, found in a text by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from trucewatch.extract.actors.entries import ActorEntry, ActorMention, Form, Qualifier
from trucewatch.extract.actors.folding import fold, lower
from trucewatch.extract.actors.forms import file_by_first_word, read_entries
from trucewatch.extract.actors.lexicon import Words, load_words
from trucewatch.model.span import Span

_WORD = re.compile(r"[^\W_]+")


class ActorTable:
    """The entries by id, and their forms by first word."""

    def __init__(self, entries: Mapping[str, ActorEntry], forms: Mapping[str, tuple[Form, ...]], words: Words) -> None:
        self.entries = entries
        self._forms = forms
        self._words = words
        self.sides = frozenset(e.side for e in entries.values())

    def find(self, text: str, homes: Mapping[str, int] | None = None) -> tuple[ActorMention, ...]:
        """The table's names in a text, longest first at each place, none overlapping, in order.

        A form that several entries share, or that is read in context only, is settled by the other names in the text
        and by `homes` (as `homes_in` gives them for a longer text around this one); it is left out if they do not.
        """
        folded = fold(text)
        low = lower(folded)
        barred: set[str] = set()
        while True:
            hits = self._scan(folded, low, barred)
            weights = Counter(homes or {})
            for _, form in hits:
                if form.certain:
                    weights.update(_weights(form.entries[0]))
            settled = [(at, form, _settle(form, weights)) for at, form in hits]
            open_forms = {form.low for _, form, entry in settled if entry is None}
            if not open_forms:
                break
            barred |= open_forms  # an unsettled name must not hide a certain one that begins within it
        return tuple(self._mention(folded, at, form, entry) for at, form, entry in settled if entry is not None)

    def homes_in(self, text: str) -> Mapping[str, int]:
        """What disputes a text speaks of: weights by state code and entry id, for `find` and `describe`."""
        weights: Counter[str] = Counter()
        folded = fold(text)
        for _, form in self._scan(folded, lower(folded), ()):
            if form.certain:
                weights.update(_weights(form.entries[0]))
        return weights

    def _scan(self, folded: str, low: str, barred: Collection[str]) -> list[tuple[int, Form]]:
        hits: list[tuple[int, Form]] = []
        done = 0
        buckets = self._forms
        for word in _WORD.finditer(low):
            bucket = buckets.get(word[0])
            if bucket is None or word.start() < done:
                continue
            form = _longest(bucket, folded, low, word.start(), barred)
            if form is not None:
                done = word.start() + len(form.low)
                if form.entries:
                    hits.append((word.start(), form))
        return hits

    def _mention(self, folded: str, start: int, form: Form, entry: ActorEntry) -> ActorMention:
        end = start + len(form.low)
        return ActorMention(
            span=Span(start, end),
            entry_id=entry.id,
            name=entry.name,
            side=entry.side,
            kind=entry.kind,
            form=form.cls,
            qualifier=self._qualifier(folded, start, end),
        )

    def _qualifier(self, folded: str, start: int, end: int) -> Qualifier | None:
        if folded[end : end + 1] == "-":
            word = _WORD.match(folded, end + 1)
            if word is not None:
                return self._words.after_hyphen.get(word[0].lower())
        if folded[start - 1 : start] == "-" and start > 1:
            before = re.search(r"([^\W_]+)-$", folded[max(0, start - 12) : start])
            if before is not None:
                return self._words.before_hyphen.get(before[1].lower())
        return None


def _longest(bucket: tuple[Form, ...], folded: str, low: str, start: int, barred: Collection[str]) -> Form | None:
    for form in bucket:  # longest first
        if not low.startswith(form.low, start) or form.low in barred:
            continue
        end = start + len(form.low)
        if end < len(low) and low[end].isalnum():
            continue
        if form.low.startswith("the ") and folded[end : end + 1] == " " and folded[end + 1 : end + 2].isupper():
            continue  # "the North" is not what "the North Korean army" begins with
        words = folded[start:end]
        if words == form.exact or (form.exact is None and all(words[i].isupper() for i in form.caps)):
            return form
    return None


def _weights(entry: ActorEntry) -> dict[str, int]:
    """What one certain mention says of the dispute: its own entry most, then the state where it plays."""
    own = 2 if entry.kind == "state" else 4
    return {entry.id: own, **({entry.home[0]: 1} if entry.home else {})}


def _settle(form: Form, weights: Mapping[str, int]) -> ActorEntry | None:
    """The entry that a form names, given what else the text speaks of, or None if that does not tell."""
    if form.certain:
        return form.entries[0]
    scored = sorted(
        ((weights.get(e.id, 0) + sum(weights.get(h, 0) for h in e.home), e) for e in form.entries), key=lambda p: -p[0]
    )
    if scored[0][0] == 0:
        everywhere = [
            e for e in form.entries if not e.home
        ]  # an agency of the whole world, where no dispute claims the name
        return everywhere[0] if len(everywhere) == 1 and len(form.entries) > 1 else None
    if len(scored) > 1 and scored[0][0] == scored[1][0]:
        return None
    return scored[0][1]


@cache
def load_table() -> ActorTable:
    """The table of `data/actors` and `data/sources.yml`, read once.

    Raises: ConfigurationError naming the file and entry that is off.
    """
    entries, written = read_entries()
    words = load_words()
    return ActorTable(entries, file_by_first_word(written, words.not_actors), words)
