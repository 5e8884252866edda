"""`trucewatch publish`: a site of plain files for any web server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.command_export import TierFile, TierName, choose_tier
from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import AsOf, Clock, ClockName, Debug, Store
from trucewatch.cli.progress import progress
from trucewatch.cli.reading import open_view
from trucewatch.cli.settings import DEFAULT_STORE, read_settings


@guarded
def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; one that this command wrote is replaced.")],
    store: Store = DEFAULT_STORE,
    tier: TierName = "public",
    tier_file: TierFile = None,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    debug: Debug = False,
) -> None:
    """Write a site of plain files: pages, files and feeds. The old one stands until the new one is whole."""
    from trucewatch.publish.release import Released
    from trucewatch.publish.site import make_site
    from trucewatch.publish.site.folder import write_folder

    with open_view(read_settings(store, as_of, clock.value)) as view:
        released = Released(view, choose_tier(tier, tier_file))
        with progress() as tell:
            count = write_folder(folder, lambda room: make_site(released, room, tell))
        say(
            f"{folder}: {count:,} files, {released.shown:,} incidents in the {released.tier.name} tier, "
            f"{len(released.left_out):,} left out. Open {folder / 'index.html'}, or copy the folder to any web server."
        )
