"""Measures how well texts are gathered by incident on public data sets, with general comparisons only.

Usage: python benchmarks/reconcile_stories.py [FILE...] [--claims]

FILE is the Gun Violence Corpus (`gvc_*.jsonl`: `doc_id`, `incident`, `sentences`, `event_mentions`) or ECB+
(`ecbplus_*.jsonl`: `doc_id`, `subtopic`, `sentences`, `event_mentions`) as JSON lines of tokens; by default both
development parts in ../shared/bench beside the checkout. Prints B3 and pairwise figures of documents to incidents (GVC)
or to subtopics (ECB+): texts alone stand as the baseline, then `stories_of`. With --claims also by our own reading and
`reconcile`: two texts are joined where their claims are. Event mentions are scored as a simple line that others publish
too: mentions of one lemma within one story are one event (GVC, ECB+), beside the same within the gold incident.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Hashable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.span import OffsetMap
from trucewatch.reconcile.stories import stories_of

BENCH = Path(__file__).resolve().parents[1] / "../shared/bench"
DEFAULT = ("gvc_dev.jsonl", "ecbplus_dev.jsonl")
CLOSING, OPENING = frozenset(".,;:!?)%’") | {"'s", "n't", "''"}, frozenset("($-")


def joined(tokens: list[str]) -> str:
    """Tokens as running text."""
    out = ""
    for token in tokens:
        glued = token in CLOSING or token.startswith("'") or token == "-" or out[-1:] in OPENING
        out += token if not out or glued else f" {token}"
    return out


def load(path: Path) -> tuple[list[Document], dict[str, str], list[tuple[str, str, str]]]:
    """Documents, the gold group of each, and event mentions as (document, lemma, gold cluster)."""
    documents: list[Document] = []
    gold: dict[str, str] = {}
    mentions: list[tuple[str, str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        documents.append(document_of(row))
        gold[row["doc_id"]] = row.get("incident") or row["subtopic"]
        told = row["event_mentions"]
        mentions.extend((row["doc_id"], (m.get("lemma") or m["text"]).casefold(), m["cluster"]) for m in told)
    return documents, gold, mentions


def document_of(row: dict[str, Any]) -> Document:
    """A record of a tokenised text; the Gun Violence Corpus gives the day as its first sentence, the title next."""
    lines = list(row["sentences"].values()) if isinstance(row["sentences"], dict) else list(row["sentences"])
    published, title = None, None
    if "incident" in row:
        published, lines = day_of(" ".join(lines[0])), lines[1:]
        title, lines = joined(lines[0]), lines[1:]
    text = " ".join(joined(x) for x in lines)
    digest = sha256(text.encode())
    return Document(id=row["doc_id"], text=text, sha256_raw=digest, sha256_text=digest, body=text, offsets=OffsetMap(),
                    title=title, published=published)  # fmt: skip


def day_of(text: str) -> date | None:
    """A calendar day written YYYY-MM-DD, None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def figures(gold: Mapping[Any, Hashable], said: Mapping[Any, Hashable]) -> dict[str, float]:
    """B3 and pairwise precision, recall and F1 of one grouping against another over the same items."""
    cells = Counter((said[k], gold[k]) for k in gold)
    ours, theirs = Counter(said[k] for k in gold), Counter(gold.values())
    p = sum(n * n / ours[s] for (s, _), n in cells.items()) / len(gold)
    r = sum(n * n / theirs[g] for (_, g), n in cells.items()) / len(gold)

    def pairs(counts: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    pp, pr = pairs(cells) / max(1, pairs(ours)), pairs(cells) / max(1, pairs(theirs))
    return {"B3 P": p, "B3 R": r, "B3 F1": f1(p, r), "pair P": pp, "pair R": pr, "pair F1": f1(pp, pr)}


def f1(p: float, r: float) -> float:
    """Harmonic mean."""
    return 2 * p * r / (p + r) if p + r else 0.0


def by_stories(documents: list[Document]) -> dict[str, str]:
    """The story of each document."""
    return {d: s.id for s in stories_of(documents) for d in s.documents}


def by_claims(documents: list[Document]) -> tuple[dict[str, str], int]:
    """Documents joined where claims of our own reading tell of one incident, and how many documents have a claim."""
    from trucewatch.extract.reader import Reader
    from trucewatch.reconcile.reconcile import reconcile

    reader = Reader()
    claims = {d.id: reader.read(d) for d in documents}
    told = [c for found in claims.values() for c in found]
    of = {c.id: c.document_id for c in told}
    at = {d.id: d.id for d in documents}

    def root(x: str) -> str:
        while at[x] != x:
            x = at[x]
        return x

    for incident in reconcile(told, documents).incidents:
        roots = sorted({root(of[x.claim_id]) for x in incident.claims if x.role != "recalls"})
        for other in roots[1:]:
            at[other] = roots[0]
    return {d: root(d) for d in at}, sum(1 for found in claims.values() if found)


def show(name: str, row: Mapping[str, float]) -> None:
    """One line of figures."""
    print(f"{name:44}" + "".join(f"{v:9.3f}" for v in row.values()))


def run(path: Path, *, claims: bool) -> dict[str, dict[str, float]]:
    """All figures of one file by name; prints them."""
    documents, gold, mentions = load(path)
    print(
        f"\n{path.name}: {len(documents)} documents, {len(set(gold.values()))} groups, {len(mentions)} event mentions"
    )
    print(f"{'':44}" + "".join(f"{h:>9}" for h in ("B3 P", "B3 R", "B3 F1", "pair P", "pair R", "pair F1")))
    start = time.perf_counter()
    stories = by_stories(documents)
    seconds = time.perf_counter() - start
    table = {
        "documents, each alone": figures(gold, {d: d for d in gold}),
        "documents, stories": figures(gold, stories),
    }
    if claims:
        read, found = by_claims(documents)
        table[f"documents, by claims read ({found} have any)"] = figures(gold, read)
    numbered = dict(enumerate(mentions))
    truth = {i: m[2] for i, m in numbered.items()}
    for name, group in (("stories", stories), ("gold groups", gold)):
        said = {i: (group[d], lemma) for i, (d, lemma, _) in numbered.items()}
        table[f"event mentions, one lemma within {name}"] = figures(truth, said)
    for name, row in table.items():
        show(name, row)
    print(f"{seconds:.2f} s for stories")
    return table


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--claims", action="store_true")
    options = parser.parse_args()
    for path in options.files or [BENCH / name for name in DEFAULT]:
        run(path, claims=options.claims)


if __name__ == "__main__":
    main()
