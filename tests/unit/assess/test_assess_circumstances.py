"""Exercises, controlled explosions, old mines and accidents: when every account calls it so, and when only one does."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from assess_builders import CASES, actor, claim, document, example, incident, karabakh

from trucewatch.assess.assess import assess
from trucewatch.assess.cases import build_incident, run_cases
from trucewatch.assess.circumstances import ToldAs, circumstances, kinds_in
from trucewatch.assess.packs import parse_pack
from trucewatch.assess.rules import weigh
from trucewatch.errors import ConfigurationError
from trucewatch.model.span import Span

SOUND = (CASES / "sound_pack.yml").read_text(encoding="utf-8")
FIRST = "        expect: apparent_breach\n"
CASE = """      - case: Every account calls the shelling an exercise
        acts: [shelling]
        accused: [North]
        when: 2030-05-10
        places: [Aville]
        told_as: [{kind}]
        expect: {expect}
"""


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Shots were heard from a live-fire exercise near Aville.", ("live_fire_exercise",)),
        ("The blasts came from military drills at the firing range.", ("live_fire_exercise",)),
        ("Sappers carried out a controlled detonation.", ("controlled_explosion",)),
        ("A farmer stepped on an old mine; it was laid during the war.", ("legacy_device",)),
        ("A rifle went off by mistake.", ("accident",)),
        ("It was no accident, the army said.", ()),
        ("This was not a live-fire exercise.", ()),
        ("The army denied any military exercise.", ()),
        ("Troops shelled Aville.", ()),
        ("He was accidented.", ()),
    ],
)
def test_the_words_that_name_a_circumstance_and_those_that_deny_it(words: str, kinds: tuple[str, ...]) -> None:
    assert kinds_in(words) == kinds


@pytest.mark.parametrize("kind", sorted(circumstances()))
def test_what_every_account_calls_so_is_no_apparent_breach(kind: str) -> None:
    expect = circumstances()[kind].finding
    text = SOUND.replace(
        "        expect: apparent_breach\n",
        "        expect: apparent_breach\n" + CASE.format(kind=kind, expect=expect),
        1,
    )
    results = {r.case.case: r for r in run_cases(parse_pack(text, "my.yml"))}
    assert all(r.holds for r in results.values())
    (reason,) = [
        x for x in results["Every account calls the shelling an exercise"].reasons_against if "Every account" in x
    ]
    assert circumstances()[kind].says in reason


def test_a_circumstance_misspelt_in_a_case_is_refused_with_its_line() -> None:
    text = SOUND.replace(
        "        expect: apparent_breach\n",
        "        expect: apparent_breach\n" + CASE.format(kind="live_fire", expect="cannot_tell"),
        1,
    )
    with pytest.raises(ConfigurationError, match="no circumstance") as caught:
        parse_pack(text, "my.yml")
    line = next(i for i, t in enumerate(text.splitlines(), 1) if "told_as" in t)
    assert caught.value.where == f"my.yml:{line}"


def test_one_sides_word_is_a_reason_against_and_decides_nothing() -> None:
    pack = example()
    provision = pack.provisions[0]
    told = ToldAs(by_some=(("live_fire_exercise", ("North",)),))
    weighed = weigh(build_incident(provision.cases[0], pack), provision, {}, pack, told)
    assert weighed.compliance == "apparent_breach"
    assert "North calls it a live-fire exercise." in weighed.reasons_against


@pytest.mark.parametrize(
    ("second", "finding", "reason"),
    [
        (
            "The mission recorded shots from a firing range near Hadrut.",
            "cannot_tell",
            "Every account calls it a live-fire exercise",
        ),
        ("The mission recorded shots near Hadrut.", "apparent_breach", "Armenia calls it a live-fire exercise"),
    ],
)
def test_the_words_of_the_claims_decide_who_calls_it_so(second: str, finding: str, reason: str) -> None:
    first = "Shots near Hadrut were part of a live-fire exercise, Yerevan said."
    papers = (document("doc-1", first), document("doc-2", second))
    told = (
        claim("c-1", "small_arms_fire", speaker=actor("Armenia"), where=("Hadrut",)),
        claim("c-2", "small_arms_fire", speaker=actor("Mission"), where=("Hadrut",), document_id="doc-2"),
    )
    told = tuple(msgspec.structs.replace(c, spans=(Span(0, len(p.text)),)) for c, p in zip(told, papers, strict=True))
    happening = incident(
        "small_arms_fire", claims=told, when="2020-12-11", accused=("Armenia",), attribution="alleged_one_side"
    )
    made = assess((happening,), told, papers, (karabakh(),), (), date(2020, 12, 12))
    found = next(f for f in made.findings if f.provision_id == "nk2020-1a")
    assert found.compliance == finding
    assert any(reason in r for r in found.reasons_against)
