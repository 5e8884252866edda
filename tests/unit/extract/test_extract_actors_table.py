"""The actor table: its data, its loader's refusals, its finds."""

from __future__ import annotations

from typing import Any

import pycountry
import pytest

from trucewatch.errors import ConfigurationError
from trucewatch.extract.actors import forms, load_table
from trucewatch.extract.actors.datafile import read_yaml
from trucewatch.extract.actors.folding import fold, lower, spellings
from trucewatch.extract.actors.forms import read_entries
from trucewatch.extract.actors.lexicon import load_words
from trucewatch.extract.actors.rivals import load_rivals
from trucewatch.model.sources import find_source, quiet_names, sources

STATES = read_yaml("states.yml")["state"]
# members and observers of the United Nations, and three that other states' lists carry
NOT_IN_PYCOUNTRY = {"XK"}


def test_every_state_code_is_known_to_pycountry() -> None:
    assert {c for c in STATES if pycountry.countries.get(alpha_2=c) is None} == NOT_IN_PYCOUNTRY


def test_the_states_are_complete() -> None:
    assert len(STATES) == 197
    assert all("name" in row and ("capital" in row or "quiet_capital" in row) for row in STATES.values())
    assert [c for c, row in STATES.items() if "adjectives" not in row and c != "DM"] == []


@pytest.mark.parametrize("code", sorted(set(STATES) - NOT_IN_PYCOUNTRY))
def test_a_state_is_found_by_the_names_of_pycountry(code: str) -> None:
    country = pycountry.countries.get(alpha_2=code)
    names = {
        country.name,
        getattr(country, "common_name", country.name),
        getattr(country, "official_name", country.name),
    }
    for name in names:
        if "," in name or "(" in name or (code, name) == ("CG", "Congo"):  # alone, Congo is the larger one
            continue
        found = load_table().find(name.removeprefix("the "))
        assert [m.entry_id for m in found] == [code]


def test_rivals_name_sides_of_the_table_and_never_a_pair_twice() -> None:
    data, sides = read_yaml("rivals.yml"), load_table().sides
    pairs = [frozenset(row.split(", ")) for row in (*data["opposed"], *data["allied"])]
    assert {s for pair in pairs for s in pair} <= sides
    assert set(data["rebels"]) | set(data["rebels"].values()) <= sides
    assert len(pairs) == len(set(pairs))


def test_opposition_is_mutual() -> None:
    opposed = load_rivals().opposed
    assert all(side in opposed[other] for side, others in opposed.items() for other in others)


def test_homes_are_states_or_entries() -> None:
    known = load_table().entries.keys() | {"EH"}
    assert {h for e in load_table().entries.values() for h in e.home} <= known


def test_every_form_of_the_data_is_found_somewhere() -> None:
    """Each certain form, alone in a text, gives its own entry, unless a list of phrases that are no actors holds it."""
    table = load_table()
    _, written = read_entries()
    barred = set(load_words().not_actors)
    holders: dict[str, set[str]] = {}
    for (text, _, _), entries in written.items():
        holders.setdefault(text, set()).update(e.id for e in entries)
    certain = {text for (text, _, certain) in written if certain}
    lost = [
        text
        for text in certain
        if len(holders[text]) == 1
        and text not in barred
        and [m.entry_id for m in table.find(text)] != [next(iter(holders[text]))]
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        ({"names": "Foo"}, "state", "wants `name`"),
        ({"name": "Foo", "colour": "red"}, "state", "wants `name`"),
        ({"name": "Foo", "names": ["Bar"]}, "state", "wants `name`"),
        ({"name": "Foo"}, "army", "unknown kind 'army'"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(
    row: dict[str, Any], kind: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FILES", ("groups.yml",))
    monkeypatch.setattr(forms, "read_yaml", lambda name: {kind: {"foo": row}})
    with pytest.raises(ConfigurationError, match=r"groups\.yml, entry 'foo'") as caught:
        read_entries()
    assert said in caught.value.what


def test_an_id_that_stands_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FILES", ("groups.yml", "forces.yml"))
    monkeypatch.setattr(forms, "read_yaml", lambda name: {"state": {"foo": {"name": "Foo"}}})
    with pytest.raises(ConfigurationError, match="twice"):
        read_entries()


def test_folding_keeps_every_place() -> None:
    text = "“Türkiye’s” İstanbul – Ağdam\u00a0\nXocavənd ß ﬁ"
    assert len(fold(text)) == len(text)
    assert len(lower(fold(text))) == len(text)
    assert fold("Chișinău’s") == "Chisinau's"


def test_regular_spellings_are_made() -> None:
    assert set(spellings("UN Defence Centre")) >= {"U.N. Defense Center", "UN Defense Centre"}
    assert "Al Qaeda" in set(spellings("al-Qaeda"))


def test_sources_have_groups_and_agree_with_the_sides() -> None:
    table = load_table()
    for source in sources().values():
        assert source.independence_group
        assert source.kind in ("wire_agency", "news_outlet", "state_media")
        assert source.aligned_with is None or source.aligned_with in table.sides
        assert (source.kind != "state_media") or source.aligned_with
        assert source.reliability is None  # a person grades, not a table


def test_a_source_is_found_by_any_of_its_names() -> None:
    assert find_source("Agence France-Presse") is find_source("afp") is find_source("the AFP")
    assert find_source("Nobody's Gazette") is None


def test_outlets_of_one_state_are_one_group() -> None:
    groups = {name: find_source(name).independence_group for name in ("TASS", "RIA Novosti", "Sputnik")}  # type: ignore[union-attr]
    assert set(groups.values()) == {"russian-state"}


def test_common_words_are_not_read_as_outlets() -> None:
    assert "Dawn" in quiet_names()
    assert load_table().find("Dawn broke over the lines.") == ()
    assert find_source("Dawn") is not None


def test_a_name_that_only_the_longer_text_settles() -> None:
    table = load_table()
    assert table.find("the Rangers fired") == ()
    homes = table.homes_in("Indian and Pakistani soldiers traded fire")
    assert [m.entry_id for m in table.find("the Rangers fired", homes)] == ["ispr"]
