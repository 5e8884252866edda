"""Packs: sound ones load, broken ones say where and what to do."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from assess_builders import CASES, example, karabakh

from trucewatch.assess.packs import bundled_packs, load_pack, parse_pack
from trucewatch.errors import ConfigurationError

SOUND = (CASES / "sound_pack.yml").read_text(encoding="utf-8")
ROWS = yaml.safe_load((CASES / "broken_packs.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["defect"].replace(" ", "-"))
def test_a_broken_pack_names_its_line_and_what_to_do(row: dict[str, Any]) -> None:
    assert row["old"] in SOUND
    text = SOUND.replace(row["old"], row["new"], 1)
    lines = text.splitlines()
    expected = next(i for i, line in enumerate(lines, 1) if row["line_of"] in line) + row.get("line_offset", 0)
    with pytest.raises(ConfigurationError) as caught:
        parse_pack(text, "my.yml")
    assert caught.value.where == f"my.yml:{expected}"
    assert row["says"] in caught.value.what
    assert row["hint"] in (caught.value.try_this or "")


def test_the_sound_pack_has_no_defect() -> None:
    assert [p.id for p in example().provisions] == ["ex-1", "ex-2"]


def test_every_defect_is_named_not_only_the_first() -> None:
    text = SOUND.replace("zone: strip", "zone: stripe").replace("obligors: [South]", "obligors: [Suoth]")
    with pytest.raises(ConfigurationError) as caught:
        parse_pack(text, "my.yml")
    assert "stripe" in str(caught.value)
    assert "Suoth" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"- a\n- list\n", "Expected `object`"),
        (b"id: \xff\xfe\n", "not UTF-8"),
        (b"id: \x00\n", "not YAML"),
        (b"? [a, b]\n: c\n", "key must be a word"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "pack.yml"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=says) as caught:
        load_pack(path)
    assert str(path) in (caught.value.where or "")
    assert caught.value.try_this


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(ConfigurationError, match="cannot be read"):
            load_pack(path)


def test_a_word_that_yaml_takes_for_no_stays_a_word() -> None:
    text = SOUND.replace("language: en", "language: no")
    assert parse_pack(text, "my.yml").texts[0].language == "no"


def test_a_byte_order_mark_is_no_defect(tmp_path: Path) -> None:
    path = tmp_path / "pack.yml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    assert load_pack(path) == example()


def test_the_bundled_packs_are_all_files_of_the_folder() -> None:
    folder = files("trucewatch.data").joinpath("agreements")
    assert len(bundled_packs()) == sum(1 for f in folder.iterdir() if f.name.endswith(".yml"))


def test_the_karabakh_statement_takes_effect_at_midnight_in_moscow() -> None:
    assert karabakh().effective_at.astimezone().timestamp() == 1604955600  # 2020-11-09T21:00Z


def test_the_bundled_packs_say_that_they_are_no_official_text() -> None:
    for pack in bundled_packs():
        assert pack.disclaimer
        assert "official" in pack.disclaimer


def test_every_note_of_a_bundled_pack_has_a_holder_and_a_source() -> None:
    for pack in bundled_packs():
        for provision in pack.provisions:
            for note in provision.notes:
                assert note.holder, provision.id
                assert note.source.startswith("http") or note.source == "unverified", (provision.id, note.source)


def test_the_variant_with_the_gazakh_clause_is_kept_and_not_authentic() -> None:
    variants = [t for t in karabakh().texts if t.note and "Gazakh" in t.note]
    assert [v.authentic for v in variants] == [False]
    assert not any("Gazakh" in p.text for p in karabakh().provisions)
