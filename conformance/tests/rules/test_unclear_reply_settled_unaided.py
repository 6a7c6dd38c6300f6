RULE = "unclear-reply-settled-unaided"


def test_sending_it_again_is_kept(journal):
    journal.received()
    journal.complete(never=True)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_leaving_it_to_people_warns_and_names_the_note(journal):
    journal.received()
    sent = journal.complete(never=True)
    noted = journal.note(text="No answer to our completion; please look.")
    journal.rounds(5)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (sent, noted)


def test_who_leaves_it_to_people_has_not_given_up(journal):
    journal.received()
    journal.complete(never=True)
    journal.note(text="No answer to our completion; please look.")
    journal.rounds(5)

    assert journal.word("unclear-reply-settled") == "NOT_EXERCISED"


def test_giving_up_is_judged_elsewhere(journal):
    journal.received()
    journal.complete(never=True)
    journal.rounds(5)

    assert journal.word(RULE) == "NOT_EXERCISED"
    assert journal.word("unclear-reply-settled") == "FAILED"
