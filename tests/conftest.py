"""Stands here so that tests in every room can import what lies beside it (`fake_stages`, `read_rows`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the best language model that is installed."""
    from trucewatch.errors import ConfigurationError
    from trucewatch.extract.reader import Reader

    try:
        return Reader()
    except ConfigurationError as error:
        pytest.skip(str(error))
