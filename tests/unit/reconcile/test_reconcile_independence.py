"""Who is an origin of their own: houses, voices of a side, and one line printed by many."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from made_claims import made, text
from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.incident import Incident
from trucewatch.model.span import Span
from trucewatch.reconcile.origins import group_of
from trucewatch.reconcile.outlets import BY_OUR_TABLE, Outlets, voice_side
from trucewatch.reconcile.reconcile import reconcile

LINE = "Mortar rounds fell on the village of Alpha on Friday evening and three farmers were wounded there."
OWN = "Residents reached by telephone told of shelling in Alpha; doctors in the town treated several people."


def told(id: str, source: str, line: str = LINE, **fields: Any) -> tuple[Claim, Document]:
    claim = made(f"{id}-1", "shelling", when="2020-12-11", where=["Alpha"], **fields)
    claim = msgspec.structs.replace(claim, spans=(Span(0, len(line)),))
    return claim, msgspec.structs.replace(text(id, source=source), text=line, body=line)


def incident(*rows: tuple[Claim, Document]) -> Incident:
    (found,) = reconcile([c for c, _ in rows], [d for _, d in rows], theatre_sides=("North", "South")).incidents
    return found


def test_six_outlets_that_print_one_line_are_one_origin_with_six_articles() -> None:
    found = incident(*[told(x, f"The {x} Daily") for x in "abcdef"])
    (origin,) = found.origins
    assert origin.document_ids == tuple("abcdef")
    assert len(origin.reasons) == 5
    assert all("print one line word for word" in r for r in origin.reasons)


def test_an_outlet_with_words_of_its_own_is_an_origin_of_its_own() -> None:
    found = incident(told("a", "The Morning Daily"), told("b", "The Evening Daily", OWN))
    assert len(found.origins) == 2


def test_a_line_that_a_ministry_spoke_is_the_ministrys_also_where_an_outlet_drops_the_name() -> None:
    found = incident(
        told("a", "The Morning Daily", speaker="Northern ministry (North)"), told("b", "The Evening Daily")
    )
    assert [o.group for o in found.origins] == ["side:North"]
    assert found.occurrence == "reported"


def test_a_ministry_and_its_own_peacekeepers_are_one_origin() -> None:
    found = incident(
        told("a", "One Daily", speaker="Eastern ministry of defence (East)"),
        told("b", "Two Daily", OWN, speaker="Eastern peacekeepers (East)"),
    )
    assert [o.group for o in found.origins] == ["side:East"]
    assert found.occurrence == "reported"


def test_media_that_a_side_runs_do_not_confirm_that_side() -> None:
    found = incident(told("a", "One Daily", speaker="Russian army (Russia)"), told("b", "TASS", OWN))
    (origin,) = found.origins
    assert origin.group == "side:Russia"
    assert origin.reasons == ("media of Russia cannot confirm what Russia says.",)
    assert found.occurrence == "reported"


def test_two_houses_of_one_state_are_one_group_and_an_unknown_paper_is_its_own() -> None:
    assert BY_OUR_TABLE.group("TASS") == BY_OUR_TABLE.group("RIA Novosti")
    assert voice_side(BY_OUR_TABLE.group("TASS")) == "Russia"
    assert BY_OUR_TABLE.group("Agence France-Presse") == BY_OUR_TABLE.group("AFP") == "outlet:afp"
    assert BY_OUR_TABLE.group("The Orlen Gazette") == "outlet:the orlen gazette"
    assert voice_side("outlet:afp") is None


def card(name: str, **more: Any) -> Source:
    return Source(id=name.lower().replace(" ", "-"), name=name, **more)


@pytest.mark.parametrize(
    ("cards", "groups"),
    [
        ((), ["outlet:evening post", "outlet:morning post"]),
        (
            (card("Morning Post", independence_group="house"), card("Evening Post", independence_group="house")),
            ["outlet:house"],
        ),
        ((card("Morning Post", aligned_with="North"),), ["outlet:evening post", "voice:media of North"]),
        (
            (card("Morning Post", aligned_with="North", kind="party_military"), card("Evening Post")),
            ["outlet:evening post", "side:North"],
        ),
    ],
)
def test_the_cards_of_followed_sources_say_who_is_one_origin(cards: tuple[Source, ...], groups: list[str]) -> None:
    rows = [told("a", "Morning Post"), told("b", "Evening Post", OWN)]
    (found,) = reconcile([c for c, _ in rows], [d for _, d in rows], sources=cards).incidents
    assert [o.group for o in found.origins] == groups


def test_a_card_also_counts_where_another_paper_passes_its_words_on() -> None:
    cards = Outlets((card("Morning Post", independence_group="house"),))
    claim, document = told("a", "One Daily", relay=["the Morning Post"])
    assert group_of(claim, document, {"a": document}, cards) == "outlet:house"


def test_a_card_stands_above_our_table_under_every_name_of_the_publisher() -> None:
    cards = Outlets((card("AFP", independence_group="house"),))
    assert cards.group("Agence France-Presse") == "outlet:house"
    assert cards.group("Reuters") == "outlet:reuters"


def test_two_sides_that_tell_it_in_the_same_words_stay_two_origins() -> None:
    found = incident(
        told("a", "One Daily", speaker="Northern ministry (North)"),
        told("b", "Two Daily", speaker="Southern ministry (South)"),
    )
    assert len(found.origins) == 2


@pytest.mark.parametrize("relay", [["AFP"], ["The Daily", "AFP"]])
def test_a_narration_taken_from_an_agency_is_the_agencys(relay: list[str]) -> None:
    claim, document = told("a", "One Daily", relay=relay)
    assert group_of(claim, document, {"a": document}) == "outlet:afp"


def test_a_short_routine_line_proves_nothing() -> None:
    rows = [told(x, f"The {x} Daily", "The village of Alpha was shelled.") for x in "ab"]
    assert len(incident(*rows).origins) == 2


def test_one_undated_line_printed_on_one_day_is_one_happening_and_weeks_later_is_not() -> None:
    def pair(second: date) -> int:
        rows = [told("a", "One Daily"), told("b", "Two Daily")]
        claims = [msgspec.structs.replace(c, when=None, where=()) for c, _ in rows]
        documents = [rows[0][1], msgspec.structs.replace(rows[1][1], published=second)]
        return len(reconcile(claims, documents).incidents)

    assert pair(date(2020, 12, 13)) == 1
    assert pair(date(2021, 1, 20)) == 2


def test_unnamed_officials_of_one_text_are_one_origin() -> None:
    def official(name: str) -> ActorRef:
        return ActorRef(name=name, kind="officials")

    claims = [
        msgspec.structs.replace(made(f"a-{n}", "shelling", when="2020-12-11", where=["Alpha"]), speaker=official(name))
        for n, name in enumerate(("Officials", "Military officials"))
    ]
    documents = {"a": text("a", source="The Morning Daily")}
    groups = {group_of(c, documents["a"], documents) for c in claims}
    assert len(groups) == 1
    named = msgspec.structs.replace(claims[0], speaker=official("Mayor Ada Roe"))
    assert group_of(named, documents["a"], documents) not in groups


def test_a_named_person_whose_side_nobody_tells_is_an_origin_and_confirms_nobody() -> None:
    ministry = made(
        "a-1",
        "shelling",
        speaker="Northern ministry (North)",
        by="Southern army (South)",
        when="2020-12-11",
        where=["Alpha"],
    )
    person = made(
        "b-1", "shelling", speaker="Ilan Varo", by="Southern army (South)", when="2020-12-11", where=["Alpha"]
    )
    unknown = msgspec.structs.replace(person, speaker=ActorRef(name="Ilan Varo", kind="persons"))
    body = msgspec.structs.replace(person, speaker=ActorRef(name="Relief body", kind="ngo"))
    documents = [text("a"), text("b")]
    (found,) = reconcile([ministry, unknown], documents, theatre_sides=("North", "South")).incidents
    assert [o.group for o in found.origins] == ["person:ilan varo", "side:North"]
    assert found.occurrence == "reported"
    (confirmed,) = reconcile([ministry, body], documents, theatre_sides=("North", "South")).incidents
    assert confirmed.occurrence == "corroborated"
