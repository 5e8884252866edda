"""Count how often a word of a given shape attributes in annotated news: what `data/lexicons/cue_frames.yml` was chosen by.

Usage: python benchmarks/attribution_words.py [--set FILE] [--first N] [--least SHARE]

Prints, for verbs, nouns and adjectives, the words of each shape whose share reaches --least; for verbs with a clause the
words that do not (`clause_not`). The share of a rare word leans on its other shapes and on the shape's own share. A frame
attributes if its word stands in an annotated cue and its content overlaps that cue's; a tag's content must begin where
the annotated one does, or end right before the cue. Words within annotated contents or quotations are not counted.
The set is that of `attribution_polnear.py`.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attribution_polnear import SET, Stretch, parsed_set, read_set, tidy
from trucewatch.extract.cue_frames import Frame, find_frames
from trucewatch.extract.parsing import Sentence, load_model
from trucewatch.extract.quotes import marked_quotes

Key = tuple[str, str, str]
SHAPES = (
    *("clause", "is-clause", "tag", "infinitive", "xcomp", "object", "passive", "relative"),
    *("about", "of", "on", "for", "to", "as", "against", "at", "with", "over", "from", "like"),
    *("toward", "towards", "in", "into"),
)


def cues_of(row: dict[str, Any]) -> list[tuple[Stretch, list[Stretch]]]:
    """The annotated cues of an article with their contents."""
    out = []
    for a in row["attributions"]:
        if a["cue"] and a["content"]:
            stretches = [(s, e) for part in a["content"] for s, e in part["spans"]]
            start, end = a["cue"][0]["spans"][0]
            out.append(((start, end), list(tidy(stretches, row["text"]))))
    return out


def _attributes(frame: Frame, at: int, own: Stretch, cues: list[tuple[Stretch, list[Stretch]]]) -> bool:
    for cue, content in cues:
        touched = [(s, e) for s, e in content if s < own[1] and own[0] < e]
        if cue[0] <= at < cue[1] and touched:
            return frame.shape != "tag" or any(s <= own[0] + 1 or 0 <= cue[0] - e < 4 for s, e in touched)
    return False


def frames_of(row: dict[str, Any], sentences: list[Sentence]) -> Iterator[tuple[Key, bool]]:
    """Every frame that counts, and whether it attributes."""
    cues = cues_of(row)
    closed = [*marked_quotes(row["text"]), *(s for _, content in cues for s in content)]
    for sentence in sentences:
        for frame in find_frames(sentence):
            at = sentence.base + frame.head.idx
            inside = [t for t in sentence.tokens if t.i in frame.content]
            if inside and not any(s <= at < e for s, e in closed):
                own = sentence.offsets(inside)
                yield (frame.kind, frame.word, frame.shape), _attributes(frame, at, own, cues)


def shares(counted: Iterable[tuple[Key, bool]]) -> dict[Key, tuple[int, float]]:
    """By word and shape: how often it attributes, and its share, leaning on its kin where it is rare."""
    hits: Counter[Key] = Counter()
    total: Counter[Key] = Counter()
    for key, attributes in counted:
        total[key] += 1
        hits[key] += attributes
    by_shape: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_word: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (kind, word, shape), n in total.items():
        for table, part in ((by_shape, (kind, shape)), (by_word, (kind, word))):
            table[part].update(hits=hits[kind, word, shape], total=n)
    out = {}
    for (kind, word, shape), n in total.items():
        mine = hits[kind, word, shape]
        usual = by_shape[kind, shape]["hits"] / by_shape[kind, shape]["total"]
        kin = by_word[kind, word]
        elsewhere = (kin["hits"] - mine + 2 * usual) / (kin["total"] - n + 2)
        out[kind, word, shape] = (mine, (mine + usual + elsewhere) / (n + 2))
    return out


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Words that attribute, by shape.")
    options.add_argument("--set", type=Path, default=SET.with_name("polnear_train.jsonl"))
    options.add_argument("--first", type=int, default=None, help="only so many articles")
    options.add_argument("--least", type=float, default=0.48, help="the least share of a word")
    asked = options.parse_args()
    nlp, _ = load_model()
    counted = (
        f for row, sentences in parsed_set(read_set(asked.set, asked.first), nlp) for f in frames_of(row, sentences)
    )
    lists: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (kind, word, shape), (hits, share) in shares(counted).items():
        if not word.isalpha() or shape not in SHAPES:
            continue
        if (kind, shape) == ("verb", "clause"):
            if share < asked.least:
                lists[kind, "clause_not"].append(word)
        elif share >= asked.least and (hits > 1 or (hits == 1 and share >= 0.5)):
            lists[kind, shape].append(word)
    for (kind, shape), found in sorted(lists.items()):
        print(f"{kind} {shape}: {', '.join(sorted(found))}")


if __name__ == "__main__":
    main()
