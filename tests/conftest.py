"""Stands here so that tests in every room can import what lies beside it (`fake_stages`, `read_rows`)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# a busy machine draws examples slowly: that says nothing of the code, and tests assert no times
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

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
