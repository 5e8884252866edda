"""No value without its words: take the sentences away on which it rests, and it is gone; every value says what it rests on.

Over the demonstration's reports, and over the annotated reports where they lie beside the checkout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from read_rows import load_rows, plain_document
from trucewatch.extract.actors import describe, load_table
from trucewatch.extract.amounts import ordinal_of, times_of
from trucewatch.extract.parsing import parse
from trucewatch.extract.weapons import find_weapons
from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput, iter_inputs
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.numerals import number_of

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

GOLD = sorted((Path(__file__).resolve().parents[2] / "../shared/gold/dev").glob("*.json"))
GIVEN = ("title", "date", "text", "url", "language", "dateline")
DEMO = sorted(p for p in Path(str(files("trucewatch.data").joinpath("demo"))).glob("[0-9]*") if p.is_file())
FIELDS = ("speaker", "initiator", "target", "response", "count", "when", "where", "within", "weapons", "harm")
UNFOUNDED_LEFT = 1  # values of the annotated reports with nothing under them: a relay without words; only down
A_KIND = 3  # values of one kind that are tried in one annotated report
Value = tuple[str, Any]


def documents_in(raw: Iterable[Any]) -> list[Document]:
    found = (d for r in raw if isinstance(r, RawInput) for d in read_input(r, IngestOptions()))
    return [d for d in found if isinstance(d, Document)]


@cache
def demo_documents() -> list[Document]:
    return documents_in(iter_inputs(DEMO))


@cache
def gold_documents() -> list[Document]:
    out = []
    for path in GOLD:
        record = json.loads(path.read_text(encoding="utf-8"))
        given = {"id": record["doc"], **{k: record[k] for k in GIVEN if record.get(k) is not None}}
        out.append(RawInput(data=json.dumps(given).encode(), location=path.name, media_type="application/json"))
    return documents_in(out)


def bare(document: Document, body: str | None = None) -> Document:
    """The document with its body as its whole text, and nothing beside it that could name anybody."""
    return plain_document(body or document.body, document.anchor, name=document.id)


# -- what a claim rests on


def unfounded(claim: Claim, document: Document) -> Iterator[str]:
    """What in a claim rests on nothing, or on words that do not stand where it says."""
    for field in FIELDS:
        if getattr(claim, field) and not claim.evidence.get(field):
            yield f"{field} without evidence"
    if not claim.evidence.get("acts"):
        yield "acts without evidence"
    if claim.polarity != "affirms" and not claim.evidence.get("polarity"):
        yield "denial without evidence"
    if claim.modality != "actual" and not claim.evidence.get("modality"):
        yield "modality without evidence"
    spans = [*claim.spans, *(s for rows in claim.evidence.values() for e in rows for s in e.spans)]
    yield from (f"span {s} outside the text" for s in spans if not 0 <= s.start < s.end <= len(document.text))
    people = [claim.speaker, claim.initiator, claim.target, *claim.relay, *(h.who for h in claim.harm)]
    for named in (*people, *claim.where, *claim.within, *claim.harm):
        if named is not None and named.span is not None and named.span.words(document.text) != named.text:
            yield f"{named.text!r} does not stand at {named.span}"
    yield from (
        f"relay {r.name} without words" for r in claim.relay if r.span is None and "relay" not in claim.evidence
    )
    yield from ("evidence without a rule" for rows in claim.evidence.values() for e in rows if not e.rule)


@pytest.mark.parametrize("name", [p.name for p in DEMO])
def test_every_value_of_the_demonstration_rests_on_something(name: str, reader: Reader) -> None:
    documents = documents_in(iter_inputs([p for p in DEMO if p.name == name]))
    assert documents
    wrong = [(c.id, w) for d in documents for c in reader.read(d) for w in unfounded(c, d)]
    assert wrong == []


@pytest.mark.skipif(not GOLD, reason="the annotated reports are not beside this checkout")
def test_every_value_of_the_annotated_reports_rests_on_something(reader: Reader) -> None:
    read = [(d, c) for d in gold_documents() for c in reader.read(d)]
    assert len(read) > 200
    wrong = [(d.id, c.id, w) for d, c in read for w in unfounded(c, d)]
    assert len(wrong) <= UNFOUNDED_LEFT, wrong


def test_a_claim_without_evidence_is_seen(reader: Reader) -> None:
    document = plain_document("Armenia said that Azerbaijani troops shelled the village of Dalnova on Monday.")
    claim = reader.read(document)[0]
    assert list(unfounded(claim, document)) == []
    stripped = msgspec.structs.replace(claim, evidence={})
    assert {"acts without evidence", "speaker without evidence", "when without evidence"} <= set(
        unfounded(stripped, document)
    )
    moved = msgspec.structs.replace(document, text=" " + document.text)
    assert any("does not stand" in w for w in unfounded(claim, moved))


# -- what goes with its sentence


def values_of(claims: Iterable[Claim]) -> set[Value]:
    """What claims say that stands in words: places, figures, weapons, days, sides."""
    out: set[Value] = set()
    for c in claims:
        out |= {("where", p.name) for p in (*c.where, *c.within)}
        out |= {("weapon", w) for w in c.weapons}
        out |= {("figure", n) for n in [c.count, *(x for h in c.harm for x in (h.low, h.high))] if n is not None}
        out |= {("time", part) for part in (c.time.text.split("; ") if c.time is not None else ())}
        out |= {("side", r.side) for r in (c.speaker, c.initiator, c.target) if r is not None and r.side}
    return out - {("side", "both"), ("side", "media"), ("side", "civilians")}


def figures_in(text: str) -> set[int]:
    """Every number that the words of a sentence could be meant to say."""
    found: set[int] = set()
    tokens = re.findall(r"\d+(?:[, ]\d{3})*(?:st|nd|rd|th)?|[a-z]+(?:-[a-z]+)*", text.lower())
    for i, word in enumerate(tokens):
        for n in (number_of(word), ordinal_of(word), times_of(word), *(number_of(w) for w in word.split("-"))):
            if n is not None:
                found.add(n)
        for end in range(i + 2, min(len(tokens), i + 6) + 1):
            whole = number_of(" ".join(tokens[i:end]))
            if whole is not None:
                found.add(whole)
    if re.search(r"\b(?:an?|his|her|its|the|another|single|every|one)\b", text.lower()):
        found.add(1)
    for other in re.findall(r"\b(?:him|her|himself|herself) and (\w+)", text.lower()):  # "him and three of his sons"
        beside = number_of(other)
        if beside is not None:
            found.add(beside + 1)
    for one, other in re.findall(r"(?=\b(\w+) \w+ [^.;]{1,60}? and (\w+) (?:in|near|at|on)\b)", text.lower()):
        first, second = number_of(one), number_of(other)  # "two ambushes near X and one near Y" says three
        if first is not None and second is not None:
            found.add(first + second)
    if re.search(r"\b(?:both|couple|pair)\b", text.lower()):
        found.add(2)
    return found


def carries(value: Value, sentence: Any, body: str, table: Any) -> bool:
    """True if the words of a sentence could carry a value."""
    kind, what = value
    text = body[sentence.start : sentence.end]
    if kind == "figure":
        return what in figures_in(text)
    if kind == "weapon":
        return any(w.kind == what for w in find_weapons(sentence))
    if kind == "side":
        return any(m.side == what for m in table.find(text))
    return re.sub(r"\W+", " ", what).lower().strip() in re.sub(r"\W+", " ", text).lower()


def names_itself(value: Value, claim: Claim) -> bool:
    """True if a side is told by words that the sentence search does not take for a name: "government forces"."""
    parties = [r for r in (claim.speaker, claim.initiator, claim.target) if r is not None and ("side", r.side) == value]
    told = [describe(r.text or "", load_table()) for r in parties]
    return bool(parties) and all(
        value[1] in (t.side, t.community) or "government" in (r.text or "").lower()
        for r, t in zip(parties, told, strict=True)
    )


def left_over(reader: Reader, document: Document, a_kind: int | None) -> tuple[int, list[str]]:
    """How many values were tried, and those that outlive every sentence whose words carry them."""
    document = bare(document)
    sentences = parse(reader.nlp, document.body)
    table = load_table()
    tried, out = 0, []
    chosen: dict[str, int] = {}
    for value in sorted(values_of(reader.read(document)), key=str):
        chosen[value[0]] = chosen.get(value[0], 0) + 1
        if a_kind is not None and chosen[value[0]] > a_kind:
            continue
        body = document.body
        for s in reversed(sentences):
            if carries(value, s, document.body, table):
                body = body[: s.start] + body[s.end :]
        if not body.strip() or (value[0] == "side" and any(m.side == value[1] for m in table.find(body))):
            continue
        tried += 1
        if value in values_of(c for c in reader.read(bare(document, body)) if not names_itself(value, c)):
            out.append(f"{document.id}: {value}")
    return tried, out


def test_without_its_sentence_no_value_of_the_demonstration_stays(reader: Reader) -> None:
    results = [left_over(reader, d, None) for d in demo_documents()]
    assert [x for _, stays in results for x in stays] == []
    assert sum(tried for tried, _ in results) > 80


def test_without_its_sentence_no_value_of_our_cases_stays(reader: Reader) -> None:
    """Rows of tests/cases/read.yml, ten to a report."""
    texts = [r["text"] for r in load_rows("read")]
    reports = [plain_document("\n\n".join(texts[i : i + 10]), name=f"rows {i}") for i in range(0, len(texts), 10)]
    results = [left_over(reader, d, 4) for d in reports[::3]]
    assert [x for _, stays in results for x in stays] == []
    assert sum(tried for tried, _ in results) > 50


@pytest.mark.slow
@pytest.mark.skipif(not GOLD, reason="the annotated reports are not beside this checkout")
def test_without_its_sentence_no_value_of_the_annotated_reports_stays(reader: Reader) -> None:
    """Every third report; all of them took 40 s and told the same."""
    results = [left_over(reader, d, A_KIND) for d in gold_documents()[1::3]]
    assert [x for _, stays in results for x in stays] == []
    assert sum(tried for tried, _ in results) > 80
