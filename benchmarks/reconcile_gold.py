"""Measures `reconcile` on gold claims: pairwise precision, recall, F1 and B3 against gold incidents.

Usage: python benchmarks/reconcile_gold.py [GOLD_DIR] [--errors] [--conflict NAME] [--read FILE [--causes] [--as-one]]

GOLD_DIR holds `dev/<id>.json` (documents with actors and claims) and `incidents.json` (which claims concern one
incident, across documents, and which pairs cannot be settled); by default ../shared/gold beside the checkout.
Reading is taken as given. Pairs listed as unsure are neither right nor wrong; those joined all the same are listed.
Documents of conflicts without cross-document gold are measured within each document, on its own incident marks.
With --read, the claims come from a reader's answer (JSONL of `trucewatch read`, as `score_gold.py --keep FILE` leaves
it); each gold claim is then answered by the read claim that overlaps it most with a kindred act, the same day first,
and one without an answer stands alone. A last line leaves out those without an answer. With --as-one, a claim that was
read as one with another stands where that one stands: joins made in reading count, right ones and wrong ones. With
--causes, why each pair is missed (`reconcile_causes.py`), how many incidents were made, and how many of them by claims
alone that answer to nothing.
With --calibration: how often pairs of accounts with a like support are one happening in the gold incidents.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.incident import Reconciliation
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.context import context_of
from trucewatch.reconcile.facts import is_tally
from trucewatch.reconcile.keys import pairs_of
from trucewatch.reconcile.names import fold
from trucewatch.reconcile.origins import side_of
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.score import judge_pair

GOLD = Path(__file__).resolve().parents[1] / "../shared/gold"
Pair = tuple[str, str]
AS_ONE = 0.5  # share of a passage that the claim of another must cover to have been read as one with it
# sides that stand together, as the conflicts' agreements and records have it
SIDES: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "nagorno-karabakh": (("Armenia", "Karabakh"), "Azerbaijan"),
    "yemen": (("Yemen government", "Saudi-led coalition"), "Houthis"),
}


def load(folder: Path) -> Iterator[tuple[dict[str, Any], Document, list[Claim]]]:
    """Gold documents with their claims as records."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        actors = {a["id"]: a for a in gold["actors"]}
        yield gold, document_of(gold), [claim_of(c, gold, actors) for c in gold["claims"]]


def document_of(gold: dict[str, Any]) -> Document:
    """A document record of a gold document."""
    text = gold["text"]
    digest = sha256(text.encode())
    return Document(
        id=gold["doc"],
        text=text,
        sha256_raw=digest,
        sha256_text=digest,
        body=text,
        offsets=OffsetMap(),
        title=gold.get("title"),
        published=date.fromisoformat(gold["date"]) if gold.get("date") else None,
        url=gold.get("url"),
        source=urlsplit(gold.get("url") or "").netloc or gold["doc"],
    )


def claim_of(c: dict[str, Any], gold: dict[str, Any], actors: dict[str, Any]) -> Claim:
    """A claim record of a gold claim: spans found by its quotes, actors with their sides."""

    def actor(ref: str | None) -> ActorRef | None:
        if ref is None or ref == "outlet":
            return None
        a = actors.get(ref)
        return ActorRef(name=a["name"], side=a.get("side")) if a else ActorRef(name=ref)

    def harm(h: dict[str, Any]) -> Harm:
        who = actor(h["who"])
        return Harm(kind=h["kind"], low=h["low"], high=h["high"], who=who, civilian=h["civilian"], text=h["text"])

    spans = [Span(at, at + len(q)) for q in (c["quote"], *c["more_quotes"]) if (at := gold["text"].find(q)) >= 0]
    unit = " ".join(w for w in (c.get("count_text") or "").split() if not w.isdigit()) or None
    return Claim(
        id=c["id"],
        document_id=gold["doc"],
        spans=tuple(spans),
        acts=tuple(c["acts"]),
        speaker=actor(c["speaker"]),
        relay=tuple(r for x in c["relay"] if (r := actor(x))),
        polarity=c["polarity"],
        modality=c["modality"],
        initiator=actor(c["initiator"]),
        target=actor(c["target"]),
        response=bool(c["response"]),
        count=c["count"],
        count_unit=unit,
        when=c["when"],
        where=tuple(PlaceMention(name=n) for n in c["where"]),
        within=tuple(PlaceMention(name=n) for n in c["within"]),
        weapons=tuple(c["weapons"]),
        harm=tuple(harm(h) for h in c["harm"]),
        background=c["optional"] and not c["incident"],
    )


