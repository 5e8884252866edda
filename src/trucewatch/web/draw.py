"""Templates to answers. Everything that a text, a name or an address holds is escaped."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Container
from datetime import datetime
from functools import cache

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from trucewatch.publish.environment import environment_of
from trucewatch.publish.quotes import file_name, shown
from trucewatch.publish.render import web_address
from trucewatch.publish.sections.figures import NO_BORDER
from trucewatch.publish.wording import say_day, say_when
from trucewatch.web.accounts.visit import form_token, may_decide, visit_of
from trucewatch.web.query import Query
from trucewatch.web.told import put_together

_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_EDGE = r"\d{4}-\d\d(?:-\d\d)?[~?%]?"
_SPAN = re.compile(rf"{_EDGE}(?:/(?:{_EDGE}|\.\.))?")
_CODE = re.compile(r"\b([A-Z]{1,8}-\d{4}-\d{4,})\b")
_ORIGIN = re.compile(r"\b(?:side|outlet|agency):")  # the kind of an origin before its name
BESIDE = ("words", "day", "since", "incident")  # what single pages ask for beside the settings of all
SLOT_STATES = {
    "agreed": "agreed",
    "compatible": "both can be right",
    "differ": "disputed",
    "one_account": "one account only",
    "not_said": "silent",
}


def draw(request: Request, name: str, *, status: int = 200, **held: object) -> Response:
    """A page from its template."""
    return HTMLResponse(part(request, name, **held), status_code=status)


def part(request: Request, name: str, **held: object) -> Markup:
    """What a template makes of these rows and of who asks."""
    query = held.setdefault("query", Query())
    held.setdefault("view", None)
    held["beside"] = tuple((k, v) for k, v in request.query_params.items() if k in BESIDE)
    now = not isinstance(query, Query) or query.as_of is None  # an earlier state is only looked at
    held |= {"token": form_token(request), "visit": visit_of(request), "writable": may_decide(request) and now}
    return Markup(_templates().get_template(f"{name}.html.j2").render(path=request.url.path, **held))  # it escapes


@cache
def _templates() -> Environment:
    made = environment_of("trucewatch.web")
    made.filters.update(
        linked=_linked,
        file_name=file_name,
        shown=shown,
        web=web_address,
        moment=_say_moment,
        known_at=_say_known,
        short_day=lambda day: f"{day.day} {month_abbr[day.month]}",
        dates=_say_dates,
        voices=lambda text: _ORIGIN.sub("", text),
    )
    made.globals.update(say_when=say_when, slot_states=SLOT_STATES, no_border=NO_BORDER, put_together=put_together)
    return made


def _linked(text: str, query: Query, known: Container[str]) -> Markup:
    """The words, escaped; a code of an incident that is there leads to it."""
    link = Markup('<a class="code" href="{}">{}</a>')
    pieces = _CODE.split(text)  # codes stand at the odd places
    return Markup("").join(
        link.format(query.link(f"/incidents/{piece}"), piece) if i % 2 and piece in known else escape(piece)
        for i, piece in enumerate(pieces)
    )


def _say_dates(text: str) -> str:
    """An answer's text with its days in words: 11 December 2020, a span as it is told."""
    if _SPAN.fullmatch(text):
        return say_when(text)
    return _DAY.sub(lambda m: say_when(m[0]), text)


def _say_known(moment: datetime) -> str:
    """A time from which something was known, as exact as it is: the very start or end of a day stands for a day alone."""
    if (moment.hour, moment.minute) in ((0, 0), (23, 59)):
        return say_day(moment.date())
    return _say_moment(moment)


def _say_moment(moment: datetime | None) -> str:
    return f"{say_day(moment.date())}, {moment:%H:%M} ({moment.tzname()})" if moment else "nothing read yet"
