"""Files to take away from a page: every format of `trucewatch export` over the incidents shown, and the public site as a ZIP."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from trucewatch.errors import UsageError
from trucewatch.publish.files import FORMATS, write_into
from trucewatch.publish.release import FULL, Released, Tier, public_tier
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.site import make_site
from trucewatch.web.state import asked

SITE = "site.zip"
MOST_PAGES = 5_000  # incidents of a site that a page hands out: the others wait while it is made
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every file in the ZIP: the same rows, the same bytes


async def download(request: Request) -> Response:
    """One file, with the filter of the address, in the tier that the API has; the site always in the public one."""
    query, view = asked(request)
    name = request.path_params["file"]
    if name == SITE:
        return _site(Released(view, _public(request)))
    found = next((f for f in FORMATS.values() if f.file == name), None)
    if found is None:
        raise UsageError(f"no file {name[:60]!r}", try_this=f"one of {', '.join(f.file for f in FORMATS.values())}")
    wanted = None if query.wanted == IncidentFilter() else query.wanted
    with tempfile.NamedTemporaryFile(prefix="trucewatch-file-", delete=False) as file:
        path = Path(file.name)
        try:
            write_into(file, found.name, Released(view, _tier(request), wanted))  # type: ignore[arg-type]
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    done = BackgroundTask(path.unlink)
    return FileResponse(path, filename=found.file, media_type=found.media_type, background=done)


def _tier(request: Request) -> Tier:
    tier: Tier = getattr(request.app.state, "tier", FULL)
    return tier


def _public(request: Request) -> Tier:
    """The tier of this door if it is a public one already, else that of `data/public_tier.yml`."""
    tier = _tier(request)
    return public_tier() if tier.name == FULL.name else tier


def _site(released: Released) -> Response:
    """The site of `trucewatch publish` in one file, made on the disk and removed once it was sent."""
    count = released.view.records.store.summary_total()[0]
    if count > MOST_PAGES:
        raise UsageError(
            f"{count:,} incidents are too many to publish from a page",
            try_this="trucewatch publish DIR, on the machine itself",
        )
    with tempfile.NamedTemporaryFile(prefix="trucewatch-site-", suffix=".zip", delete=False) as file:
        path = Path(file.name)
        try:
            with (
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
                tempfile.TemporaryDirectory(prefix="trucewatch-site-") as room,
            ):
                for name, data in make_site(released, Path(room)):
                    held = data if isinstance(data, bytes) else data.read_bytes()
                    archive.writestr(zipfile.ZipInfo(f"trucewatch-site/{name}", _LONG_AGO), held, zipfile.ZIP_DEFLATED)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    done = BackgroundTask(path.unlink)
    return FileResponse(path, filename="trucewatch-site.zip", media_type="application/zip", background=done)
