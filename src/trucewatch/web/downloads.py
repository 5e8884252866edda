"""Files to take away from a page: every format of `trucewatch export`, over the incidents that the page shows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from trucewatch.errors import UsageError
from trucewatch.publish.files import FORMATS, write_file
from trucewatch.publish.release import FULL, Released, Tier
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.steady import collector_paused
from trucewatch.web.state import asked


async def download(request: Request) -> Response:
    """One file, with the filter of the address, in the tier that the API has."""
    query, view = asked(request)
    name = request.path_params["file"]
    found = next((f for f in FORMATS.values() if f.file == name), None)
    if found is None:
        raise UsageError(f"no file {name[:60]!r}", try_this=f"one of {', '.join(f.file for f in FORMATS.values())}")
    tier: Tier = getattr(request.app.state, "tier", FULL)
    wanted = None if query.wanted == IncidentFilter() else query.wanted
    with collector_paused():
        made = write_file(found.name, Released(view, tier, wanted))
    headers = {"Content-Disposition": f'attachment; filename="{found.file}"'}
    return Response(made.data, media_type=found.media_type, headers=headers)
