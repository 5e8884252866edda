"""The gazetteer that a run uses: the one that TRUCEWATCH_GAZETTEER names, else the default, built at first use.

The default lies in the user's cache folder under a name that its sources' digests give: a new version of the package or
of our overlay makes another file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from trucewatch.gazetteer.build import Tell, build
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.gazetteer.row import Source
from trucewatch.gazetteer.schema import SCHEMA_VERSION
from trucewatch.model.ids import sha256

VARIABLE = "TRUCEWATCH_GAZETTEER"
OFF = "none"


def default_sources() -> tuple[Source, ...]:
    """Overlay first, since its points stand above those of the others; then cities, then areas."""
    from trucewatch.gazetteer.sources.areas import Areas
    from trucewatch.gazetteer.sources.cities import Cities
    from trucewatch.gazetteer.sources.overlay import Overlay

    return (Overlay(), Cities(), Areas())


def default_path(environment: Mapping[str, str] | None = None) -> Path:
    """Where the default lies or will lie."""
    env = os.environ if environment is None else environment
    home = Path(env.get("XDG_CACHE_HOME") or Path(env.get("HOME", "~")).expanduser() / ".cache")
    parts = "\n".join([str(SCHEMA_VERSION), *(f"{s.key} {s.digest()}" for s in default_sources())])
    return home / "trucewatch" / f"gazetteer-{sha256(parts.encode())[:12]}.sqlite"


def wanted_path(environment: Mapping[str, str] | None = None) -> Path | None:
    """The file that a run uses; None when the variable says `none`."""
    env = os.environ if environment is None else environment
    named = env.get(VARIABLE, "").strip()
    if named.lower() == OFF:
        return None
    return Path(named).expanduser() if named else default_path(env)


def open_wanted(*, tell: Tell | None = None) -> GazetteerFile | None:
    """The gazetteer of this run, the default built if it is not there yet; None when it is switched off.

    Raises: ConfigurationError when the file that the variable names is none; StoreError when the default cannot be written.
    """
    path = wanted_path()
    if path is None:
        return None
    if not path.is_file() and not os.environ.get(VARIABLE, "").strip():
        build(default_sources(), path, tell=tell)
    return GazetteerFile(path)


def open_built() -> GazetteerFile | None:
    """The gazetteer of this run if it is there; None when it is switched off or was not built yet: nothing is built here.

    Raises: ConfigurationError when the variable names a file that is no gazetteer.
    """
    path = wanted_path()
    if path is None or (not path.is_file() and not os.environ.get(VARIABLE, "").strip()):
        return None
    return GazetteerFile(path)
