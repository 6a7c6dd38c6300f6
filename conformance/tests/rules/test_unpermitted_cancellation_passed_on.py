RULE = "unpermitted-cancellation-passed-on"
REFUSED = {"refused": "CANCEL-NOT-PERMITTED"}


def test_a_note_passes_it_on(journal):
    journal.received()
    refused = journal.cancel(**REFUSED)
    note = journal.note()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (refused, note)


def test_going_on_with_the_work_is_right_too(journal):
    journal.received()
    journal.cancel(**REFUSED)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_asking_again_with_nothing_new_is_a_breach(journal):
    journal.received()
    refused = journal.cancel(**REFUSED)
    again = journal.cancel(ref="R2", **REFUSED)
    journal.note()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (refused, again)


def test_asking_again_when_something_new_is_known_is_not(journal):
    journal.received()
    journal.cancel(**REFUSED)
    journal.act("withdraw_permission", back=True)
    journal.cancel(ref="R2")

    assert journal.verdict(RULE).violations == ()


def test_silence_is_a_breach_when_it_is_due(journal):
    journal.received()
    refused = journal.cancel(**REFUSED)
    journal.rounds(4)

    (found,) = journal.verdict(RULE).violations

    assert found.entries == (refused,)
    assert "Nothing more about 1/1" in found.came


def test_silence_of_the_dead_proves_nothing(journal):
    journal.received()
    journal.cancel(**REFUSED)
    journal.idle()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_order_that_the_landlord_cancels_at_once_needs_no_more(journal):
    journal.received()
    journal.cancel(**REFUSED)
    journal.details(status="CAN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_one_that_the_landlord_cancels_long_after_does(journal):
    journal.received()
    journal.cancel(**REFUSED)
    journal.rounds(4)
    journal.details(status="CAN")

    assert journal.word(RULE) == "WARNED"


def test_other_refusals_are_no_occasion(journal):
    journal.received()
    journal.cancel(refused="CODE-UNKNOWN")

    assert journal.word(RULE) == "NOT_EXERCISED"
