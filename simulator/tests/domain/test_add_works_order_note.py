"""EX2 adds numbered notes while the order may still be updated."""

from datetime import timedelta

import pytest

from nps_simulator.messages.add_works_order_note import AddWorksOrderNote


def note(landlord, number, text="Dog in the yard", **more):
    return landlord.refusal(AddWorksOrderNote, works_order_number=number, text=text, **more)


def test_notes_are_numbered_and_say_who_and_when(landlord):
    number = landlord.issued()
    taken_at = landlord.now - timedelta(hours=2)
    landlord.call(AddWorksOrderNote, works_order_number=number, text="First")
    reply = landlord.call(
        AddWorksOrderNote,
        works_order_number=number,
        text="Second",
        type_code="HAZ",
        author="Q. Brindle",
        noted_at=taken_at,
    )
    assert reply.note_number == 2
    told = [
        (each.note_number, each.type_code, each.author, each.noted_at)
        for each in landlord.details(number).notes
    ]
    assert told == [(1, "GEN", "acme", landlord.now), (2, "HAZ", "Q. Brindle", taken_at)]


def test_a_note_holds_two_thousand_characters_and_at_least_one(landlord):
    number = landlord.issued()
    assert note(landlord, number, "x" * 2000) == ""
    assert note(landlord, number, "x" * 2001) == "TEXT-TOO-LONG"
    assert note(landlord, number, "") == "TEXT-MISSING"


@pytest.mark.parametrize(("second_seed", "code"), [(True, "ORDER-CLOSED"), (False, "")])
def test_a_closed_order_takes_no_note_by_the_second_seed(landlord_with, second_seed, code):
    landlord = landlord_with(second_seed=second_seed)
    number = landlord.completed()
    landlord.invoice(number)
    assert note(landlord, number) == code


def test_a_cancelled_order_still_takes_notes(landlord):
    number = landlord.issued()
    landlord.act("cancel_order", order=number)
    assert note(landlord, number) == ""


def test_a_cancelled_order_that_was_never_received_takes_none(landlord):
    number = landlord.raised()
    landlord.act("cancel_order", order=number)
    assert note(landlord, number) == "RECEIPT-MISSING"


def test_an_order_takes_as_many_notes_as_the_wire_can_count(landlord):
    number = landlord.issued()
    for _ in range(999):
        landlord.call(AddWorksOrderNote, works_order_number=number, text="Again")
    assert note(landlord, number) == "ORDER-FULL"
