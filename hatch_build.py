"""The wheel's build step: fetches the pages' parts of others, so that they ship inside the wheel and in no commit."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import frontend


class FrontEnd(BuildHookInterface):
    """Fetches before a wheel is packed. An editable install leaves it to dev.py."""

    def initialize(self, version, build_data):
        """Nothing; without the parts the wheel is built all the same, and its pages draw the plain map and say so."""
        if self.target_name != "wheel" or version == "editable":
            return
        try:
            frontend.bring("pages")
        except frontend.NotFetchedError as error:
            self.app.display_warning(f"the pages' map library was not fetched and is left out: {error}")
