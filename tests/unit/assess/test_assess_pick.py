"""Which agreement a report belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from assess_builders import example, karabakh

from trucewatch.assess.packs import bundled_packs
from trucewatch.assess.pick import pick_agreement


def test_a_place_and_a_party_pick_the_agreement_and_the_reason_names_them() -> None:
    found, reason = pick_agreement(["Azerbaijani troops shelled Khtsaberd."], [karabakh(), example()])
    assert found is karabakh()
    assert "Khtsaberd" in reason
    assert "Azerbaijan" in reason


def test_names_are_met_with_and_without_marks_and_in_another_spelling() -> None:
    assert pick_agreement(["Baku: Xocavənd rayonu"], [karabakh()])[0] is karabakh()
    assert pick_agreement(["Baku: Xocavend"], [karabakh()])[0] is karabakh()


def test_the_parties_alone_do_not_pick_it() -> None:
    found, reason = pick_agreement(["Armenia and Azerbaijan trade accusations over their border."], [karabakh()])
    assert found is None
    assert reason


def test_one_place_alone_does_not_pick_it() -> None:
    assert pick_agreement(["A fire broke out in Martuni."], [karabakh()])[0] is None
    assert pick_agreement(["As in Nagorno-Karabakh, mediators failed."], [karabakh()])[0] is None


def test_a_place_inside_another_word_is_not_met() -> None:
    assert pick_agreement(["Armenia imported Toghether brand shoes."], [karabakh()])[0] is None


def test_two_agreements_that_fit_alike_are_not_told_apart_by_force() -> None:
    twin = msgspec.structs.replace(karabakh(), id="twin", names=("Twin",))
    found, reason = pick_agreement(["Azerbaijan shelled Khtsaberd."], [karabakh(), twin])
    assert found is None
    assert "Twin" in reason


def test_the_agreement_in_force_on_the_day_goes_first() -> None:
    later = msgspec.structs.replace(
        karabakh(), id="later", names=("Later",), effective_at=datetime(2023, 9, 20, 9, tzinfo=UTC)
    )
    texts = ["Azerbaijan shelled Khtsaberd."]
    assert pick_agreement(texts, [karabakh(), later], on=date(2021, 1, 1))[0] is karabakh()
    assert pick_agreement(texts, [karabakh(), later], on=date(2023, 10, 1))[0] is later


def test_no_agreement_and_no_text_are_no_error() -> None:
    assert pick_agreement([], [karabakh()])[0] is None
    assert pick_agreement(["Azerbaijan shelled Khtsaberd."], [])[0] is None


@pytest.mark.parametrize(
    ("text", "on", "agreement"),
    [
        ("Azerbaijani soldiers fired at a post near Karmir Shuka.", date(2021, 5, 1), "nagorno-karabakh-2020"),
        (
            "Ukrainian troops shelled the edge of Horlivka, the formations of Donetsk said.",
            date(2020, 9, 1),
            "donbas-minsk-2015",
        ),
        (
            "Indian troops fired on villages in the Nikial sector, Pakistan said.",
            date(2019, 8, 1),
            "india-pakistan-loc-2003",
        ),
        (
            "Indian troops fired on villages in the Nikial sector, Pakistan said.",
            date(2025, 8, 1),
            "india-pakistan-2025",
        ),
        ("Houthi gunmen shelled Hays, an officer said.", date(2020, 2, 1), "hudaydah-2018"),
        ("An Israeli drone struck a car in Aitaroun.", date(2025, 3, 1), "israel-lebanon-2024"),
        ("Israeli tanks fired on tents in Khan Younis.", date(2025, 11, 1), "gaza-2025"),
        ("The LNA dug trenches near Sirte.", date(2021, 2, 1), "libya-2020"),
        ("Thai engineers strung wire at Ban Nong Chan.", date(2025, 9, 1), "thailand-cambodia-2025"),
        ("Fighters of the RSF shelled a market in Omdurman.", date(2024, 9, 1), None),
        ("Rebels attacked a convoy near Goma in eastern Congo.", date(2025, 2, 1), None),
        ("The Israeli prime minister spoke of Iran.", date(2025, 6, 20), None),
    ],
)
def test_each_bundled_pack_is_picked_for_its_own_theatre(text: str, on: date, agreement: str | None) -> None:
    found, reason = pick_agreement([text], bundled_packs(), on=on)
    assert (found.id if found else None) == agreement, reason
