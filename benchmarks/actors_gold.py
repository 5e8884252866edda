"""How often the actor room gives the side that annotators gave, over annotated documents; and how fast it reads.

Usage: python benchmarks/actors_gold.py GOLD_DIR [--misses] [--json]

GOLD_DIR holds one <id>.json a document, with `text` and `actors` (each `name`, `forms`, `side`). Each name and form
goes to `describe` by itself, with the names of the whole text as context. Printed: forms whose owner the words
themselves give (a known name stands in them), forms that point elsewhere ("the enemy"), and forms with neither.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from trucewatch.extract.actors.phrase import describe
from trucewatch.extract.actors.sides import resolve_side, sides_in
from trucewatch.extract.actors.table import ActorTable, load_table

NO_SIDE = ("none", "unknown", None)


def measure(documents: list[dict[str, Any]], table: ActorTable) -> tuple[Counter[str], list[str]]:
    """Counts by outcome, and one line a miss."""
    counts: Counter[str] = Counter()
    misses: list[str] = []
    for document in documents:
        homes = table.homes_in(document["text"])
        for actor in document["actors"]:
            gold = actor["side"] if actor["side"] not in NO_SIDE else None
            for form in dict.fromkeys([actor["name"], *actor["forms"]]):
                counts["forms"] += 1
                said = describe(form, table, homes)
                if said.deictic not in (None, "both"):
                    counts["point elsewhere"] += 1
                    continue
                if said.side is None and not table.find(form, homes):
                    counts["no known name, no side given" if gold else "no side, and none in gold"] += 1
                    if gold:
                        misses.append(f"{document['doc']}  unknown   {form!r}: gold {gold}")
                    continue
                right = said.side == gold or (gold not in (None, "both", "media") and gold == said.community)
                counts["known name or class"] += 1
                counts["right"] += right
                if not right:
                    misses.append(f"{document['doc']}  differs   {form!r}: gold {gold}, said {said.side} ({said.kind})")
    return counts, misses


def measure_pointing(documents: list[dict[str, Any]], table: ActorTable) -> tuple[Counter[str], list[str]]:
    """How often "the enemy", "the other side" and "government forces" are settled by the text, and rightly.

    The speaker's side is that of the claim in which the annotators put the form as initiator or target.
    """
    counts: Counter[str] = Counter()
    misses: list[str] = []
    for document in documents:
        sides = sides_in(document["text"], table)
        actors = {a["id"]: a for a in document["actors"]}
        for claim in document["claims"]:
            speaker = actors.get(claim["speaker"] or "")
            for role in ("initiator", "target"):
                actor = actors.get(claim.get(role) or "")
                for form in actor["forms"] if actor else ():
                    said = describe(form, table)
                    if said.deictic not in ("enemy", "other_side", "government") or form not in claim["quote"]:
                        continue
                    side = resolve_side(said, speaker["side"] if speaker else None, sides, table)
                    counts[f"{said.deictic}: asked"] += 1
                    counts[f"{said.deictic}: right"] += side == actor["side"]
                    if side != actor["side"]:
                        misses.append(f"{document['doc']}  pointing  {form!r}: gold {actor['side']}, said {side}")
    return counts, misses


def main() -> int:
    """Prints the figures; exit code 2 when the folder holds no documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    documents = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(options.gold.glob("*.json"))]
    documents = [d for d in documents if "actors" in d]
    if not documents:
        print(f"no annotated documents in {options.gold}", file=sys.stderr)
        return 2
    start = time.process_time()
    table = load_table()
    load_s = time.process_time() - start
    text = "\n".join(d["text"] for d in documents) * 20
    start = time.process_time()
    table.find(text)
    find_rate = len(text) / (time.process_time() - start)
    counts, misses = measure(documents, table)
    pointing, more = measure_pointing(documents, table)
    figures = {
        "documents": len(documents),
        **counts,
        "right, share": round(counts["right"] / max(1, counts["known name or class"]), 3),
        **pointing,
        "load_s": round(load_s, 3),
        "find_chars_per_s": round(find_rate),
    }
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:32} {value}")
    if options.misses:
        print(*misses, *more, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
