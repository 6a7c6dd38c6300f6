"""Fixtures that tests of the judge share; the builders are in `support`."""

from functools import partial
from types import SimpleNamespace

import pytest
from journal_builder import Journal
from message_builder import invoice
from wire_builder import on_the_wire


@pytest.fixture
def make():
    """What makes journals: `make.journal(...)`, and `make.invoice(...)` for odd sums."""
    return SimpleNamespace(journal=Journal, invoice=invoice)


@pytest.fixture
def came(journal):
    """What changes how an exchange of the journal looked on the wire; gives its number."""
    return partial(on_the_wire, journal)


@pytest.fixture
def journal():
    """An empty journal of one contractor and one landlord."""
    return Journal()
