from message_builder import DAY
from world_builder import NEXT_DAY, failed, read

RULE = "non-access-names-its-visit"


def _visits(journal):
    journal.received()
    read(journal, [("A1", DAY, "NAC"), ("A2", NEXT_DAY, "BKD")])


def test_naming_the_visit_of_the_day_is_right(journal):
    _visits(journal)
    failed(journal, reference="A1")

    assert journal.word(RULE) == "PASSED"


def test_naming_the_visit_of_another_day_warns(journal):
    _visits(journal)
    sent = failed(journal, reference="A2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == sent
    assert verdict.violations[0].instead == "A1"


def test_of_two_visits_on_that_day_neither_is_said_to_be_the_one(journal):
    journal.received()
    read(journal, [("A0", DAY, "BKD"), ("A1", DAY, "NAC"), ("A2", NEXT_DAY, "BKD")])
    failed(journal, reference="A2")

    assert journal.verdict(RULE).violations[0].instead is None


def test_naming_none_is_no_occasion(journal):
    _visits(journal)
    failed(journal)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_reference_that_was_never_told_is_judged_elsewhere(journal):
    _visits(journal)
    failed(journal, reference="MINE-1")

    assert journal.word(RULE) == "NOT_EXERCISED"
