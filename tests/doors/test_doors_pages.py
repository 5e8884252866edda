"""docs/commands.md: every command, argument and option stands in its section, and none that is not there."""

from __future__ import annotations

import re
from enum import EnumMeta
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer.main

from trucewatch.cli.main import app

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def all_commands() -> dict[str, Any]:
    """Every command by its words, those of groups as "group command"."""
    found: dict[str, Any] = {}
    for name, command in getattr(typer.main.get_command(app), "commands", {}).items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {n}": c for n, c in inner.items()} if inner else {name: command}
    return found


def callbacks() -> dict[str, Any]:
    """The function of every command, by the same words."""
    groups = [
        ("", app),
        *((f"{g.typer_instance.info.name} ", g.typer_instance) for g in app.registered_groups if g.typer_instance),
    ]
    return {
        prefix + (c.name or c.callback.__name__): c.callback
        for prefix, group in groups
        for c in group.registered_commands
        if c.callback
    }


COMMANDS = all_commands()


def section(name: str) -> str:
    """The part of the page about one command."""
    found = re.search(rf"^## `trucewatch {name}.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no section on {name}"
    return found.group()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_stands_in_its_section(name: str) -> None:
    options = {o for p in COMMANDS[name].params for o in p.opts if o.startswith("--")} - {"--help"}
    named = set(re.findall(r"`(--[a-z-]+)", section(name)))
    common = set(re.findall(r"`(--[a-z-]+)", section_everywhere()))
    assert options - named - common == set()
    assert named - options == set()


def section_everywhere() -> str:
    """The part about options that stand with several commands."""
    found = re.search(r"^## Everywhere.*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found.group()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_choices_of_every_option_stand_on_the_page(name: str) -> None:
    text = section(name) + section_everywhere()
    hints = get_type_hints(callbacks()[name]).values()
    choices = {str(member.value) for hint in hints if isinstance(hint, EnumMeta) for member in hint}
    assert [c for c in sorted(choices) if f"`{c}`" not in text] == []


def test_no_section_tells_of_a_command_that_is_not_there() -> None:
    told = set(re.findall(r"^## `trucewatch ([a-z]+(?: [a-z]+)*)", PAGE, re.MULTILINE))
    assert told == set(COMMANDS)


def test_every_environment_variable_stands_on_the_page() -> None:
    variables = {p.envvar for c in COMMANDS.values() for p in c.params if getattr(p, "envvar", None)}
    assert [v for v in sorted(variables) if f"`{v}`" not in PAGE] == []


def test_every_exit_code_stands_on_the_page() -> None:
    assert {int(c) for c in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == {0, 1, 2, 3, 4, 130}
