"""Odd and hostile texts: nothing crashes, spans lie inside, and memory stays bounded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from read_rows import plain_document
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

TESTS = Path(__file__).resolve().parents[2]
SENTENCE = "Armenia said that Azerbaijani troops shelled the village of Dalnova on Monday. "
MAX_BYTES = 1_500_000_000

ODD = {
    "one letter": "a",
    "one mark": '"',
    "a blank": " ",
    "line breaks alone": "\n\n\n\r\n",
    "quotation marks alone": "\"“”„«»'’‘" * 400,
    "openers alone": "“" * 3_000,
    "dots alone": "." * 5_000,
    "brackets alone": "([{" * 2_000,
    "control characters": "".join(map(chr, range(32))) * 20 + SENTENCE + "\x00\x07\x1b[31m" + SENTENCE,
    "zero-width and direction marks": "\u200b\u202e\u2066\ufeff".join(SENTENCE),
    "combining marks without end": "a" + "\u0301" * 5_000 + " " + SENTENCE,
    "emoji": "\U0001f680\U0001f4a5" * 500 + SENTENCE,
    "mixed scripts": "Армия сообщила. 軍は砲撃を報告した。 أعلن الجيش عن قصف. הצבא דיווח. " * 20 + SENTENCE,
    "letters that look like others": SENTENCE.replace("a", "а").replace("e", "е"),
    "upper case": (SENTENCE * 3).upper(),
    "a table": "\n".join(f"{n} | Dalnova | {n * 3} | shelling | {n % 4} killed" for n in range(200)),
    "a transcript": "\n".join(f"Q{n}: Who shelled it?\nA{n}: I do not know. They did." for n in range(150)),
    "a list of words": " ".join(["shelling", "attack", "killed", "said", "denied"] * 400),
    "cues alone": "said said said denied accused according to according to claims that that that " * 60,
    "nested speech": "A said that B said that C denied that D claimed that " * 40 + "E fired.",
    "numbers alone": " ".join(str(n) for n in range(1_500)),
    "a number of absurd length": "Armenia counted " + "9" * 390 + " violations and " + "9" * 5_000 + " shots.",
    "dates without end": "on 31 February 2020 and on 99 March " * 100 + SENTENCE,
    "markup": "<script>shelled()</script><b>" * 200 + SENTENCE,
    "line breaks within a sentence": SENTENCE.replace(" ", "\n"),
    "words joined by hyphens": "-".join(["shelled", "village"] * 150) + " " + SENTENCE,
}


def sound(document: Document, claims: tuple[Claim, ...]) -> bool:
    """True if every span of every claim lies inside the text."""
    ends = len(document.text)
    spans = [s for c in claims for s in (*c.spans, *(x for rows in c.evidence.values() for e in rows for x in e.spans))]
    return all(0 <= s.start < s.end <= ends for s in spans)


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_read_without_a_crash(name: str, reader: Reader) -> None:
    document = plain_document(ODD[name])
    assert sound(document, reader.read(document))


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_an_empty_body_has_no_claims(text: str, reader: Reader) -> None:
    assert reader.read(plain_document(text)) == ()


@pytest.mark.parametrize(
    "name", ["control characters", "emoji", "mixed scripts", "a number of absurd length", "combining marks without end"]
)
def test_a_report_beside_odd_characters_is_still_read(name: str, reader: Reader) -> None:
    acts = {a for c in reader.read(plain_document(f"{ODD[name]}\n\n{SENTENCE}")) for a in c.acts}
    assert "shelling" in acts


def test_a_report_without_a_date_is_read(reader: Reader) -> None:
    claims = reader.read(plain_document(SENTENCE, None))
    assert [c.acts for c in claims] == [("shelling",)]
    assert claims[0].when is None


def test_what_was_read_before_leaves_no_trace(reader: Reader) -> None:
    """A hostile text between two readings of one report."""
    document = plain_document(SENTENCE)
    first = reader.read(document)
    reader.read(plain_document(ODD["nested speech"]))
    reader.read(plain_document("Ukraine said Russia fired rockets. " * 5))
    assert reader.read(document) == first


def test_claims_of_a_repeated_sentence_stay_one(reader: Reader) -> None:
    assert len(reader.read(plain_document(SENTENCE * 200))) == 1


PROGRAM = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from read_rows import plain_document
from trucewatch.extract.reader import Reader
sentence = "Armenia said that Azerbaijani troops shelled the village of Dalnova on Monday. "
clause = "and Azerbaijani troops fired mortars at the village of Dalnova, "
texts = {
    "long sentence": "Armenia said that " + clause * 800,
    "no blanks": "shelled" * 45_000,
    "short lines": ("plain.\\n" * 49 + "shelled.\\n") * 100,
}
if sys.argv[2] == "article":
    filler = "The valley lies between two rivers, and its people grow apples, keep bees and mend their own roofs. "
    lines = [sentence.replace("Dalnova", "Dal" + chr(97 + n % 26) + "ova") + filler * 9 for n in range(int(sys.argv[3]))]
    text = "\\n\\n".join(lines)
else:
    text = texts[sys.argv[2]]
claims = Reader().read(plain_document(text))
inside = all(0 <= s.start < s.end <= len(text) for c in claims for s in c.spans)
status = Path("/proc/self/status")  # a child's ru_maxrss begins with its parent's, so ask for its own high water
if status.exists():
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(text), len(claims), int(inside), peak)
"""


def measured(kind: str, size: int = 0) -> tuple[int, int, bool, int]:
    """Characters, claims, whether spans lie inside, and peak bytes of a process of its own that reads one text."""
    command = [sys.executable, "-c", PROGRAM, str(TESTS), kind, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "ConfigurationError" in done.stderr:
        pytest.skip("no English language model is installed")
    assert done.returncode == 0, done.stderr[-2_000:]
    length, claims, inside, peak = map(int, done.stdout.split())
    return length, claims, bool(inside), peak


@pytest.mark.parametrize(
    ("kind", "least", "claims"),
    [("long sentence", 50_000, 1), ("no blanks", 300_000, 0), ("short lines", 34_000, 0)],
)
def test_one_big_lump_stays_within_bounds(kind: str, least: int, claims: int) -> None:
    length, found, inside, peak = measured(kind)
    assert length >= least
    assert found >= claims
    assert inside
    assert peak < MAX_BYTES


@pytest.mark.slow
def test_a_long_article_stays_within_bounds() -> None:
    length, found, inside, peak = measured("article", 120)
    assert length > 110_000
    assert found >= 26
    assert inside
    assert peak < MAX_BYTES
