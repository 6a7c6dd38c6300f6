"""A mapping that tells what was changed in it."""

import pytest

from nps_conformance.contractors.reference.knowledge import Details, Known
from nps_conformance.contractors.reference.noting import Noted


@pytest.fixture
def noted():
    return Noted({str(number): (number,) for number in range(100)})


def test_nothing_has_changed_at_first(noted):
    assert noted.changes() == {}


def test_looking_is_no_change(noted):
    assert [value for _, value in noted.items()] == [(number,) for number in range(100)]
    assert noted.get("7") == (7,)
    assert noted.changes() == {}


def test_what_was_put_there_or_taken_out_is_told_once(noted):
    noted["new"] = (0,)
    noted["5"] = (5, 6)
    noted.pop("3")

    assert noted.changes() == {"new": (0,), "5": (5, 6), "3": None}
    assert noted.changes() == {}


def test_a_change_is_told_however_many_others_were_looked_at_in_between():
    details = Details(works_order_number="0", version=1, status="ISS")
    noted = Noted({str(number): Known(details=details) for number in range(100)})
    held = noted["0"]
    list(noted.values())

    with pytest.raises(AttributeError, match="immutable"):
        held.stale = True  # it would not have been noticed
    noted["0"] = Known(details=details, stale=True)
    assert noted.changes() == {"0": Known(details=details, stale=True)}
