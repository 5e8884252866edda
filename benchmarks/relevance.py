"""What the relevance filter loses and what it saves: annotated claims in what it would skip, unrelated texts that it skips.

    python benchmarks/relevance.py                      the annotated reports and the public sets that are there
    python benchmarks/relevance.py --gold DIR --sets DIR

A claim is lost when none of the paragraphs that hold its passage would be parsed. The public sets are JSON lines with a
`text` each: PolNeAR and LGL (news of all kinds), and MUC-4, whose reports of incidents (`templates`) should be kept.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trucewatch.extract.parsing import split_paragraphs
from trucewatch.extract.relevance import is_relevant, relevant_paragraphs

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = ("polnear_dev", "geo_lgl", "geo_geovirus", "muc4_tst1", "muc4_tst2", "muc4_dev")
_LINE = re.compile(r"(?<!\n)\n(?!\n)")  # these sets come in broken lines


def main(words: Sequence[str] | None = None) -> int:
    """0 once the figures are printed."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev", help="folder of annotated reports")
    cli.add_argument("--sets", type=Path, default=SHARED / "bench", help="folder of the public sets")
    args = cli.parse_args(words)
    if args.gold.is_dir():
        report_gold(args.gold)
    for name in SETS:
        if (path := args.sets / f"{name}.jsonl").is_file():
            report_set(path)
    return 0


def lost_claims(folder: Path) -> tuple[list[str], int, int, int]:
    """Claims lost by id, and how many there are; paragraphs kept, and how many there are. English reports only."""
    lost: list[str] = []
    claims = kept = paragraphs = 0
    for path in sorted(folder.glob("*.json")):
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if report["language"] != "en":
            continue
        pieces = list(split_paragraphs(report["text"]))
        worth = relevant_paragraphs([text for _, text in pieces])
        kept, paragraphs = kept + sum(worth), paragraphs + len(worth)
        parsed = [(base, base + len(text)) for (base, text), yes in zip(pieces, worth, strict=True) if yes]
        for claim in report["claims"]:
            claims += 1
            at = report["text"].find(claim["quote"])
            if at < 0:
                raise SystemExit(f"{claim['id']}: its quote does not stand in the text")
            if not any(start < at + len(claim["quote"]) and at < end for start, end in parsed):
                lost.append(claim["id"])
    return lost, claims, kept, paragraphs


def report_gold(folder: Path) -> None:
    """Nothing; prints what is lost."""
    lost, claims, kept, paragraphs = lost_claims(folder)
    print(f"annotated reports: {len(lost)} of {claims} claims lost ({len(lost) / claims:.2%}) {' '.join(lost)}")
    print(f"  {kept} of {paragraphs} paragraphs would be parsed")


def report_set(path: Path) -> None:
    """Nothing; prints what is skipped and how fast."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [_LINE.sub(" ", row["text"]) for row in rows]
    began = time.process_time()
    relevant = [is_relevant(text) for text in texts]
    spent = time.process_time() - began
    worth = [yes for text in texts for yes in relevant_paragraphs([p for _, p in split_paragraphs(text)])]
    print(
        f"{path.stem}: {relevant.count(False) / len(texts):.1%} of {len(texts)} documents skipped,"
        f" {worth.count(False) / len(worth):.1%} of paragraphs;"
        f" {len(texts) / spent:.0f} documents/s, {sum(map(len, texts)) / spent / 1e6:.1f} million characters/s"
    )
    if "templates" in rows[0]:
        told = [yes for row, yes in zip(rows, relevant, strict=True) if any(map(_incident, row["templates"]))]
        print(f"  of {len(told)} that report an incident, {told.count(False)} are skipped")


def _incident(template: dict[str, list[str]]) -> bool:
    return (template.get("INCIDENT: TYPE") or ["*"])[0] != "*"


if __name__ == "__main__":
    raise SystemExit(main())
