"""Measure who says what: source, cue and content spans on US news articles (PolNeAR).

Usage: python benchmarks/attribution_polnear.py [--set FILE] [--first N] [--misses N] [--speech] [--model NAME]

The set is JSON lines of {doc_id, annotator, text, attributions: [{source, cue, content: [{spans: [[start, end]]}]}]}.

How it is scored, after Wang et al. 2022 (CofeNet): the unit is the paragraph, and only paragraphs that hold an
annotated cue or content count. Within it the annotation is flat: an attribution whose cue stands inside another's content
is left out (the set annotates none), a span is counted once however many attributions share it, contents are cut at the
ends of paragraphs, and stretches of one content that only blanks divide are one stretch. Exact: both ends agree.
Overlap: any shared character counts. F1 is over all spans of all paragraphs.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from trucewatch.extract.attribution_spans import SpokenSpans, attributed_spans
from trucewatch.extract.parsing import Sentence, load_model, parse

SET = Path(__file__).resolve().parents[2] / "shared/bench/polnear_dev.jsonl"
ROLES = ("source", "cue", "content")
Stretch = tuple[int, int]
Spans = dict[str, set[Stretch]]


def read_set(path: Path, first: int | None = None) -> list[dict[str, Any]]:
    """Articles of the set, one annotation each (the first where two people annotated an article)."""
    rows: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows.setdefault(row["doc_id"], row)
    return list(rows.values())[:first]


def annotated(row: dict[str, Any]) -> Spans:
    """The annotated stretches of an article by role."""
    out: Spans = {role: set() for role in ROLES}
    for attribution in row["attributions"]:
        for role in ROLES:
            for part in attribution[role]:
                out[role].update(tidy([(s, e) for s, e in part["spans"]], row["text"]))
    return out


def found_spans(found: Iterable[SpokenSpans], text: str) -> Spans:
    """The stretches that we find, by role, nested attributions left out."""
    kept = list(found)
    out: Spans = {role: set() for role in ROLES}
    for one in kept:
        middle = one.cue[0]
        if any(s <= middle < e for other in kept if other is not one for s, e in other.content):
            continue
        out["source"].update(tidy(list(one.source), text))
        out["cue"].update(tidy([one.cue], text))
        out["content"].update(tidy(list(one.content), text))
    return out


def tidy(stretches: list[Stretch], text: str) -> Iterator[Stretch]:
    """Stretches cut at paragraph ends, those that only blanks divide joined, blanks at the ends left out."""
    cut: list[Stretch] = []
    for start, end in sorted(stretches):
        at = start
        for piece in re.split(r"\n", text[start:end]):
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                cut.append((at + lead, at + len(piece.rstrip())))
            at += len(piece) + 1
    joined: list[Stretch] = []
    for start, end in cut:
        if joined and "\n" not in text[joined[-1][1] : start] and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    yield from joined


def paragraphs(text: str) -> list[Stretch]:
    """Where the paragraphs of an article begin and end."""
    return [m.span() for m in re.finditer(r"[^\n]+", text)]


class Score:
    """Counts over paragraphs."""

    def __init__(self) -> None:
        self.exact: Counter[str] = Counter()
        self.touch_gold: Counter[str] = Counter()
        self.touch_ours: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.ours: Counter[str] = Counter()
        self.missed: list[tuple[str, str, str]] = []
        self.extra: list[tuple[str, str, str]] = []

    def add(self, text: str, gold: Spans, ours: Spans) -> None:
        """Count an article."""
        for start, end in paragraphs(text):
            here = {role: _within(gold[role], start, end) for role in ROLES}
            if not here["cue"] and not here["content"]:
                continue
            for role in ROLES:
                mine = _within(ours[role], start, end)
                self._count(role, here[role], mine)
                around = text[start:end]
                self.missed += [(role, text[s:e], around) for s, e in sorted(here[role] - mine)]
                self.extra += [(role, text[s:e], around) for s, e in sorted(mine - here[role])]

    def _count(self, role: str, gold: set[Stretch], ours: set[Stretch]) -> None:
        self.gold[role] += len(gold)
        self.ours[role] += len(ours)
        self.exact[role] += len(gold & ours)
        self.touch_gold[role] += sum(any(s < y and x < e for x, y in ours) for s, e in gold)
        self.touch_ours[role] += sum(any(s < y and x < e for x, y in gold) for s, e in ours)

    def figures(self) -> dict[str, dict[str, float]]:
        """Precision, recall and F1 by role, exact and with any overlap."""
        out: dict[str, dict[str, float]] = {}
        for role in ROLES:
            gold, ours = max(self.gold[role], 1), max(self.ours[role], 1)
            p, r = self.exact[role] / ours, self.exact[role] / gold
            q, s = self.touch_ours[role] / ours, self.touch_gold[role] / gold
            out[role] = {"P": p, "R": r, "F1": _f1(p, r), "overlap P": q, "overlap R": s, "overlap F1": _f1(q, s)}
        return out


def _within(spans: set[Stretch], start: int, end: int) -> set[Stretch]:
    return {(s, e) for s, e in spans if s < end and e > start}


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def score(parsed: Iterable[tuple[dict[str, Any], list[Sentence]]], attitudes: bool = True) -> Score:
    """The score over articles and their sentences."""
    out = Score()
    for row, sentences in parsed:
        found = attributed_spans(sentences, row["text"], attitudes=attitudes)
        out.add(row["text"], annotated(row), found_spans(found, row["text"]))
    return out


def parsed_set(rows: list[dict[str, Any]], nlp: Any) -> Iterator[tuple[dict[str, Any], list[Sentence]]]:
    """Articles with their sentences, by a loaded language model."""
    for row in rows:
        yield row, parse(nlp, row["text"])


def show(score: Score) -> None:
    """Print the figures."""
    print(f"{'':9}{'P':>7}{'R':>7}{'F1':>7}   {'overlap P':>9}{'R':>7}{'F1':>7}   annotated  ours")
    for role, f in score.figures().items():
        print(
            f"{role:9}{f['P']:7.3f}{f['R']:7.3f}{f['F1']:7.3f}   {f['overlap P']:9.3f}{f['overlap R']:7.3f}"
            f"{f['overlap F1']:7.3f}   {score.gold[role]:9d} {score.ours[role]:5d}"
        )


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Score source, cue and content spans.")
    options.add_argument("--set", type=Path, default=SET)
    options.add_argument("--first", type=int, default=None, help="only so many articles")
    options.add_argument("--misses", type=int, default=0, help="print so many misses and extras of each role")
    options.add_argument("--speech", action="store_true", help="find speech only, as the reader of claims does")
    options.add_argument("--model", default=None)
    asked = options.parse_args()
    nlp, _ = load_model(asked.model)
    result = score(parsed_set(read_set(asked.set, asked.first), nlp), attitudes=not asked.speech)
    show(result)
    for name, rows in (("missed", result.missed), ("extra", result.extra)):
        for role in ROLES:
            for _, words, around in [r for r in rows if r[0] == role][: asked.misses]:
                print(f"{name} {role}: {words}\n    in: {around[:240]}")


if __name__ == "__main__":
    main()
