RULE = "rejected-variation-not-repeated"
REJECTED = {"variations": [("R-VAR", "REJ")]}


def test_the_same_under_another_reference_warns(journal):
    journal.received()
    first = journal.vary()
    told = journal.details(**REJECTED)
    again = journal.vary(ref="R2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, told, again)


def test_asking_for_less_or_for_another_reason_is_right(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "4.00")])
    journal.details(**REJECTED)
    journal.fact("remark")
    journal.vary(lines=[("ADD", 2, "1.00")], ref="R2")
    journal.vary(lines=[("ADD", 2, "4.00")], ref="R3", reason="FOLLO")

    assert journal.word(RULE) == "PASSED"


def test_the_same_found_again_may_be_asked_for_again(journal):
    journal.received()
    journal.vary()
    journal.details(**REJECTED)
    journal.fact("more_work_found")
    journal.vary(ref="R2")

    assert journal.verdict(RULE).violations == ()


def test_who_was_not_told_of_the_rejection_may_ask(journal):
    journal.received()
    journal.vary()
    journal.act("reject_variation")
    journal.vary(ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"
