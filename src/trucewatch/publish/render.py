"""A report as Markdown, HTML or JSON. Rendering adds no fact: templates show what the record holds."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec
from jinja2 import Environment
from markupsafe import Markup, escape

from trucewatch.publish.brief import REFS_SHOWN, Brief, BriefFormat
from trucewatch.publish.draw import draw
from trucewatch.publish.environment import environment_of
from trucewatch.publish.quotes import flat, one_line, shown
from trucewatch.publish.rows import ClaimRow
from trucewatch.publish.sentence import Part

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~&])")
_CODE = re.compile(r"\b([A-Z]{1,8}-\d{4}-\d{4,})\b")
_LINE_START = re.compile(r"^(\s*)([-+=>]|\d+[.)])")


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What a server adds when it shows the report as a page of its own, in place of the file's own refusal to load anything.

    `top` stands above it; `settings` are added to the addresses of incidents and documents ("?as_of=..."), or are empty.
    """

    top: Markup
    settings: str = ""


def render_brief(brief: Brief, form: BriefFormat, served: Served | None = None) -> str:
    """The whole report as one text, ending with a newline. `html` is one file that asks nothing of any other.

    `served`: only for a page of a server, which leads on to its other pages.
    """
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(brief), indent=2).decode() + "\n"
    environment = _html() if form == "html" else _markdown()
    template = environment.get_template("brief.html.j2" if form == "html" else "brief.md.j2")
    numbers = {note.claim.id: note.number for note in brief.notes}
    targets = {row.code: f"row-{row.code}" for row in brief.annex}
    targets |= {block.id: block.id for section in brief.sections for block in section.blocks}
    text = template.render(
        brief=brief,
        served=served,
        codes={row.code for row in brief.annex},
        refs=lambda claims: _refs(claims, numbers),
        say=(lambda parts: _html_parts(parts, targets)) if form == "html" else _markdown_parts,
    )
    return text.rstrip() + "\n"


class Refs(msgspec.Struct, frozen=True):
    """The numbers of the notes to show after a sentence, and how many claims stand in the annex only."""

    numbers: tuple[int, ...]
    more: int


def _refs(claims: tuple[str, ...], numbers: dict[str, int]) -> Refs:
    return Refs(tuple(numbers[c] for c in claims[:REFS_SHOWN]), max(0, len(claims) - REFS_SHOWN))


@cache
def _html() -> Environment:
    environment = _environment(autoescape=True)
    environment.filters["shown"] = shown
    environment.filters["draw"] = draw
    return environment


@cache
def _markdown() -> Environment:
    environment = _environment(autoescape=False, finalize=_safe_markdown)
    environment.filters["shown"] = shown
    environment.filters["raw"] = Markup
    return environment


def _environment(**options: Any) -> Environment:
    environment = environment_of("trucewatch.publish", **options)
    environment.filters["web"] = web_address
    environment.filters["voice"] = _voice
    return environment


def _voice(claim: ClaimRow) -> str:
    """Who says it, and through whom."""
    speaker = claim.speaker or f"{claim.document.source or 'an outlet that is not named'}, in its own voice"
    return one_line(f"{speaker}, through {', '.join(claim.relay)}" if claim.relay else speaker)


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; anything else (javascript:, data:, file:) is not made a link."""
    return url if url and re.match(r"https?://[^\s\"'<>]+$", url) else None


def _html_parts(parts: tuple[Part, ...], targets: dict[str, str]) -> Markup:
    """The parts, escaped; an incident's code leads to where the report tells of it."""
    said = (Markup("<q>{}</q>").format(p.text) if p.quoted else _with_links(p.text, targets) for p in parts)
    return Markup("").join(said)


def _with_links(text: str, targets: dict[str, str]) -> Markup:
    link = Markup('<a class="code" href="#{}">{}</a>')
    pieces = _CODE.split(text)  # codes stand at the odd places
    return Markup("").join(
        link.format(targets[piece], piece) if i % 2 and piece in targets else escape(piece)
        for i, piece in enumerate(pieces)
    )


def _markdown_parts(parts: tuple[Part, ...]) -> Markup:
    said = "".join(f"“{escape_markdown(p.text)}”" if p.quoted else escape_markdown(p.text) for p in parts)
    return Markup(_LINE_START.sub(r"\1\\\2", said))


def _safe_markdown(value: object) -> object:
    """Everything that a template prints is escaped, unless a filter has done so."""
    return value if isinstance(value, Markup | int) else escape_markdown(str(value))


def escape_markdown(text: str) -> str:
    """Text in which no character is a sign of Markdown or HTML, on one line."""
    return _MARKDOWN.sub(r"\\\1", flat(text))
