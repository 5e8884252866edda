"""The page on reading tells the truth: its sentence is read as it shows, and what it names exists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from read_rows import plain_document

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")


def lacking(shown: Any, said: Any, path: str = "") -> list[str]:
    """Where what the page shows differs from what was read; what the page leaves out does not count."""
    if isinstance(shown, dict):
        return [w for key, value in shown.items() for w in lacking(value, said.get(key), f"{path}.{key}")]
    if isinstance(shown, list) and isinstance(said, list) and len(shown) == len(said):
        return [w for i, (a, b) in enumerate(zip(shown, said, strict=True)) for w in lacking(a, b, f"{path}[{i}]")]
    return [] if shown == said else [f"{path}: shown {shown!r}, read {said!r}"]


def test_the_sentence_of_the_page_is_read_as_shown(reader: Reader) -> None:
    sentence = " ".join(line[2:].strip() for line in re.findall(r"^> .*$", PAGE, re.MULTILINE))
    block = re.search(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    (claim,) = reader.read(plain_document(sentence))
    assert lacking(json.loads(block.group(1)), json.loads(msgspec.json.encode(claim))) == []


def test_a_difference_would_be_seen() -> None:
    assert lacking({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 4}) == [".a[1].b: shown 2, read 3"]
    assert lacking([1], [1, 2])


MODULES = sorted(set(re.findall(r"`([a-z_]+\.py)`", PAGE)))
LISTS = sorted(set(re.findall(r"`(?:data/)?((?:lexicons/)?[a-z_]+\.(?:yml|csv))`", PAGE)))


@pytest.mark.parametrize("name", MODULES)
def test_modules_that_the_page_names_exist(name: str) -> None:
    assert (ROOT / "src/trucewatch/extract" / name).exists()


@pytest.mark.parametrize("name", LISTS)
def test_lists_that_the_page_names_exist(name: str) -> None:
    data = ROOT / "src/trucewatch/data"
    assert any((place / name).exists() for place in (data, data / "lexicons"))


def test_most_modules_of_the_reader_are_on_the_page() -> None:
    own = {p.name for p in (ROOT / "src/trucewatch/extract").glob("*.py")}
    assert len(own & set(MODULES)) >= 0.6 * len(own)
