"""Text set in capitals throughout gets ordinary letter case, letter for letter; other text stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from read_rows import holds, plain_document
from trucewatch.extract.casing import in_capitals, restore_case, with_case, word_test

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

_WORDS = """the army said two soldiers were killed near and wounded on may guerrillas attacked a police post in la general
told us so troops fired de armed forces headline of shelling rifle an by return it bull they"""
ORDINARY = frozenset(_WORDS.split())


def is_word(word: str) -> bool:
    return word in ORDINARY


@pytest.mark.parametrize(
    ("shouted", "restored"),
    [
        ("TWO SOLDIERS WERE KILLED NEAR SAN ISIDRO ON 5 MAY", "Two soldiers were killed near San Isidro on 5 May"),
        ("THE ARMY TOLD US SO. US TROOPS WERE NEAR", "The army told us so. US troops were near"),
        ("GENERAL PEDRO QUIROZ DE LA ROCA SAID SO", "General Pedro Quiroz de la Roca said so"),
        ("GUERRILLAS OF THE FRP ATTACKED A POLICE POST", "Guerrillas of the FRP attacked a police post"),
        ("THE COLOMBIAN ARMED FORCES SAID SO", "The Colombian armed forces said so"),
        ("SOLDIERS OF THE UNITED NATIONS WERE WOUNDED", "Soldiers of the United Nations were wounded"),
        ("AN AK-47 RIFLE KILLED TWO SOLDIERS. IT SAID SO", "An AK-47 rifle killed two soldiers. It said so"),
        ("ON TUESDAY U.S. TROOPS ATTACKED A POST", "On Tuesday U.S. troops attacked a post"),
        (
            "SAN TORIBIO, 3 JAN 91 (AFP) -- [TEXT] THE ARMY SAID SO",
            "San Toribio, 3 Jan 91 (AFP) -- [text] The army said so",
        ),
    ],
)
def test_capitals_become_ordinary_case(shouted: str, restored: str) -> None:
    assert restore_case(shouted, lambda w: is_word(w) or w == "text") == restored


def test_ordinary_text_is_the_same_object() -> None:
    text = "The UN said that IDF and PLO men met.\n\nUPDATE 2\n\nNATO"
    assert restore_case(text, is_word) is text


def test_a_headline_takes_names_from_the_text_below() -> None:
    body = "BULL SAID TROOPS ATTACKED\n\nThe army of Bull said so."
    assert restore_case(body, is_word) == "Bull said troops attacked\n\nThe army of Bull said so."


@pytest.mark.parametrize(
    "text", ["ẞTRAẞE İSTANBUL GÜRZAN ŁÓDŹ ÇORUM", "Ǆ ǅ ﬀ ŉ ΑΣΣ ОБСТРЕЛ СЕЛА", "A" * 500, "'’'. -- [", ""]
)
def test_offsets_never_move(text: str) -> None:
    assert len(restore_case(text, is_word)) == len(text)


def test_short_forms_and_numbers_alone_are_not_capitals() -> None:
    assert not in_capitals("NATO 2")
    assert not in_capitals("The head of the UN met the head of the OSCE")
    assert in_capitals("TROOPS SHELL VILLAGE (says the army)"[:21] + " OF THE NORTH")


def test_the_models_word_list_tells_names_from_words(reader: Reader) -> None:
    known = word_test(reader.nlp)
    assert all(known(w) for w in ("the", "guerrillas", "kidnapped", "attacking", "policemen", "village"))
    assert not any(known(w) for w in ("usulmarca", "bogota", "robert"))


def test_claims_in_capitals_are_those_in_ordinary_case(reader: Reader) -> None:
    text = "Armenian forces fired on Azerbaijani positions near Tovuz on Tuesday, Azerbaijan's Defence Ministry said."
    row = {"claims": [{"acts": ["unspecified_fire"], "by": "Azerbaijan", "from": "Armenia", "to": "Azerbaijan",
                       "when": "2021-03-09", "where": ["Tovuz"]}]}  # fmt: skip
    assert holds(row, reader.read(plain_document(text)))
    claims = reader.read(plain_document(text.upper()))
    assert holds(row, claims)
    assert all(s.end <= len(text) for c in claims for s in c.spans)


def test_a_document_in_ordinary_case_is_handed_back(reader: Reader) -> None:
    document = plain_document("Troops fired.", title="Fire in the north")
    assert with_case(document, reader.is_word) is document
    assert (
        with_case(plain_document("Troops fired.", title="TROOPS FIRED IN SYRIA"), is_word).title
        == "Troops fired in Syria"
    )
