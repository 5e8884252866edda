"""Where a store is: a file, or the address of a database. What is shown of an address never holds its password."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from trucewatch.model.ids import sha256

Place = str | Path
_SCHEMES = ("postgresql://", "postgres://")
_SECRET = ("password", "sslpassword")
HOME_VARIABLE = "TRUCEWATCH_HOME"


def is_address(place: Place) -> bool:
    """True for the address of a database, False for a file."""
    return isinstance(place, str) and place.startswith(_SCHEMES)


def shown(place: Place) -> str:
    """The place as messages name it: without any password."""
    if not is_address(place):
        return str(place)
    scheme, _, rest = str(place).partition("://")
    host = re.split(r"[/?#]", rest.rpartition("@")[2])[0]  # all that is shown where the address is not sound
    try:
        parts = urlsplit(str(place))
        if "@" in parts.path:  # a password with a / in it: what follows is no path
            return f"{scheme}://{host}"
        asked = urlencode([(k, v) for k, v in parse_qsl(parts.query) if k not in _SECRET])
        user = unquote(parts.username or "")
        host = parts.netloc.rpartition("@")[2]
        return f"{scheme}://{user + '@' if user else ''}{host}{parts.path}{'?' + asked if asked else ''}"
    except ValueError:
        return f"{scheme}://{host}"


def is_there(place: Place) -> bool:
    """False only where a file is missing; what an address leads to shows when it is opened."""
    return is_address(place) or Path(place).exists()


def beside(place: Place, ending: str) -> Path:
    """A file or folder of this machine that belongs to a store: beside its file, or for a database in a folder of the user's.

    `TRUCEWATCH_HOME` names that folder; without it, it is `trucewatch` in the user's folder for programs' state.
    """
    if not is_address(place):
        return Path(f"{place}{ending}")
    home = os.environ.get(HOME_VARIABLE)
    folder = (
        Path(home) if home else Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "trucewatch"
    )
    told = shown(place).partition("://")[2]
    name = re.sub(r"[^A-Za-z0-9]+", "-", told.partition("?")[0]).strip("-")
    return folder / f"{name}-{sha256(told.encode())[:8]}{ending}"
