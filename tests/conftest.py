"""Stands here so that tests in every room can import what lies beside it (`fake_stages`, `read_rows`)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# a busy machine draws examples slowly: that says nothing of the code, and tests assert no times
_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same-examples", _ANY_MACHINE, derandomize=True)  # a run fails by what changed, not by chance
settings.register_profile("new-examples", _ANY_MACHINE)
settings.load_profile("new-examples" if os.environ.get("TRUCEWATCH_NEW_EXAMPLES") else "same-examples")

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader


os.environ["TRUCEWATCH_GAZETTEER"] = "none"  # tests that need places build a gazetteer of their own


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the best language model that is installed."""
    from trucewatch.errors import ConfigurationError
    from trucewatch.extract.reader import Reader

    try:
        return Reader()
    except ConfigurationError as error:
        pytest.skip(str(error))
