import pytest
from message_builder import DAY
from world_builder import NEXT_DAY, agreed, book

RULE = "booked-as-agreed"


def test_the_day_and_slot_that_were_agreed_are_right(journal):
    journal.received()
    agreed(journal)
    book(journal)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("day", "slot", "instead"),
    [(NEXT_DAY, "AM", DAY.isoformat()), (DAY, "PM", "AM"), (NEXT_DAY, "PM", None)],
)
def test_another_day_or_slot_is_a_breach(journal, day, slot, instead):
    journal.received()
    fact = agreed(journal)
    sent = book(journal, day, slot)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact, sent)
    assert verdict.violations[0].instead == instead


def test_an_earlier_agreement_may_still_be_booked(journal):
    journal.received()
    agreed(journal)
    agreed(journal, NEXT_DAY, "PM")
    book(journal)

    assert journal.word(RULE) == "PASSED"


def test_a_visit_nobody_agreed_to_is_no_occasion(journal):
    journal.received()
    book(journal)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_another_visit_of_its_own_after_the_agreed_one_was_booked_is_not_judged(journal):
    journal.received()
    agreed(journal)
    book(journal, ref="R1")
    book(journal, day=NEXT_DAY, slot="PM", replaces="A2", reference="A3", ref="R2")

    assert journal.word(RULE) == "PASSED"


def test_a_wrong_booking_of_a_second_agreement_is_a_breach_all_the_same(journal):
    journal.received()
    agreed(journal)
    book(journal, ref="R1")
    agreed(journal, day=NEXT_DAY)
    book(journal, day=NEXT_DAY, slot="PM", replaces="A2", reference="A3", ref="R2")

    assert journal.word(RULE) == "FAILED"
