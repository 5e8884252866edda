"""What every page needs of a request: its settings, and the view to answer from."""

from __future__ import annotations

from starlette.requests import Request

from trucewatch.publish.view import View
from trucewatch.web.ground import Ground
from trucewatch.web.query import Query, read_query


def ground(request: Request) -> Ground:
    """The open store and its views."""
    held: Ground = request.app.state.ground
    return held


def asked(request: Request) -> tuple[Query, View]:
    """The settings of the address, and the view as of the time that they name."""
    query = read_query(request.query_params)
    return query, ground(request).view(query.as_of)
