"""The word lists of `data/lexicons` are sound, and the small functions that read words, numbers and marks do as they say."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

import trucewatch.extract
from trucewatch.errors import ConfigurationError
from trucewatch.extract.amounts import ordinal_of, times_of
from trucewatch.extract.frames import known_verbs, unsuffixed
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import LONGEST_PARAGRAPH, load_model, parse, split_paragraphs
from trucewatch.extract.quotes import find_quotes
from trucewatch.extract.triggers import Rule, rules_by_head
from trucewatch.extract.weapons import act_of, find_weapons
from trucewatch.model.acts import acts, family
from trucewatch.model.amount import HarmKind
from trucewatch.model.numerals import number_of

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

LEXICONS = sorted(f.name.removesuffix(".yml") for f in files("trucewatch.data").joinpath("lexicons").iterdir())
READ = ("acts", "attribution", "harm", "places", "stance", "weapons")
RULES: list[dict[str, Any]] = lexicon("acts")["rules"]
CONDITIONS = ("obj", "subj", "any", "prep", "sent", "verb", "no_obj", "no_subj", "no_any", "no_sup", "no_gov")
FLAGS = ("weak", "response", "negated", "no_determined", "if_clause", "ahead")
CODE = "".join(p.read_text(encoding="utf-8") for p in sorted(Path(trucewatch.extract.__file__).parent.rglob("*.py")))


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield f"{path}/{key} (key)", key
            yield from leaves(value, f"{path}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from leaves(value, f"{path}[{i}]")
    else:
        yield path, node


@pytest.mark.parametrize("name", READ)
def test_every_word_is_a_word(name: str) -> None:
    """No number, no date, no truth value that YAML made of "no" or "on"; `true` stands for flags only, null for no act."""
    for path, value in leaves(lexicon(name)):
        if isinstance(value, str):
            assert value == value.strip(), path
            assert value or path.endswith("any[0]"), path
        else:
            assert (value is True and path.rsplit("/", 1)[-1] in FLAGS) or (value is None and path.endswith("/act")), (
                path
            )


@pytest.mark.parametrize("name", [n for n in LEXICONS if n != "time_zones"])
def test_every_list_is_read_by_some_rule(name: str) -> None:
    """A list that nobody reads misleads whoever adds a word to it."""
    assert [key for key in lexicon(name) if f'"{key}"' not in CODE] == []


def test_every_list_of_a_kind_of_harm_is_read() -> None:
    kinds = [lexicon("harm")[kind] for kind in get_args(HarmKind)]
    assert {key for kind in kinds for key in kind if f'"{key}"' not in CODE} == set()


def test_words_that_yaml_takes_for_truth_values_stay_words() -> None:
    assert "no" in words("harm", "around")
    assert "on" in words("places", "holds")
    assert all(isinstance(w, str) for w in words("places", "prepositions", "in"))


def test_every_act_of_the_rules_is_in_the_list_of_acts() -> None:
    assert {r["act"] for r in RULES} - set(acts()) == set()


def test_nearly_every_act_has_a_rule_or_a_weapon() -> None:
    """What is left needs a sea, a prison or a toll: told by other means or not yet read."""
    told = {r["act"] for r in RULES} | {act_of(kind) for kind in lexicon("weapons")["classes"]}
    assert set(acts()) - told <= {"naval_fire", "casualty_toll"}


def test_a_rule_has_one_part_of_speech_and_heads() -> None:
    for number, row in enumerate(RULES, 1):
        parts = [p for p in "vna" if p in row]
        assert len(parts) == 1, number
        assert row[parts[0]], number
        assert set(row) <= {*Rule.__struct_fields__, *"vna"}, (number, set(row))


def test_sets_that_rules_name_exist_and_are_used() -> None:
    data = lexicon("acts")
    known = {*data["sets"], "demand", "ending"}
    used = {item[1:] for r in RULES for key in CONDITIONS for item in r.get(key, ()) if item.startswith("@")}
    assert used - known == set()
    assert {name for name in data["sets"] if name not in used and f'"{name}"' not in CODE} == set()
    assert all(not w.startswith("@") for row in data["sets"].values() for w in row)


def covers(first: Rule, second: Rule) -> bool:
    """True if an earlier rule fits whatever a later one of the same head fits: the later can never tell."""
    for key in set(first.__struct_fields__) - {"name", "act", "pos", "heads", "weak", "response"}:
        mine, theirs = getattr(first, key), getattr(second, key)
        if mine is None or mine is False:
            continue
        if mine is True or not isinstance(mine, frozenset):
            fits = mine == theirs
        elif key.startswith("no_"):
            fits = theirs is not None and mine <= theirs
        else:
            fits = theirs is not None and theirs <= mine
        if not fits:
            return False
    return True


def test_no_rule_stands_in_the_shadow_of_an_earlier_one() -> None:
    """For a rule all of whose heads are taken by earlier rules that ask for less."""
    shadowed: dict[str, list[bool]] = {}
    for rules in rules_by_head().values():
        for i, rule in enumerate(rules):
            shadowed.setdefault(rule.name, []).append(any(covers(r, rule) for r in rules[:i]))
    assert [name for name, heads in shadowed.items() if all(heads)] == []


def test_a_shadow_would_be_seen() -> None:
    wide = Rule(name="wide", act="shelling", pos="v", heads=frozenset({"shell"}))
    narrow = Rule(name="narrow", act="shelling", pos="v", heads=frozenset({"shell"}), any=frozenset({"village"}))
    assert covers(wide, narrow)
    assert not covers(narrow, wide)


def test_every_head_is_a_small_lemma() -> None:
    heads = {head for _, head in rules_by_head()}
    assert all(w == w.lower() for w in heads)
    assert {"shell", "attack", "violate", "withdraw"} <= heads


def test_weapons_have_acts_of_force_and_phrases_of_their_own() -> None:
    seen: dict[str, str] = {}
    for kind, row in lexicon("weapons")["classes"].items():
        assert row["act"] is None or family(row["act"]) == "force", kind
        for phrase in row["phrases"]:
            assert phrase == phrase.lower(), phrase
            assert seen.setdefault(phrase, kind) == kind, phrase


def test_the_classes_of_weapons_are_those_that_claims_name() -> None:
    named = "small_arms sniper_rifle machine_gun grenade_launcher mortar artillery tank rocket missile aircraft drone mine ied"
    assert set(lexicon("weapons")["classes"]) == {*named.split(), "anti_tank", "cannon", "other"}


def test_kinds_of_harm_are_those_of_the_model() -> None:
    told = {k for k, row in lexicon("harm").items() if isinstance(row, dict) and "verbs" in row}
    assert told == {"killed", "wounded", "captured", "missing", "displaced"}
    assert words("harm", "civilians") <= words("harm", "people")


def test_ways_of_speaking_do_not_contradict_one_another() -> None:
    verbs = lexicon("attribution")["verbs"]
    assert not set(verbs["deny"]) & (set(verbs["assert"]) | set(verbs["accuse"]))
    assert set(lexicon("attribution")["perceive"]) <= set(verbs["assert"])


def test_an_unknown_lexicon_is_no_silent_emptiness() -> None:
    with pytest.raises(FileNotFoundError):
        lexicon("nosuch")
    assert files("trucewatch.data").joinpath("lexicons", "acts.yml").is_file()


# -- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("1,960", 1960), ("1 960", 1960), ("zero", 0), ("twelve", 12), ("twenty-five", 25), ("twenty five", 25),
        ("a hundred", 100), ("two hundred and six", 206), ("three thousand", 3000), ("two thousand one hundred", 2100),
        ("ONE", 1), ("one million", 1_000_000), ("999999999", 999_999_999),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, value: int) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    "text", ["", "dozens", "several", "and", "twenty soldiers", "1.5", "12mm", "9" * 40, "-3", "1,96"]
)
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("first", 1), ("Sixth", 6), ("2nd", 2), ("21st", 21), ("six", None), ("st", None), ("", None)]
)
def test_ordinals_are_read(text: str, value: int | None) -> None:
    assert ordinal_of(text) == value


def test_once_twice_thrice_are_numbers() -> None:
    assert [times_of(w) for w in ("once", "Twice", "thrice", "often")] == [1, 2, 3, None]


# -- quotation marks


def quoted(text: str) -> list[str]:
    return [text[a:b] for a, b in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "it is calm" and left.', ["it is calm"]),
        ("He said “it is calm” and left.", ["it is calm"]),
        ("«It is calm», he said.", ["It is calm"]),
        ('"One," he said, "and two."', ["One,", "and two."]),
        ('"It is calm. Nobody fired. We wait," he said.', ["It is calm. Nobody fired. We wait,"]),
        ("no marks at all", []),
        ('a 12" pipe and nothing else', []),
        ("a closer” without an opener", []),
        ("“He told us “wait” and left.”", ["He told us “wait"]),
    ],
)
def test_quotations_are_found(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_a_quotation_left_open_ends_with_its_paragraph_or_goes_on() -> None:
    text = '"The night was bad.\n\n"The day was worse," he said.\n\nNothing more.'
    assert quoted(text) == ["The night was bad.", "The day was worse,"]


@pytest.mark.parametrize("text", ['"', '""', "“", "”", "", '"\n\n"', "“”“”"])
def test_marks_alone_break_nothing(text: str) -> None:
    assert all(0 <= a <= b <= len(text) for a, b in find_quotes(text))


# -- paragraphs


def test_paragraphs_keep_their_offsets() -> None:
    body = "One.\n\nTwo and more.\nThree.\n\n\n"
    assert [(at, text) for at, text in split_paragraphs(body)] == [(0, "One."), (6, "Two and more."), (20, "Three.")]


def test_long_paragraphs_are_cut_at_a_sentence_and_lose_nothing() -> None:
    body = "The valley lies between two rivers. " * 1_000
    pieces = list(split_paragraphs(body))
    assert len(pieces) > 5
    assert max(len(text) for _, text in pieces) <= LONGEST_PARAGRAPH
    assert "".join(text for _, text in pieces) == body
    assert all(text.rstrip().endswith(".") for _, text in pieces)


def test_marks_are_made_plain_letter_for_letter() -> None:
    body = "“Ministry’s” «word» #tag @name\u00a0end"
    ((at, text),) = split_paragraphs(body)
    assert (at, len(text)) == (0, len(body))
    assert text == '"Ministry\'s" "word"  tag  name end'


def test_a_run_of_letters_without_blanks_is_blanked() -> None:
    body = "Before " + "x" * 500 + " after."
    ((_, text),) = split_paragraphs(body)
    assert len(text) == len(body)
    assert text.split() == ["Before", "after."]


def test_sentences_count_offsets_of_the_body(reader: Reader) -> None:
    body = "Nobody fired.\n\nThe village slept. The guards stood."
    sentences = parse(reader.nlp, body)
    assert [body[s.start : s.end] for s in sentences] == ["Nobody fired.", "The village slept.", "The guards stood."]
    assert [(s.index, s.paragraph) for s in sentences] == [(0, 0), (1, 1), (2, 1)]


# -- verbs and weapons


@pytest.mark.parametrize(
    ("word", "verb"),
    [("opening", "open"), ("violating", "violate"), ("shelling", "shell"), ("firing", "fire"), ("hitting", "hit")],
)
def test_the_verb_behind_an_ing_form_is_found(word: str, verb: str) -> None:
    assert verb in known_verbs()
    assert unsuffixed(word) == verb


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("They used mortars and heavy machine guns.", ["mortar", "machine_gun"]),
        ("An anti-tank guided missile hit the car.", ["anti_tank"]),
        ("A rocket-propelled grenade was fired.", ["grenade_launcher"]),
        ("Hand-held grenade launchers and sniper rifles were used.", ["grenade_launcher", "sniper_rifle"]),
        ("An improvised explosive device went off.", ["ied"]),
        ("Howitzers, tanks and drones were seen.", ["artillery", "tank", "drone"]),
        ("They fired 120mm mortar shells.", ["mortar"]),
        ("Apples and pears were sold.", []),
    ],
)
def test_weapons_are_found_by_their_longest_name(text: str, kinds: list[str], reader: Reader) -> None:
    (sentence,) = parse(reader.nlp, text)
    assert [w.kind for w in find_weapons(sentence)] == kinds


# -- the language model


def test_a_model_that_is_not_there_is_told_with_what_to_try() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_model("nope")
    assert "nope" in str(caught.value)
    assert "--model" in str(caught.value)


def test_a_folder_that_is_no_model_is_told(tmp_path: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_model(str(tmp_path))
    assert str(tmp_path) in str(caught.value)


def test_a_model_without_a_parser_is_refused(tmp_path: Any) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ConfigurationError, match="parser"):
        load_model(str(tmp_path / "blank"))


def test_the_name_of_a_model_tells_its_version(reader: Reader) -> None:
    assert reader.model.startswith("en_")
    assert reader.model.split("-")[-1][0].isdigit()
    assert reader.model in reader.version