def read_claims(path: Path) -> dict[str, list[Claim]]:
    """A reader's claims by document."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {
        r["doc"]: [
            msgspec.structs.replace(c, document_id=r["doc"], id=f"{r['doc']}-{c.id}")
            for c in msgspec.convert(r["claims"], list[Claim])
        ]
        for r in rows
    }


def answers(gold: list[Claim], read: list[Claim], *, as_one: bool = False) -> dict[str, str]:
    """The read claim that answers each gold claim: best overlap of passages first, acts of kindred families.

    With `as_one`, one that is left without is answered by the claim that it was read as one with: one that covers half of
    its passage, tells an act of it, and has its speaker. The two are then told together, rightly or wrongly.
    """
    by_id = {c.id: c for c in (*gold, *read)}
    found = sorted(
        ((_overlap(g, r), g.id, r.id) for g in gold for r in read if g.polarity == r.polarity and _kindred(g, r)),
        key=lambda t: (-t[0], t[1], t[2]),
    )
    out: dict[str, str] = {}
    for share, g, r in found:
        if share > 0 and g not in out and r not in out.values():
            out[g] = r
    for share, g, r in found if as_one else ():
        if share >= AS_ONE and _one_telling(by_id[g], by_id[r]):
            out.setdefault(g, r)
    return out


def _overlap(a: Claim, b: Claim) -> float:
    pairs = [(s, t) for s in a.spans for t in b.spans]
    shared = [(min(s.end, t.end) - max(s.start, t.start), min(len(s), len(t))) for s, t in pairs]
    share = max((max(0, both) / max(1, shorter) for both, shorter in shared), default=0.0)
    return share and share + (a.when == b.when) / 2


def _one_telling(a: Claim, b: Claim) -> bool:
    voices = [side_of(c.speaker) or (fold(c.speaker.name) if c.speaker else None) for c in (a, b)]
    return bool(set(a.acts) & set(b.acts)) and voices[0] == voices[1]


def _kindred(a: Claim, b: Claim) -> bool:
    return bool({family(x) for x in a.acts} & {family(x) for x in b.acts})


def clusters_of(result: Reconciliation, totals: frozenset[str] = frozenset()) -> dict[str, str]:
    """The incident of each claim; a claim that recalls several is in none of them, nor is a published total."""
    at: dict[str, set[str]] = defaultdict(set)
    for i in result.incidents:
        for link in i.claims:
            if link.claim_id in totals:
                continue
            at[link.claim_id].add(i.code)
    return {c: codes.pop() for c, codes in at.items() if len(codes) == 1}


def measure(gold: dict[str, str], said: dict[str, str], unsure: set[Pair]) -> dict[str, Any]:
    """Pairwise and B3 figures over the gold claims; claims that the system put nowhere stand alone."""
    ids = sorted(gold)
    said = {c: said.get(c, f"alone {c}") for c in ids}
    right: list[Pair] = []
    wrong: list[Pair] = []
    missed: list[Pair] = []
    settled: list[Pair] = []
    for pair in combinations(ids, 2):
        a, b = pair
        together, one = said[a] == said[b], gold[a] == gold[b]
        if pair in unsure:
            settled += [pair] if together else []
        elif together:
            (right if one else wrong).append(pair)
        elif one:
            missed.append(pair)
    p = len(right) / max(1, len(right) + len(wrong))
    r = len(right) / max(1, len(right) + len(missed))
    bp, br = b3(gold, said, unsure)
    return {
        "pairs": len(right) + len(missed), "P": p, "R": r, "F1": f1(p, r), "B3 P": bp, "B3 R": br, "B3 F1": f1(bp, br),
        "wrong": wrong, "missed": missed, "unsure joined": settled,
    }  # fmt: skip


def b3(gold: dict[str, str], said: dict[str, str], unsure: set[Pair]) -> tuple[float, float]:
    """B-cubed precision and recall; an unsure pair does not count against a claim."""
    p = r = 0.0
    for a in gold:
        mine = [b for b in gold if said[b] == said[a] and (min(a, b), max(a, b)) not in unsure]
        true = [b for b in gold if gold[b] == gold[a]]
        both = sum(gold[b] == gold[a] for b in mine)
        p += both / len(mine)
        r += both / len(true)
    return p / len(gold), r / len(gold)


def f1(p: float, r: float) -> float:
    """Harmonic mean."""
    return 2 * p * r / (p + r) if p + r else 0.0


def gold_clusters(root: Path, loaded: Iterable[Any]) -> tuple[dict[str, str], set[Pair]]:
    """Gold incident by claim: across documents where `incidents.json` has them, else within the document."""
    data = json.loads((root / "incidents.json").read_text(encoding="utf-8"))
    across = {c: i["id"] for i in data["incidents"] for c in i["claims"]}
    documents = {c.rsplit("-", 1)[0] for c in across}
    unsure = {(min(a, b), max(a, b)) for a, b, _ in data["unsure"]}
    out = dict(across)
    for gold, _, _ in loaded:
        if gold["doc"] not in documents:
            out |= {c["id"]: f"{gold['doc']}/{c['incident']}" for c in gold["claims"] if c["incident"]}
    return out, unsure


def family_of(conflict: str) -> str:
    """The conflict's short name: all documents of one are reconciled together."""
    low = conflict.lower()
    return next((k for k in ("karabakh", "yemen", "donbas", "gaza", "kashmir") if k in low), low)


