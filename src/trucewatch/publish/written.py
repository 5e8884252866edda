"""The report as a text in one step, for every door that hands it out."""

from __future__ import annotations

from datetime import timedelta, tzinfo

import msgspec

from trucewatch import __version__
from trucewatch.errors import UsageError
from trucewatch.publish.brief import BriefFormat, BriefOptions
from trucewatch.publish.compose import make_brief
from trucewatch.publish.render import Served, render_brief
from trucewatch.publish.sections.week import WEEK_DAYS
from trucewatch.publish.steady import collector_paused
from trucewatch.publish.view import View


def brief_text(
    view: View,
    form: str,
    *,
    clock: str,
    since: object = None,
    zone: tzinfo | None = None,
    weekly: bool = False,
    earlier: View | None = None,
    served: Served | None = None,
) -> str:
    """The report's text, checked. `weekly`: of the last seven days; `earlier`: the view as of an earlier report;
    `served`: shown as a page of a server.

    Raises: WithheldError when a check finds a fault; UsageError for an empty store."""
    if view.as_of is None:
        raise UsageError(
            "nothing has been read into this store yet",
            where=view.records.store.path,
            try_this="trucewatch ingest PATH... first",
        )
    options = BriefOptions(as_of=view.as_of.astimezone(zone or view.records.zone), clock=clock, version=__version__)
    if since is not None:
        options = msgspec.structs.replace(options, since=since)
    if weekly:
        last = (options.as_of - timedelta(microseconds=1)).date()  # midnight ends the day before
        options = msgspec.structs.replace(options, weekly=True, since=last - timedelta(days=WEEK_DAYS - 1))
    with collector_paused():
        made = make_brief(view, options, earlier)
        return render_brief(made, msgspec.convert(form, BriefFormat), served)
