"""How well `trucewatch read` reads the annotated reports: every figure, and by name what changed since another run.

    python benchmarks/score_gold.py                          all figures
    python benchmarks/score_gold.py --by-document --misses   the same, document by document and claim by claim
    python benchmarks/score_gold.py --split                  the same for two halves of the documents
    python benchmarks/score_gold.py --write new.json         keep the outcome
    python benchmarks/score_gold.py --compare old.json       what was gained and lost since that outcome

The annotated reports are not part of this project (their texts belong to their publishers). They are looked for in
`../shared/gold` beside the checkout, or where --gold says: a folder with `score.py` and `dev/*.json`.

The reader is given a document's id, title, date, text, url, language and dateline and nothing else. It is called
through the command line, which is what users have; `--predictions FILE` scores a file that was written before.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GIVEN = ("title", "date", "text", "url", "language", "dateline")
STRICT = ("act", "speaker's side", "polarity", "modality", "initiator's side", "when")
PROGRAM = "from trucewatch.cli.main import run; run()"  # the same as `trucewatch`, in this very environment
HALVES = "db,hd,lc,nk/gz,ye"


def main() -> int:
    """0, or 2 where the annotated reports or the reader's answer are missing."""
    args = options()
    scorer, gold = args.gold / "score.py", args.gold / args.part
    if not scorer.exists() or not gold.is_dir():
        return complain(f"{scorer} or {gold} is not there", "say with --gold where the annotated reports lie")
    with tempfile.TemporaryDirectory() as scratch:
        said = args.predictions or predict(gold, Path(scratch), args.read)
        if said is None:
            return complain("the reader stopped; its message stands above", "run `trucewatch read` on one document")
        flags = [f for f, on in (("--by-document", args.by_document), ("--misses", args.misses)) if on]
        print(score(scorer, gold, said, *flags), end="")
        for half in args.split.split("/") if args.split else ():
            print(f"\nonly {half}")
            print(score(scorer, only(gold, half, Path(scratch)), said), end="")
        outcome = {"figures": json.loads(score(scorer, gold, said, "--json")), **detail(load(scorer), gold, said)}
        if args.keep:
            shutil.copyfile(said, args.keep)
    if args.write:
        args.write.write_text(json.dumps(outcome, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"\nkept in {args.write}")
    if args.compare:
        compare(json.loads(args.compare.read_text(encoding="utf-8")), outcome)
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold", help="folder of score.py")
    cli.add_argument("--part", default="dev", help="subfolder with the documents (default: dev)")
    cli.add_argument("--by-document", action="store_true", help="one line a document")
    cli.add_argument("--misses", action="store_true", help="list missed claims and claims that answer to nothing")
    cli.add_argument("--split", nargs="?", const=HALVES, help=f"score parts alone (default: {HALVES})")
    cli.add_argument("--write", type=Path, metavar="FILE", help="keep the outcome as JSON")
    cli.add_argument("--compare", type=Path, metavar="FILE", help="list what changed since a kept outcome")
    cli.add_argument("--predictions", type=Path, metavar="FILE", help="score this file; do not call the reader")
    cli.add_argument("--keep", type=Path, metavar="FILE", help="keep the reader's answer as JSONL")
    cli.add_argument("--read", default="", metavar="OPTIONS", help="more options for `trucewatch read`, in one string")
    return cli.parse_args()


def complain(what: str, try_this: str) -> int:
    """2, the code for a usage error, after saying why."""
    print(f"{what}: {try_this}", file=sys.stderr)
    return 2


def predict(gold: Path, scratch: Path, more: str) -> Path | None:
    """The file of the reader's answer to every document, None if it failed; annotations are never handed over."""
    inputs = scratch / "inputs"
    inputs.mkdir()
    for path in sorted(gold.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        given = {"id": record["doc"], **{k: record[k] for k in GIVEN if record.get(k) is not None}}
        (inputs / path.name).write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    said = scratch / "said.jsonl"
    command = [sys.executable, "-c", PROGRAM, "read", str(inputs), "--format", "jsonl", *more.split()]
    with said.open("w", encoding="utf-8") as out:
        code = subprocess.run(command, stdout=out, check=False).returncode
    return said if code == 0 and said.stat().st_size else None


def score(scorer: Path, gold: Path, said: Path, *flags: str) -> str:
    """What the scorer prints."""
    words = [sys.executable, str(scorer), str(gold), str(said), *flags]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def only(gold: Path, prefixes: str, scratch: Path) -> Path:
    """A folder with those documents alone whose names begin with one of the prefixes."""
    folder = scratch / f"only-{prefixes.replace(',', '-')}"
    folder.mkdir()
    for path in gold.glob("*.json"):
        if path.name.startswith(tuple(prefixes.split(","))):
            shutil.copyfile(path, folder / path.name)
    return folder


def load(scorer: Path) -> ModuleType:
    """The scorer as a module, for what it does not print: which claim was answered, and where the answer is wrong."""
    spec = importlib.util.spec_from_file_location("gold_score", scorer)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def detail(scorer: Any, gold: Path, said: Path) -> dict[str, Any]:
    """Every required claim with what became of it, and the claims that answer to none."""
    answers = {r["doc"]: r["claims"] for r in map(json.loads, said.read_text(encoding="utf-8").splitlines()) if r}
    compared: list[tuple[str, dict[str, float]]] = []
    plain_slots = scorer.slots

    def noting_slots(document: Any, wanted: Any, given: Any) -> dict[str, float]:
        values: dict[str, float] = plain_slots(document, wanted, given)
        compared.append((wanted["id"], values))
        return values

    scorer.slots = noting_slots
    claims: dict[str, Any] = {}
    extra = []
    for path in sorted(gold.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        part = scorer.score_document(document, document["text"], answers.get(document["doc"], []))
        for claim in part["missed"]:
            claims[claim["id"]] = {"found": False, "strict": False, "wrong": [], "quote": claim["quote"][:100]}
        for name, values in compared[len(compared) - len(part["values"]) :]:  # the scorer ends with the pairs it chose
            wrong = sorted(k for k, v in values.items() if v < 1)
            strict = all(values[k] == 1.0 for k in STRICT)
            claims[name] = {"found": True, "strict": strict, "wrong": wrong, "quote": quote_of(document, name)}
        for claim in part["spurious"]:
            start, end = claim["spans"][0] if claim.get("spans") else (0, 0)
            extra.append(f"{document['doc']} {'/'.join(claim['acts'])}: {document['text'][start:end][:100]}")
    return {"claims": claims, "extra": sorted(extra)}


def quote_of(document: dict[str, Any], claim_id: str) -> str:
    """The first words of an annotated claim."""
    return next(str(c["quote"])[:100] for c in document["claims"] if c["id"] == claim_id)


def compare(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Nothing; prints by name what was gained and lost between two outcomes."""
    for figure in ("precision", "recall", "f1", "strict_f1"):
        print(f"{figure:10} {old['figures'][figure]:.3f} -> {new['figures'][figure]:.3f}")
    for key, gained, lost in (("found", "FOUND", "LOST"), ("strict", "RIGHT NOW", "WRONG NOW")):
        for name, now in sorted(new["claims"].items()):
            before = old["claims"].get(name, {}).get(key, False)
            if now[key] != before:
                wrong = f" (wrong: {', '.join(now['wrong'])})" if now["wrong"] and not now[key] else ""
                print(f"{gained if now[key] else lost:10} {name}: {now['quote']!r}{wrong}")
    for line in sorted(set(new["extra"]) - set(old["extra"])):
        print(f"{'EXTRA':10} {line}")
    for line in sorted(set(old["extra"]) - set(new["extra"])):
        print(f"{'EXTRA GONE':10} {line}")


if __name__ == "__main__":
    raise SystemExit(main())
