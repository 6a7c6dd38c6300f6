"""A mapping that finds out what was changed in it."""

import pytest

from nps_conformance.contractors.reference.noting import WATCHED, Noted


@pytest.fixture
def noted():
    return Noted({str(number): [number] for number in range(100)})


def test_nothing_has_changed_at_first(noted):
    assert noted.changes() == {}


def test_looking_is_no_change(noted):
    assert [value for _, value in noted.items()] == [[number] for number in range(100)]
    assert noted.get("7") == [7]
    assert noted.changes() == {}


def test_what_was_set_or_taken_out_is_told_once(noted):
    noted["new"] = [0]
    noted.pop("3")

    assert noted.changes() == {"new": [0], "3": None}
    assert noted.changes() == {}


def test_a_value_that_was_changed_after_it_was_handed_out_is_told(noted):
    noted["5"].append(6)

    assert noted.changes() == {"5": [5, 6]}


def test_a_value_that_is_still_held_is_told_again_after_the_next_change(noted):
    held = noted["5"]
    held.append(6)
    noted.changes()
    held.append(7)

    assert noted.changes() == {"5": [5, 6, 7]}


def test_a_change_is_not_lost_when_many_others_are_handed_out_after_it(noted):
    noted["5"].append(6)
    list(noted.values())

    assert noted.changes() == {"5": [5, 6]}


def test_a_value_may_be_changed_until_so_many_others_were_handed_out(noted):
    held = noted["0"]
    for number in range(1, WATCHED):
        noted.get(str(number))
    held.append(1)

    assert noted.changes() == {"0": [0, 1]}


def test_a_value_that_is_replaced_while_an_older_one_is_held_is_told_as_it_is(noted):
    noted["5"].append(6)
    noted["5"] = [9]
    noted.changes()
    noted["5"].append(10)

    assert noted.changes() == {"5": [9, 10]}
