"""Measure time expressions: spans and values on histories of wars, and resolved days on the gold claims.

Usage: python benchmarks/when_wikiwars.py [--set FILE] [--gold DIR] [--misses N] [--speed]

The set is WikiWars with ISO values: JSON lines of {doc_id, dct, text, timexes: [{start, end, value}]}. It counts the
two ends of a range as two expressions, so a found range is taken apart before scoring. Histories are resolved in
narrative mode: what a date leaves out comes from the date named last. Relaxed: any overlap; strict: the same span;
value: overlap and the same value.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from trucewatch.extract.when import (
    NarrativeContext,
    ResolvedTime,
    TimeContext,
    TimeMention,
    advance_narrative,
    combine,
    find_times,
    resolve_time,
)
from trucewatch.extract.when.calendar import Stamp
from trucewatch.model.span import Span

SHARED = Path(__file__).resolve().parents[2] / "shared"
DAY_PARTS = {
    "morning": "TMO",
    "afternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
    "overnight": "TNI",
    "midday": "TMI",
}
REFERENCES = {"present": "PRESENT_REF", "past": "PAST_REF", "future": "FUTURE_REF"}
SEASONS = {21: "SP", 22: "SU", 23: "FA", 24: "WI"}
Said = tuple[Span, str]


def iso_value(stamp: Stamp | None, mention: TimeMention) -> str:
    """The value of a stamp as the set writes it: 1939-09-01, 1941-SU, 194 (a decade), BC0499."""
    if stamp is None:
        return "unknown"
    if stamp.wide:
        return f"{stamp.year // (10 if stamp.wide == 'decade' else 100)}"
    year = f"{stamp.year:04d}" if stamp.year > 0 else f"BC{1 - stamp.year:04d}"
    if stamp.season:
        return f"{year}-{SEASONS[stamp.season]}"
    value = "-".join([year, *(f"{x:02d}" for x in (stamp.month, stamp.day) if x)])
    if stamp.day and mention.clock is not None:
        return f"{value}T{mention.clock // 60:02d}:{mention.clock % 60:02d}"
    return value + (DAY_PARTS.get(mention.day_part or "", "") if stamp.day else "")


def said(mention: TimeMention, resolved: ResolvedTime, text: str) -> Iterator[Said]:
    """The expressions of one mention as the set counts them: a range is two."""
    core = mention.core
    if mention.second is not None:
        yield Span(core.start, mention.first.span.end), iso_value(resolved.start, mention)
        yield mention.second.span, iso_value(resolved.end, mention)
    elif mention.first.end_day or mention.first.end_year:
        cut = re.search(
            r"(\d)\s*(?:[-–/&]|to|and|, and|,)\s*(?=\d{1,4}\b(?!.*(?:[-–/&]|to|and)\s*\d))", core.words(text)
        )
        at = core.start + cut.end(1) if cut else core.end
        yield Span(core.start, at), iso_value(resolved.start, mention)
        yield Span(core.start + (cut.end() if cut else 0), core.end), iso_value(resolved.end, mention)
    elif mention.kind in ("duration", "period"):
        yield core, resolved.duration or "unknown"
    elif mention.kind == "reference":
        yield core, REFERENCES.get(resolved.about or "", "null")
    elif mention.kind == "frequency":
        yield core, (resolved.duration or "unknown") if mention.text.startswith("per ") else "XXXX-XX-XX"
    elif mention.kind == "day_part" and resolved.start is None:
        yield core, "XXXX-XX-XX" + DAY_PARTS[mention.day_part or "night"]
    else:
        yield core, iso_value(resolved.start, mention)


def read_history(text: str) -> list[Said]:
    """All expressions of a history with their values, each resolved from those before it."""
    context = NarrativeContext()
    out: list[Said] = []
    for mention in find_times(text):
        resolved = resolve_time(mention, context)
        out += said(mention, resolved, text)
        if mention.kind not in ("duration", "frequency", "reference", "period"):
            context = advance_narrative(context, resolved)
    return out


def cause(gold: str, got: str) -> str:
    """A name for why a value is wrong."""
    if got == "unknown":
        return "found, but not resolved"
    if re.match(r"^P|_REF$|^null$|XX", gold):
        return "vague or a length in the gold"
    if gold[:4] != got[:4]:
        return "other year or century"
    if len(gold) != len(got):
        return "other precision"
    return "other month or day"


def score(path: Path, misses: int) -> None:
    """Print span and value figures over a set, and the causes of misses."""
    totals: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        doc = json.loads(line)
        score_one(doc, totals, causes, examples)
    for name, hit in (("relaxed", "overlap"), ("strict", "same span"), ("value", "same value")):
        precision, recall = totals[hit] / max(1, totals["said"]), totals[hit] / max(1, totals["gold"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:8} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    of_found = totals["same value"] / max(1, totals["overlap"])
    print(f"value right of those found: {of_found:.3f}   ({totals['gold']} gold, {totals['said']} said)")
    for name, n in causes.most_common():
        print(f"{n:5}  {name}")
        for example in examples[name][:misses]:
            print(f"         {example}")


def score_one(doc: dict[str, Any], totals: Counter[str], causes: Counter[str], examples: dict[str, list[str]]) -> None:
    text, found = doc["text"], read_history(doc["text"])
    totals["gold"] += len(doc["timexes"])
    totals["said"] += len(found)
    left = list(found)

    def miss(name: str, example: str) -> None:
        causes[name] += 1
        examples.setdefault(name, []).append(example)

    for timex in doc["timexes"]:
        span = Span(timex["start"], timex["end"])
        hits = [f for f in left if f[0].overlaps(span)]
        around = text[max(0, span.start - 30) : span.end + 20].replace("\n", " ")
        if not hits:
            miss("not found", f"[{timex['text']}] {timex['value']}  in: {around}")
            continue
        best = max(hits, key=lambda f: (f[0] == span, min(f[0].end, span.end) - max(f[0].start, span.start)))
        left.remove(best)
        totals["overlap"] += 1
        totals["same span"] += best[0] == span
        value = str(timex["value"])
        if value == best[1]:
            totals["same value"] += 1
        else:
            miss(cause(value, best[1]), f"[{timex['text']}] {value} != {best[1]}  in: {around}")
    for span, value in left:
        miss(
            "found, not in the gold",
            f"[{span.words(text)}] {value}  in: {text[max(0, span.start - 30) : span.end + 20]!r}",
        )


def score_gold(folder: Path, misses: int) -> None:
    """Print the share of gold claims whose `when` follows from their `when_text` and the document's date."""
    right = total = 0
    for path in sorted(folder.glob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        day = date.fromisoformat(doc["date"]) if doc["date"] else None
        for claim in doc["claims"]:
            if not claim.get("when_text"):
                continue
            mentions = find_times(claim["when_text"], doc["language"])
            context = TimeContext(anchor=day, anchor_source="published", future=claim["modality"] == "planned")
            resolved = combine(mentions, context) if mentions else None
            got = resolved and (resolved.opened_edtf or resolved.edtf)
            same = re.sub("[~?]", "", got or "") == re.sub("[~?]", "", claim["when"] or "")
            total, right = total + 1, right + same
            if not same and misses:
                print(f"  {doc['doc']} ({day}) [{claim['when_text']}] {claim['when']} != {got}")
    print(f"gold when from when_text: {right}/{total} = {right / max(1, total):.3f}")


def speed() -> None:
    """Print characters a second of `find_times` on texts of 1, 4 and 16 times a length."""
    part = (
        "On Friday evening, 11 December 2020, at about 0930 hours local time, the forces fired 120 times at posts near "
        "the village and wounded three soldiers, the ministry said. Over the past 24 hours nothing was seen along the "
        "line, and the commander confirmed that the truce was being kept by both sides since early Thursday. "
    )
    for times in (1, 4, 16):
        text = part * (times * 62_500 // len(part))
        start = time.perf_counter()
        find_times(text)
        taken = time.perf_counter() - start
        print(f"{len(text):>9} characters  {taken:6.2f} s  {len(text) / taken:>10.0f} characters/s")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=SHARED / "bench" / "timex_wikiwars_train.jsonl")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev")
    parser.add_argument("--misses", type=int, default=3, help="examples of each cause")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    if options.speed:
        speed()
    if options.set.exists():
        score(options.set, options.misses)
    if options.gold.exists():
        score_gold(options.gold, options.misses)


if __name__ == "__main__":
    main()
