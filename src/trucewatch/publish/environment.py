"""How templates are read, the same for reports, sites and pages: a name that is not given is an error, not a blank."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from trucewatch.publish.quotes import one_line
from trucewatch.publish.wording import say_code, say_day


def environment_of(package: str, *, autoescape: bool = True, **options: Any) -> Environment:
    """The templates of a package, with the filters that all of them use: `day`, `line`, `code`."""
    made = Environment(
        loader=PackageLoader(package, "templates"),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.filters.update(
        day=lambda day: say_day(day) if day else "not dated",
        line=one_line,
        code=lambda word, axis="acts": say_code(axis, word),
    )
    return made
