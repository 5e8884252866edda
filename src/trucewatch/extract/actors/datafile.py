"""The files of `data/actors`, as plain mappings."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from trucewatch.errors import ConfigurationError


def read_yaml(name: str) -> dict[str, Any]:
    """A file of `data/actors`, as plain mappings. Raises: ConfigurationError if it is not YAML."""
    text = files("trucewatch.data").joinpath("actors", name).read_text(encoding="utf-8")
    try:
        loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError("cannot be read as YAML", where=f"data/actors/{name}", try_this=str(error)) from error
    return loaded
