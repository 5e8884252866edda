"""The report as a page below the way to the other pages, and as the files that `trucewatch brief` writes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from trucewatch.errors import UsageError
from trucewatch.publish.render import Served
from trucewatch.web.draw import part
from trucewatch.web.state import asked

# its styles stand in it; the shared top has one of ours, and a button to log out
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FORMS = {"html": ("html", "text/html"), "md": ("markdown", "text/markdown"), "json": ("json", "application/json")}
FILES = {f"{name}.{end}": (name == "weekly", *form) for name in ("daily", "weekly") for end, form in FORMS.items()}


async def report(request: Request) -> Response:
    """The daily report, or with `weekly=yes` that of the last seven days."""
    from trucewatch.publish.written import brief_text

    query, view = asked(request)
    weekly = request.query_params.get("weekly", "") == "yes"
    served = Served(top=part(request, "report_top", query=query, weekly=weekly), settings=query.to(""))
    text = brief_text(view, "html", clock="system", weekly=weekly, served=served)
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})


async def report_file(request: Request) -> Response:
    """The report as a file to take away: nothing in it leads back to a server."""
    from trucewatch.publish.written import brief_text

    _, view = asked(request)
    name = request.path_params["file"]
    if name not in FILES:
        raise UsageError(f"no file {name[:60]!r}", try_this=f"one of {', '.join(FILES)}")
    weekly, form, media_type = FILES[name]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(brief_text(view, form, clock="system", weekly=weekly), media_type=media_type, headers=headers)
