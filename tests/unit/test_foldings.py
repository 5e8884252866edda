"""What the foldings of names agree on (decision 16): a change to one is seen here by the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.assess.toponyms import fold_text
from trucewatch.extract.actors.folding import fold as fold_letters
from trucewatch.places.folding import fold as fold_any_script
from trucewatch.publish.wording import fold as fold_asked
from trucewatch.reconcile.names import fold as fold_compared

FOLDINGS = {
    "extract": lambda name: fold_letters(name).lower(),
    "reconcile": fold_compared,
    "assess": fold_text,
    "places": fold_any_script,
    "publish": fold_asked,
}
JOINED = {room: FOLDINGS[room] for room in ("reconcile", "assess", "places")}
every = pytest.mark.parametrize("fold", FOLDINGS.values(), ids=FOLDINGS)


@every
def test_letters_with_marks_and_letters_of_one_alphabet_become_bare_ones(fold: Callable[[str], str]) -> None:
    assert fold("Łódź Đakovo Tromsø Köhnə Tağlar Iğdır Şuşa Ñandú") == (
        "lodz dakovo tromso kohne taglar igdir susa nandu"
    )


@every
def test_what_is_folded_already_stays(fold: Callable[[str], str]) -> None:
    assert fold(fold("Ağdərə Østby")) == fold("Ağdərə Østby") == "agdere ostby"


@pytest.mark.parametrize("fold", JOINED.values(), ids=JOINED)
def test_three_join_a_name_across_an_apostrophe(fold: Callable[[str], str]) -> None:
    assert fold("Sana'a") == fold("Sana’a") == "sanaa"
