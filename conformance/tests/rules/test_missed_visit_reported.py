from message_builder import DAY
from world_builder import NEXT_DAY, book, read, status, tell

RULE = "missed-visit-reported"


def _missed(journal, told="BKD"):
    journal.received()
    read(journal, [("A1", DAY, told)])
    return tell(journal, "visit_missed", reason="VANBRK")


def test_breaking_the_visit_is_kept(journal):
    _missed(journal)
    status(journal, "BRK", reason="VANBRK")

    assert journal.word(RULE) == "PASSED"


def test_replacing_it_at_once_is_kept(journal):
    _missed(journal)
    book(journal, NEXT_DAY, replaces="A1")

    assert journal.word(RULE) == "PASSED"


def test_replacing_it_when_the_tenant_has_waited_in_vain_is_a_breach(journal):
    _missed(journal)
    journal.rounds(4)
    book(journal, NEXT_DAY, replaces="A1")

    assert journal.word(RULE) == "FAILED"


def test_saying_nothing_is_a_breach(journal):
    fact = _missed(journal)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact,)


def test_a_report_that_was_refused_is_due_again(journal):
    _missed(journal)
    status(journal, "BRK", refused="REASON-MISSING")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_visit_called_off_by_the_tenant_is_reported_too(journal):
    journal.received()
    read(journal, [("A1", NEXT_DAY, "BKD")])
    tell(journal, "visit_called_off", date=NEXT_DAY.isoformat(), reason="TENCAN")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_visit_that_the_landlord_broke_meanwhile_is_not_due(journal):
    _missed(journal)
    read(journal, [("A1", DAY, "BRK")])
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_visit_that_had_ended_is_no_occasion(journal):
    _missed(journal, "BRK")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_visit_that_later_details_leave_out_is_none(journal):
    journal.received()
    book(journal, DAY, reference="A1")
    journal.details()
    tell(journal, "visit_missed")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    _missed(journal)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"
