"""Measures finding names of places in texts (toponym detection) on LGL: same span counts, precision, recall, F1.

    python benchmarks/places_detect.py --gazetteer FILE [--texts PATH] [--every N] [--from K]

`--every 3 --from 1` takes every third text from the second on. The bare parser's ground and people labels stand beside.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import places_data
from places_mentions import GROUND_LABELS, PEOPLE_LABEL, Entity, find_mentions
from trucewatch.extract.parsing import load_model
from trucewatch.gazetteer.lookup import GazetteerFile


def main():
    """Ours and the bare parser's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    words = parser.parse_args()
    gazetteer = GazetteerFile(words.gazetteer)
    nlp, name = load_model()
    texts = list(islice(places_data.texts("lgl", words.texts), words.first, None, words.every))
    counts = {"ours": [0, 0, 0], name: [0, 0, 0]}
    for text, doc in zip(texts, nlp.pipe(t.words for t in texts), strict=True):
        gold = set(text.marked)
        entities = [Entity(start=e.start_char, end=e.end_char, label=e.label_) for e in doc.ents]
        ours = {(m.start, m.end) for m in find_mentions(text.words, list(doc), entities, gazetteer)}
        bare = {(e.start, e.end) for e in entities if e.label in GROUND_LABELS or e.label == PEOPLE_LABEL}
        for who, found in (("ours", ours), (name, bare)):
            counts[who] = [a + b for a, b in zip(counts[who], (len(found & gold), len(found), len(gold)), strict=True)]
    for who, (right, found, wanted) in counts.items():
        print(
            f"{who}: {len(texts)} texts, P {right / found:.3f} R {right / wanted:.3f} F1 {2 * right / (found + wanted):.3f}"
        )


if __name__ == "__main__":
    main()