def run(
    root: Path,
    only: str | None,
    errors: bool,
    read: Path | None = None,
    *,
    causes: bool = False,
    as_one: bool = False,
) -> dict[str, dict[str, Any]]:
    """Figures by conflict; prints a table, and the errors with their reasons when asked."""
    loaded = list(load(root / "dev"))
    theirs = read_claims(read) if read else {}
    gold, unsure = gold_clusters(root, loaded)
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in loaded:
        groups[family_of(item[0]["conflict"])].append(item)
    table: dict[str, dict[str, Any]] = {}
    every: dict[str, str] = {}
    answered: set[str] = set()
    why: dict[Pair, str] = {}
    made = told_of = idle = 0
    for name, items in sorted(groups.items()):
        if only and only not in name:
            continue
        claims = [c for _, _, cs in items for c in cs]
        sides = next((v for k, v in SIDES.items() if name in k), ())
        told = [c for _, d, _ in items for c in theirs.get(d.id, [])] if read else claims
        documents = [d for _, d, _ in items]
        result = reconcile(told, documents, theatre_sides=sides)
        said = clusters_of(result, frozenset(c.id for c in told if is_tally(c)))
        of: dict[str, str] = {}
        if read:
            of = {g: r for _, d, cs in items for g, r in answers(cs, theirs.get(d.id, []), as_one=as_one).items()}
            said = {g: said.get(r, f"alone {r}") for g, r in of.items()}
            answered |= set(of)
        every |= said
        mine = {c.id: gold[c.id] for c in claims if c.id in gold}
        across = any("/" not in g for g in mine.values())
        if across:
            table[name] = measure(mine, said, unsure)
        else:
            # no gold across documents: measured within each
            table[f"{name} (within documents)"] = measure(
                mine, {c: f"{c.split('-')[0]} {s}" for c, s in said.items()}, unsure
            )
        if errors:
            show_errors(table[next(reversed(table))], claims, result)
        if causes:
            from reconcile_causes import causes_of

            def joined(some: Sequence[Claim], documents: Any = documents, sides: Any = sides) -> Mapping[str, str]:
                return clusters_of(
                    reconcile(some, documents, theatre_sides=sides), frozenset(c.id for c in some if is_tally(c))
                )

            missed = table[next(reversed(table))]["missed"]
            why |= causes_of(missed, {c.id: c for c in claims}, joined(claims), of, told, joined)
            made, told_of = made + len(result.incidents), told_of + len(set(mine.values()))
            idle += sum(not {x.claim_id for x in i.claims} & set(of.values()) for i in result.incidents)
    both = {c: g for c, g in gold.items() if "/" not in g}
    if not only and both:
        table["all with cross-document gold"] = measure(both, every, unsure)
        if read:
            found = {c: g for c, g in both.items() if c in answered}
            table["the same, only claims that were read"] = measure(found, every, unsure)
    print_table(table)
    if causes:
        print(f"incidents made {made}, {idle} of them by claims alone that answer to nothing; in gold {told_of}")
        from reconcile_causes import print_causes

        print_causes(why, pairs=errors)
    return table


