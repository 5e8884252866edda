"""How claims fill the templates of the Fourth Message Understanding Conference (wire reports in capitals, 1987-1990).

    python benchmarks/muc4.py                         the two test parts that are at hand (tst1 and tst2, 200 reports)
    python benchmarks/muc4.py --part dev --limit 200  reports to look at while working; nothing is learnt from them
    python benchmarks/muc4.py --misses 20             what was missed and what was wrong, slot by slot

The reports are not part of this project. They are looked for in `../shared/bench` beside the checkout, or where --set
says: JSON lines of {doc_id, text, templates}, a template being the key's slots with their strings.

The reader is not trained on this set and knows nothing of its slots. `fillers` below says which field of a claim
answers to which slot. Three ways of counting, each over all reports, those without a template included:

 1. entities (CEAF-REE, strict): all templates of a report are taken together. A filler answers to one entity of the
    key if its words, without case, marks and articles, are one of the entity's strings. Victims are names alone. This
    is the count under which GRIT has 54.5 and GTT 50.2 on tst3 and tst4, after training on the 1,300 reports of dev
    (tst1 and tst2, counted here, were their development set).
 2. role fillers by head noun: as 1, but the head nouns must agree, victims are names and descriptions, and fillers
    that the key marks as optional count neither way.
 3. incidents: claims of one kind that can be one happening are put together, answered to templates of the same kind
    (each to one), and type, date, place are counted; a date is right if it lies in the key's, a place if it is one
    of the names in the key's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from trucewatch.extract.lexicon import words
from trucewatch.extract.reader import Reader
from trucewatch.ingest.build import build_document
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench"
HEADER = re.compile(r"\s*([^\n]{2,60}?),? +(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{2})\b[^\n]{0,60}?--?\s*", re.ASCII)
ROLES = {
    "PerpInd": ("PERP: INDIVIDUAL ID",),
    "PerpOrg": ("PERP: ORGANIZATION ID",),
    "Target": ("PHYS TGT: ID",),
    "Victim": ("HUM TGT: NAME",),
    "Weapon": ("INCIDENT: INSTRUMENT ID",),
}
DESCRIBED = {**ROLES, "Victim": ("HUM TGT: NAME", "HUM TGT: DESCRIPTION")}
BURNING = re.compile(r"\b(?:burn|torch|arson|set\b.{0,40}\bfire|set\b.{0,40}\bablaze)", re.IGNORECASE)
PEOPLE = (
    "persons",
    "civilians",
    "officials",
    "journalists",
    "leader",
    "state_military",
    "non_state_armed_group",
    "ngo",
)
SMALL = frozenset(
    ["a", "an", "the", "of", "and", "in", "on", "at", "by", "for", "from", "to", "with", "who", "whom", "which", "that"]
)
LEADING = re.compile(
    r"^(?:(?:the|a|an|some|any|several|many|other|others|another|two|three|four|five|six|seven|eight|nine|ten|at|least|"
    r"about|approximately|nearly|over|dozens?|hundreds?|of|his|her|its|their|these|those|this|that|all|both|\d[\d,]*)\s+)+",
    re.IGNORECASE,
)
Entity = frozenset[str]
Fillers = dict[str, list[str]]


def main() -> int:
    """0, or 2 where the reports are missing."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--set", type=Path, default=SHARED, help="folder of muc4_<part>.jsonl")
    cli.add_argument("--part", default="tst1,tst2", help="parts, joined by commas (default: tst1,tst2)")
    cli.add_argument("--limit", type=int, help="the first reports alone")
    cli.add_argument("--misses", type=int, default=0, metavar="N", help="show N missed and N wrong fillers a role")
    cli.add_argument("--model", help="language model of the reader")
    args = cli.parse_args()
    paths = [args.set / f"muc4_{part}.jsonl" for part in args.part.split(",")]
    if not all(p.exists() for p in paths):
        print(f"{args.set}: no muc4_*.jsonl of {args.part}: say with --set where they lie", file=sys.stderr)
        return 2
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()][: args.limit]
    reader = Reader(args.model)
    print(f"reports {len(rows)}  templates {sum(len(r['templates']) for r in rows)}  reader {reader.version}")
    report(rows, [read(reader, row) for row in rows], reader, args.misses)
    return 0


