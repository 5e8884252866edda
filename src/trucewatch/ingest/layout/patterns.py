"""The patterns of `data/layout.yml`, compiled once."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.model.document import PassageKind


class RuleData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as the file holds it; see the file's head for what each key means."""

    kind: PassageKind
    name: str
    pattern: str
    whole: bool = False
    tail: bool = False
    case: bool = False
    max: int = 300
    zone: Literal["any", "head", "foot"] = "any"
    opens: int = 0
    needs_letters: bool = False


class LayoutData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    version: int
    rules: tuple[RuleData, ...]
    agencies: dict[str, tuple[str, ...]]
    continuing_words: tuple[str, ...]
    abbreviations: tuple[str, ...]
    hyphen_prefixes: tuple[str, ...]
    not_a_place: tuple[str, ...]
    dateline_places: tuple[str, ...]
    months: dict[int, tuple[str, ...]]
    date_line_words: tuple[str, ...]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule ready to run on the cleaned words of one line."""

    data: RuleData
    regex: re.Pattern[str]

    def match(self, words: str) -> re.Match[str] | None:
        """The match, or None when the line is too long or not written so."""
        if len(words) > self.data.max:
            return None
        found = self.regex.search(words) if self.data.tail else self.regex.match(words)
        if found and self.data.needs_letters and not any(c.isalpha() for c in words):
            return None
        return found


@cache
def layout_data() -> LayoutData:
    """The file's content.

    Raises: ConfigurationError when the file does not have the shape of `LayoutData`.
    """
    # the base loader reads every scalar as text: the words "on" and "no" must not become truth values
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    text = files("trucewatch.data").joinpath("layout.yml").read_text(encoding="utf-8")
    try:
        return msgspec.convert(yaml.load(text, Loader=loader), LayoutData, strict=False)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ConfigurationError(
            str(error), where="data/layout.yml", try_this="compare it with the packaged file"
        ) from error


@cache
def agency_pattern() -> str:
    """Alternation of all agency forms, longest first, bounded by non-word characters."""
    forms = sorted({f for forms in layout_data().agencies.values() for f in forms}, key=lambda f: (-len(f), f))
    return r"(?<!\w)(?:" + "|".join(re.escape(f) for f in forms) + r")(?!\w)"


@cache
def agency_names() -> dict[str, str]:
    """Form in lower case -> the name to show."""
    return {form.lower(): name for name, forms in layout_data().agencies.items() for form in (name, *forms)}


@cache
def find_agency_regex() -> re.Pattern[str]:
    """Finds an agency's form as it is written (case counts: "trend" and "report" are also plain words)."""
    forms = {v for forms in layout_data().agencies.values() for f in forms for v in (f, f.upper())}
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(f) for f in sorted(forms, key=lambda f: (-len(f), f))) + r")(?!\w)"
    )


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file."""
    return tuple(Rule(data=data, regex=_compile(data)) for data in layout_data().rules)


def _compile(data: RuleData) -> re.Pattern[str]:
    pattern = data.pattern.replace("{agency}", agency_pattern())
    if data.whole or data.tail:
        pattern = rf"(?:{pattern})\Z"
    try:
        return re.compile(pattern, 0 if data.case else re.IGNORECASE)
    except re.error as error:
        raise ConfigurationError(f"rule {data.name}: {error}", where="data/layout.yml") from error
