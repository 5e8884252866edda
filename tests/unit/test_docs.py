"""The pages tell the truth: links lead somewhere, commands exist, counts are right."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("src/**/*.md")]
)
DEMO_TEXTS = {p for p in PAGES if p.parent.name == "demo" and p.name != "README.md"}
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[`/ ])trucewatch ([a-z][a-z-]+)\b", re.MULTILINE)


def command_names() -> set[str]:
    """Names of the commands that the command line has."""
    import typer.main

    from trucewatch.cli.main import app

    return set(getattr(typer.main.get_command(app), "commands", {}))


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


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/claims.md", "benchmarks/README.md"])
def test_every_command_that_a_page_names_exists(page: str) -> None:
    named = set(COMMAND.findall((ROOT / page).read_text(encoding="utf-8")))
    assert named - command_names() == set()


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