def read(reader: Reader, row: dict[str, Any]) -> tuple[Claim, ...]:
    """The claims of one report; the dateline goes into its field, lines wrapped at 80 letters are joined."""
    document = document_of(row)
    return reader.read(document) if document is not None else ()


def document_of(row: dict[str, Any]) -> Document | None:
    """One report as `trucewatch read` would be given it: text, dateline, day of the report."""
    text = re.sub(r"(?<=\S) *\n(?=\S)", " ", row["text"])
    head = HEADER.match(row["text"])
    day = report_day(head)
    draft = Draft(
        text=text[head.end() :] if head else text,
        location=row["doc_id"],
        media_type="text/plain",
        id=row["doc_id"],
        dateline=head[1].title() if head else None,
        published=day,
        published_how="option" if day else None,
    )
    return next((d for d in build_document(draft, "", IngestOptions()) if isinstance(d, Document)), None)


def report_day(head: re.Match[str] | None) -> date | None:
    """The day in a report's header, None where the header prints no such day."""
    try:
        return datetime.strptime(f"{head[2]} {head[3]} 19{head[4]}", "%d %b %Y").date() if head else None
    except ValueError:
        return None


# -- from claims to slots -------------------------------------------------------------------------------------------


def incident_type(claim: Claim, text: str) -> str | None:
    """The template type that a claim answers to; None for claims of no such incident.

    Robbery and forced work stoppage have no act among ours. Clashes between armed forces are no incident of the set.
    """
    if claim.polarity != "affirms" or claim.modality not in ("actual", "historical"):
        return None
    acts = set(claim.acts)
    if "abduction" in acts:
        return "KIDNAPPING"
    if acts & {"explosive_device", "undetermined_explosion"}:
        return "BOMBING"
    if acts & {"property_destruction", "infrastructure_damage"} and BURNING.search(words_of(claim, text)):
        return "ARSON"
    if acts <= {"exchange_of_fire", "air_defence_fire", "unspecified_violation"}:
        return None
    hurt = any(h.kind in ("killed", "wounded") for h in claim.harm)
    if any(family(a) in ("force", "civilians") or a == "monitor_attack" for a in acts) and "displacement" not in acts:
        return "ATTACK"
    return "ATTACK" if hurt and claim.initiator is not None else None


def words_of(claim: Claim, text: str) -> str:
    return " ".join(s.words(text) for s in claim.spans)


def fillers(claim: Claim, text: str, reader: Reader) -> Fillers:
    """Role fillers that a claim names, in the words of the text."""
    out: Fillers = {role: [] for role in ROLES}
    doer = claim.initiator
    if doer is not None and doer.side != "both" and doer.text:
        org, person = split_doer(doer, reader)
        out["PerpOrg"] += org
        out["PerpInd"] += person
    for harm in claim.harm:
        if harm.who is not None and harm.who.text:
            out["Victim"].append(bare(harm.who.text))
    if claim.target is not None and claim.target.text and claim.target != claim.initiator:
        role = "Victim" if claim.target.kind in PEOPLE else "Target"
        out[role].append(bare(claim.target.text))
    out["Target"] += [p.text or p.name for p in claim.where if p.kind == "site"]
    for row in claim.evidence.get("weapons", ()):
        out["Weapon"] += [bare(s.words(text)) for s in row.spans]
    return out


