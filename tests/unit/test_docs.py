"""The pages tell the truth: links lead somewhere, commands exist, counts are right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("src/**/*.md")]
)
DEMO_TEXTS = {p for p in PAGES if p.parent.name == "demo" and p.name != "README.md"}
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[`/ ])trucewatch ([a-z][a-z-]+)\b(?: ([a-z][a-z-]+)\b)?", re.MULTILINE)
CALL = re.compile(r"(?:^|[`/ ])trucewatch ([a-z][^`|#\n]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w/<-])--[a-z][a-z-]*[a-z](?![\w>-])")
FILE = re.compile(r"`([\w./-]+\.(?:py|yml|csv|tsv|sql|mjs|js|css|toml|j2|json))\b")
HISTORY = {"CHANGELOG.md", "reading_history.md"}  # what was then
NOW = [p for p in PAGES if p not in DEMO_TEXTS and p.name not in HISTORY]
# options of other programs that pages show how to call: createuser, createdb, pg_dump, pg_restore, adduser, systemctl
OTHERS = {"--pwprompt", "--owner", "--encoding", "--template", "--format", "--file", "--no-owner", "--exit-on-error",
          "--dbname", "--system", "--now"}  # fmt: skip
# what the program writes or serves, what a package holds, and a name to put another in place of
NOT_HERE = {"files/left_out.csv", "incidents.csv", "/api/openapi.json", "cities500.json"}
NOT_HERE |= {"publish/files/NAME.py", "cli/command_NAME.py"}
FOLDERS = ("src", "tests", "benchmarks", "docs", "deploy", "requirements")
FILES = [f"/{p.relative_to(ROOT)}" for p in (*ROOT.iterdir(), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.*")))]


def commands() -> dict[tuple[str, ...], set[str]]:
    """Every command by its words, with its options."""
    import typer.main

    from trucewatch.cli.main import app

    found: dict[tuple[str, ...], set[str]] = {}

    def walk(command: Any, path: tuple[str, ...]) -> None:
        found[path] = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
        found[path].add("--help")
        for name, below in getattr(command, "commands", {}).items():
            walk(below, (*path, name))

    walk(typer.main.get_command(app), ())
    return found


COMMANDS = commands()


def command_names() -> set[str]:
    """Names of the commands that the command line has."""
    return {path[0] for path in COMMANDS if path}


@pytest.mark.parametrize("page", [p for p in PAGES if p not in DEMO_TEXTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    local = [unquote(t.split("#")[0]) for t in targets if "://" not in t and not t.startswith(("#", "mailto:"))]
    missing = [t for t in local if not (page.parent / t).exists()]
    assert missing == []


def test_there_are_pages_to_check() -> None:
    names = {p.name for p in PAGES}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "index.md", "claims.md"} <= names


def test_every_page_of_the_documentation_is_listed_in_its_index() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / t).resolve() for t in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {p.resolve() for p in (ROOT / "docs").rglob("*.md")} - {index.resolve()}
    assert sorted(str(p.relative_to(ROOT)) for p in pages - listed) == []


by_page = pytest.mark.parametrize("page", NOW, ids=lambda p: str(p.relative_to(ROOT)))


@by_page
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for name, below in COMMAND.findall(page.read_text(encoding="utf-8")):
        assert (name,) in COMMANDS, name
        if below and any(len(path) == 2 and path[0] == name for path in COMMANDS):
            assert (name, below) in COMMANDS, (name, below)


@by_page
def test_every_option_behind_a_command_is_one_of_its_own(page: Path) -> None:
    for call in CALL.findall(page.read_text(encoding="utf-8")):
        words = call.split()
        path = tuple(words[:2]) if tuple(words[:2]) in COMMANDS else (words[0],)
        assert set(OPTION.findall(call)) - COMMANDS.get(path, set()) == set(), call


@by_page
def test_every_option_that_a_page_names_is_one_of_some_command_or_script(page: Path) -> None:
    scripts = [*ROOT.glob("*.py"), *ROOT.glob("benchmarks/*.py"), ROOT / "tests" / "conftest.py"]
    known = set().union(*COMMANDS.values(), OTHERS, *(OPTION.findall(p.read_text(encoding="utf-8")) for p in scripts))
    assert set(OPTION.findall(page.read_text(encoding="utf-8"))) - known == set()


@by_page
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """By its path, or by the last parts of it: `frames.py`, `cli/options.py`."""
    named = set(FILE.findall(page.read_text(encoding="utf-8"))) - NOT_HERE
    assert sorted(n for n in named if not any(f.endswith(f"/{n.removeprefix('../')}") for f in FILES)) == []


def test_every_room_stands_in_the_table_of_the_house() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {p.name for p in (ROOT / "src" / "trucewatch").iterdir() if (p / "__init__.py").exists()}
    rooms |= {p.stem for p in (ROOT / "src" / "trucewatch").glob("[a-z]*.py")}
    assert rooms == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_every_question_every_format_and_every_benchmark_stands_in_its_page() -> None:
    from trucewatch.publish.files import FORMATS
    from trucewatch.publish.questions import QUESTIONS

    def missing(page: str, names: Iterable[str]) -> list[str]:
        text = (ROOT / page).read_text(encoding="utf-8")
        return [name for name in names if not re.search(rf"(?:^|[`/])({re.escape(name)})\b", text)]

    scripts = [p for p in sorted(ROOT.glob("benchmarks/*.py")) if "__main__" in p.read_text(encoding="utf-8")]
    assert missing("docs/questions.md", QUESTIONS) == []
    assert missing("docs/files.md", FORMATS) == []
    assert missing("benchmarks/README.md", [p.name for p in scripts]) == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in sorted(command_names()) if not re.search(rf"\b{re.escape(name)}\b", readme)]
    assert missing == []


def test_lock_files_pin_every_package_by_digest_and_name_no_host() -> None:
    for name in ("run.txt", "lock.txt", "model.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        blocks = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\n(?:[ \t]+[^\n]*\n)+", text, re.MULTILINE)
        pinned = re.findall(r"^([a-z0-9][^=\n]*)==", text, re.MULTILINE)
        assert pinned
        assert len(blocks) == len(pinned)
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text
        assert "index-url" not in text


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text) > 11_000
