"""Fixtures that tests of the judge share; the builders are in `support`."""

from types import SimpleNamespace

import pytest
from journal_builder import Journal
from message_builder import invoice


@pytest.fixture
def make():
    """What makes journals: `make.journal(...)`, and `make.invoice(...)` for odd sums."""
    return SimpleNamespace(journal=Journal, invoice=invoice)


@pytest.fixture
def journal():
    """An empty journal of one contractor and one landlord."""
    return Journal()
