"""A card to go on with: every field that it needs, and what to look up."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.watching.card import CARD, Source, load_source
from trucewatch.whole import write_whole

_TEXT = """\
# A source of reports. Fields: docs/sources.md. Check it with: trucewatch source check {ident}
publisher: {publisher}
kind: {kind}                 # party_military, party_government, de_facto_authority, monitoring_mission, igo, ngo, ...
speaks_for: {speaks_for}           # the side whose voice it is; ~ for none
independence_group: {group}   # outlets of one house or one state share a group: they cannot corroborate one another
form: {form}
address: {address}
language: {language}
licence: {{name: unknown, publish: facts}}   # publish: nothing, facts, excerpts or full_text
every_minutes: {every}
items_a_day: [{least}, {most}]      # the fewest and the most that are plausible on one day
silent_after_hours: {silent}    # without anything new for so long, an alarm
{more}"""
_MORE = {
    "pages": 'links: {match: "/news/[0-9]+"}   # which links of the page are articles: a pattern over the whole address\n',
    "table": (
        "table:\n  observer: the mission   # who recorded the rows\n  dates: dmy\n"
        "  columns: {place: Event location, observation: Observation, date: Date}   # our name: heading there\n"
    ),
}


def write_card(
    folder: Path,
    ident: str,
    address: str,
    *,
    form: str,
    publisher: str | None = None,
    kind: str = "unknown",
    speaks_for: str | None = None,
    language: str = "en",
) -> Source:
    """The source, after its folder and card were written. Raises: UsageError when it is there, or when what was
    given makes no sound card (nothing is left behind then).
    """
    text = _TEXT.format(
        ident=ident,
        publisher=_quoted(publisher or ident),
        kind=kind,
        speaks_for=_quoted(speaks_for) if speaks_for else "~",
        group=ident,
        form=form,
        address=_quoted(address),
        language=language,
        every=30,
        least=0,
        most=100,
        silent=72,
        more=_MORE.get(form, ""),
    )
    return put_card(folder, ident, text)


def put_card(folder: Path, ident: str, text: str) -> Source:
    """The source, after a card's text was written into its folder; see `write_card`."""
    home = folder / ident
    if (home / CARD).exists():
        raise UsageError("this source has a card already", where=str(home / CARD), try_this="another id, or edit it")
    try:
        home.mkdir(parents=True, exist_ok=True)
        write_whole(home / CARD, text.encode())  # a watch that runs meanwhile must not meet half a card
    except OSError as error:
        raise UsageError(f"the card cannot be written: {error.strerror}", where=str(home)) from error
    try:
        return load_source(home)
    except ConfigurationError as error:
        (home / CARD).unlink()
        with suppress(OSError):
            home.rmdir()
        # the file is gone again, so its line would lead nowhere
        raise UsageError(error.what, where=f"source {ident}", try_this=error.try_this) from error


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
