"""The text of a new pack: sound, with one provision and its three worked cases, for a lawyer to go on with."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from string import Template

import msgspec

from trucewatch.assess.packs import parse_pack
from trucewatch.assess.toponyms import fold

MOST_LETTERS = 8
_WORDS = ("true", "false", "null", "yes", "no", "on", "off")


class NewPack(msgspec.Struct, frozen=True, kw_only=True):
    """What a new pack starts from. `effective_at` None: the start of the day after signing, in UTC."""

    name: str
    parties: tuple[str, ...]
    places: tuple[str, ...]
    signed_on: date
    effective_at: datetime | None = None
    prefix: str | None = None


def new_pack_text(wanted: NewPack) -> str:
    """A pack as text, checked before it is handed out. Raises: ConfigurationError when the values make no sound pack."""
    effective = wanted.effective_at or datetime(
        wanted.signed_on.year, wanted.signed_on.month, wanted.signed_on.day, tzinfo=UTC
    ) + timedelta(days=1)
    ident = re.sub(r"[^a-z0-9]+", "-", fold(wanted.name)).strip("-")
    if not ident[:1].isalpha() or ident in _WORDS:  # YAML would read a number, or a yes or no
        ident = f"agreement-{ident}".strip("-")
    prefix = wanted.prefix or "".join(word[0] for word in ident.split("-") if word[0].isalpha())[:MOST_LETTERS].upper()
    template = files("trucewatch.data").joinpath("agreement_new.yml").read_text(encoding="utf-8")
    text = Template(template).substitute(
        title=" ".join(wanted.name.split()),
        id=ident,
        prefix=prefix or "TW",
        name=_quoted(wanted.name),
        signed=wanted.signed_on.isoformat(),
        effective=effective.isoformat(),
        parties="\n".join(f"  - side: {_quoted(p)}\n    role: party" for p in wanted.parties),
        places="\n".join(f"  - {_quoted(p)}" for p in wanted.places),
        obligors=", ".join(_quoted(p) for p in wanted.parties),
        first=_quoted(wanted.parties[0]),
        place=_quoted(wanted.places[0]),
        day=(effective + timedelta(days=2)).date().isoformat(),
        before=(effective - timedelta(days=2)).date().isoformat(),
    )
    parse_pack(text, f"{ident}.yml")
    return text


def _quoted(text: str) -> str:
    """A YAML scalar that means this text and nothing else."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