def split_doer(doer: ActorRef, reader: Reader) -> tuple[list[str], list[str]]:
    """The organisation named in a doer's words, and the people: "FMLN terrorists" are terrorists of the FMLN."""
    text = " ".join((doer.text or "").split())
    known = [m for m in reader.table.find(text) if m.kind not in ("state", "news_outlet", "wire_agency")]
    orgs = [m.span.words(text) for m in known]
    if not known and doer.actor_id is not None and doer.kind not in ("state", "leader", "officials"):
        return [bare(text)], []
    rest = text
    for name in orgs:
        rest = rest.replace(name, " ")
    rest = bare(re.sub(r"\b(?:OF|FROM|BELONGING TO|LOYAL TO)\b.*", "", rest, flags=re.IGNORECASE))
    return orgs, [rest] if re.search(r"[A-Za-z]{3}", rest) else []


def bare(text: str) -> str:
    """A phrase without its article, figure and what follows a relative word."""
    flat = " ".join(text.split())
    flat = re.split(r"\s(?:who|which|that|whose)\s|\s?[,;(\[]", flat, maxsplit=1, flags=re.IGNORECASE)[0]
    return LEADING.sub("", flat).strip(" '\"-")


# -- the key --------------------------------------------------------------------------------------------------------


def entities(row: dict[str, Any], slots: Sequence[str]) -> list[tuple[Entity, bool]]:
    """The key's entities of a role, the same in several templates once, with whether the key calls them optional."""
    out: list[tuple[Entity, bool]] = []
    for template in row["templates"]:
        optional = "OPTIONAL" in " ".join(template.get("MESSAGE: TEMPLATE", []))
        for slot in slots:
            for value in template.get(slot, []):
                names = strings(value)
                if not names or any(names <= known or known <= names for known, _ in out):
                    continue
                out.append((names, optional or value.strip().startswith("?")))
    return out


def strings(value: str) -> Entity:
    """The strings of one key value: `? "A" / "B"` and `"DESCRIPTION": "NAME"` (its first part)."""
    first = re.split(r'"\s*:\s*"', value, maxsplit=1)[0]
    found = re.findall(r'"([^"]+)"?', first)
    return frozenset(n for f in found if (n := normal(f)) and n != "-")


def normal(text: str) -> str:
    """Small letters, no marks, no articles, single blanks."""
    flat = re.sub(r"[^\w\s]", "", text.lower())
    return " ".join(w for w in flat.split() if w not in ("a", "an", "the"))


def head_of(text: str) -> str:
    """The head noun: the last word before the first preposition."""
    kept: list[str] = []
    for word in normal(text).split():
        if kept and word in SMALL:
            break
        kept.append(word)
    return kept[-1] if kept else ""


# -- counting -------------------------------------------------------------------------------------------------------