def calibration(root: Path) -> None:
    """Prints, by support, how many compared pairs are one happening; pairs that cannot be settled are left out."""
    loaded = list(load(root / "dev"))
    gold, unsure = gold_clusters(root, loaded)
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in loaded:
        groups[family_of(item[0]["conflict"])].append(item)
    bins: dict[int, list[bool]] = defaultdict(list)
    for name, items in groups.items():
        texts = {d.id: d for _, d, _ in items}
        accounts = accounts_of([c for _, _, cs in items for c in cs], texts)
        context = context_of(accounts, next((v for k, v in SIDES.items() if name in k), ()), texts)
        for a, b in pairs_of(accounts):
            known = a.id in gold and b.id in gold and (min(a.id, b.id), max(a.id, b.id)) not in unsure
            across = "/" in gold.get(a.id, "") and a.claim.document_id != b.claim.document_id
            link = judge_pair(a, b, context)
            if known and not across and link is not None and link.judgement != "different":
                bins[min(9, int(link.score * 10))].append(gold[a.id] == gold[b.id])
    print(f"{'support':12}{'pairs':>8}{'one happening':>16}")
    for b in sorted(bins):
        print(f"{b / 10:.1f} to {(b + 1) / 10:.1f}{len(bins[b]):>10}{sum(bins[b]) / len(bins[b]):>16.2f}")


def print_table(table: dict[str, dict[str, Any]]) -> None:
    """The figures in columns."""
    columns = ("pairs", "P", "R", "F1", "B3 P", "B3 R", "B3 F1")
    print(f"{'':36}" + "".join(f"{c:>8}" for c in columns) + "   wrong  missed  unsure joined")
    for name, row in table.items():
        cells = "".join(f"{row[c]:8d}" if c == "pairs" else f"{row[c]:8.3f}" for c in columns)
        print(f"{name:36}{cells}{len(row['wrong']):8d}{len(row['missed']):8d}{len(row['unsure joined']):8d}")


def show_errors(row: dict[str, Any], claims: list[Claim], result: Reconciliation) -> None:
    """Every wrong, missed and settled pair, with what the link between the two says."""
    links = {(x.a, x.b): x for x in result.links}
    for kind in ("wrong", "unsure joined", "missed"):
        for a, b in row[kind]:
            link = links.get((a, b)) or links.get((b, a))
            why = "no link of their own"
            if link:
                why = f"{link.judgement} {link.score:.2f}: " + " ".join(
                    f"{r.sentence}[{r.score:+.1f}]" for r in link.reasons
                )
            print(f"{kind:14}{a:9}{b:9}{why}")


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--conflict")
    parser.add_argument("--read", type=Path, metavar="FILE")
    parser.add_argument("--causes", action="store_true")
    parser.add_argument("--as-one", action="store_true")
    parser.add_argument("--calibration", action="store_true")
    options = parser.parse_args()
    if options.calibration:
        calibration(options.gold)
        return
    start = time.perf_counter()
    if options.causes and not options.read:
        parser.error("--causes needs --read: without it reading is taken as given")
    run(options.gold, options.conflict, options.errors, options.read, causes=options.causes, as_one=options.as_one)
    print(f"{time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