def matched(left: int, right: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """A largest one-to-one answer of left to right items (augmenting paths): right -> left."""
    owner: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in range(right):
            if j not in tried and fits(i, j):
                tried.add(j)
                if j not in owner or place(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    for i in range(left):
        place(i, set())
    return owner


class Tally:
    """Right, said and wanted of one slot."""

    def __init__(self) -> None:
        self.right, self.said, self.wanted = 0, 0, 0

    def add(self, right: int, said: int, wanted: int) -> None:
        self.right, self.said, self.wanted = self.right + right, self.said + said, self.wanted + wanted

    def line(self, name: str) -> str:
        p = self.right / self.said if self.said else 0.0
        r = self.right / self.wanted if self.wanted else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        counts = f"({self.right} of {self.said} said, {self.wanted} wanted)"
        return f"  {name:<22} P {100 * p:5.1f}  R {100 * r:5.1f}  F1 {100 * f:5.1f}   {counts}"


def report(rows: list[dict[str, Any]], read_claims: list[tuple[Claim, ...]], reader: Reader, show: int) -> None:
    """Print the three counts."""
    strict = {role: Tally() for role in ROLES}
    heads = {role: Tally() for role in ROLES}
    missed: dict[str, Counter[str]] = {role: Counter() for role in ROLES}
    wrong: dict[str, Counter[str]] = {role: Counter() for role in ROLES}
    told = Tally()
    slots = {name: Tally() for name in ("incident type", "date", "place")}
    for row, claims in zip(rows, read_claims, strict=True):
        document = document_of(row)
        text = document.text if document else ""
        mine = [(kind, c) for c in claims if (kind := incident_type(c, text)) is not None]
        told.add(int(bool(mine) and bool(row["templates"])), int(bool(mine)), int(bool(row["templates"])))
        filled = [(fillers(c, text, reader), c) for _, c in mine]
        for role in ROLES:
            said = unique(normal(f) for fill, _ in filled for f in fill[role])
            named = unique(
                normal(f) for fill, c in filled for f in (victim_names(c, reader) if role == "Victim" else fill[role])
            )
            count_strict(strict[role], named, [e for e, _ in entities(row, ROLES[role])])
            gold = entities(row, DESCRIBED[role])
            count_heads(heads[role], said, gold, missed[role], wrong[role])
        count_incidents(slots, incidents(mine), row["templates"])
    print("\n1. entities, strict (CEAF-REE as published; victims by name)")
    show_tallies(strict)
    print("\n2. role fillers by head noun (victims by name or description; optional fillers count neither way)")
    show_tallies(heads)
    print("\n3. incidents")
    print(told.line("report holds one"))
    for name, tally in slots.items():
        print(tally.line(name))
    for role in ROLES if show else ():
        print(f"\n{role} missed: " + "; ".join(f"{w} {n}" for w, n in missed[role].most_common(show)))
        print(f"{role} wrong:  " + "; ".join(f"{w} {n}" for w, n in wrong[role].most_common(show)))


def show_tallies(tallies: dict[str, Tally]) -> None:
    whole = Tally()
    for role, tally in tallies.items():
        print(tally.line(role))
        whole.add(tally.right, tally.said, tally.wanted)
    print(whole.line("all roles"))


def unique(items: Iterator[str]) -> list[str]:
    return [i for i in dict.fromkeys(items) if i]


def victim_names(claim: Claim, reader: Reader) -> list[str]:
    """Victims told by name, without rank or office: "Judge Ana Lima" is Ana Lima, "two judges" nobody's name."""
    out: list[str] = []
    for ref in (*(h.who for h in claim.harm), claim.target):
        if ref is None or ref.actor_id is not None or not ref.text:
            continue
        kept: list[str] = []
        for word in reversed(ref.name.split()):
            if not word[:1].isupper() or word.lower() in words("casing", "titles"):
                break
            kept.insert(0, word)
        if kept and (len(kept) > 1 or not reader.is_word(kept[0].lower())):
            out.append(" ".join(kept))
    return out


def count_strict(tally: Tally, said: list[str], gold: list[Entity]) -> None:
    owner = matched(len(said), len(gold), lambda i, j: said[i] in gold[j])
    tally.add(len(owner), len(said), len(gold))


def count_heads(
    tally: Tally, said: list[str], gold: list[tuple[Entity, bool]], missed: Counter[str], wrong: Counter[str]
) -> None:
    """Count by head nouns; the same head said twice counts once."""
    tops = unique(head_of(s) for s in said)
    keys = [frozenset(head_of(n) for n in names) for names, _ in gold]
    firm = [j for j, (_, optional) in enumerate(gold) if not optional]
    owner = matched(len(tops), len(firm), lambda i, j: tops[i] in keys[firm[j]])
    answered = set(owner.values())
    again = {
        i for i, top in enumerate(tops) if i not in answered and any(top in k for k in keys)
    }  # optional, or told twice
    tally.add(len(owner), len(tops) - len(again), len(firm))
    missed.update(min(gold[firm[j]][0]) for j in range(len(firm)) if j not in owner)
    wrong.update(tops[i] for i in range(len(tops)) if i not in answered | again)


def incidents(mine: list[tuple[str, Claim]]) -> list[tuple[str, list[Claim]]]:
    """Claims put together that can be one incident: the same kind, no two dates, no two sets of places."""
    out: list[tuple[str, list[Claim]]] = []
    for kind, claim in mine:
        for other, members in out:
            if other == kind and all(can_be_one(claim, m) for m in members):
                members.append(claim)
                break
        else:
            out.append((kind, [claim]))
    return out


def can_be_one(a: Claim, b: Claim) -> bool:
    places = [{p.name.lower() for p in (*c.where, *c.within)} for c in (a, b)]
    return (a.when is None or b.when is None or a.when == b.when) and (not all(places) or bool(places[0] & places[1]))


def count_incidents(
    slots: dict[str, Tally], mine: list[tuple[str, list[Claim]]], templates: list[dict[str, Any]]
) -> None:
    """Answer incidents to templates of one type, those that share date and place first, and count the slots."""
    firm = [t for t in templates if "OPTIONAL" not in " ".join(t["MESSAGE: TEMPLATE"])]
    pairs: list[tuple[int, int]] = []
    ranked = sorted(
        ((score(mine[i][1], t), -i, -j) for i in range(len(mine)) for j, t in enumerate(templates)
         if mine[i][0] in " ".join(t["INCIDENT: TYPE"])), reverse=True,
    )  # fmt: skip
    for _, i, j in ranked:
        if all(-i != a and -j != b for a, b in pairs):
            pairs.append((-i, -j))
    extra = sum(1 for _, j in pairs if templates[j] not in firm)
    slots["incident type"].add(len(pairs) - extra, len(mine) - extra, len(firm))
    for i, j in pairs:
        claims, template = mine[i][1], templates[j]
        day = key_days(template)
        when = next((c.when for c in claims if c.when), None)
        slots["date"].add(int(bool(day and when and within(when, day))), int(bool(when)), int(bool(day)))
        keys = key_places(template)
        names = {normal(p.name) for c in claims for p in (*c.where, *c.within)}
        slots["place"].add(int(bool(keys & names)), int(bool(names)), int(bool(keys)))


def score(claims: list[Claim], template: dict[str, Any]) -> int:
    """How well an incident answers to a template of its type, for pairing alone."""
    day = key_days(template)
    names = {normal(p.name) for c in claims for p in (*c.where, *c.within)}
    return 2 * bool(names & key_places(template)) + any(bool(day and c.when and within(c.when, day)) for c in claims)


def key_days(template: dict[str, Any]) -> tuple[date, date] | None:
    """The key's date as a first and last day: "30 DEC 89", "- 05 JUL 89" (till then), "01 MAR 89 - 09 MAR 89"."""
    found = re.findall(r"(\d{1,2}) ([A-Z]{3}) (\d{2})", " ".join(template.get("INCIDENT: DATE", [])))
    try:
        days = [datetime.strptime(f"{d} {m} 19{y}", "%d %b %Y").date() for d, m, y in found]
    except ValueError:
        return None
    if not days:
        return None
    till = " ".join(template["INCIDENT: DATE"]).strip().startswith("-")
    return (days[0] - timedelta(days=14) if till else days[0], days[-1])


def within(when: str, day: tuple[date, date]) -> bool:
    """True if a claim's day or days touch the key's, and are no more than three."""
    ends = [re.sub(r"[^0-9-]", "", e) for e in when.split("/")]
    try:
        first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
    except ValueError:
        return False
    return first <= day[1] and last >= day[0] and (last - first).days < 3


def key_places(template: dict[str, Any]) -> frozenset[str]:
    """The names in the key's location below the country, without their kinds; the country where it stands alone."""
    out: set[str] = set()
    for value in template.get("INCIDENT: LOCATION", []):
        parts = [normal(re.sub(r"\([^)]*\)", "", p)) for p in value.split(":")]
        out.update(p for p in (parts[1:] or parts) if p and p != "-")
    return frozenset(out)


if __name__ == "__main__":
    sys.exit(main())
