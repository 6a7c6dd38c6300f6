RULE = "refused-variation-put-right"
REFUSED = {"refused": "VERSION-STALE"}


def test_another_variation_puts_it_right(journal):
    journal.received()
    refused = journal.vary(**REFUSED)
    journal.details(version=2)
    again = journal.vary(base=2, ref="R2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (refused, again)


def test_a_note_passes_it_on(journal):
    journal.received()
    journal.vary(**REFUSED)
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_another_find_and_a_dictated_note_do_not(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00")], **REFUSED)
    journal.fact("remark", text="Ring first.")
    journal.note(text="Ring first.")
    journal.vary("APPLIED", ref="R2", lines=[("ADD", 3, "4.00")])
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


def test_dropping_it_in_silence_is_a_breach(journal):
    journal.received()
    refused = journal.vary(**REFUSED)
    journal.rounds(4)

    (found,) = journal.verdict(RULE).violations

    assert found.entries == (refused,)
    assert "(VERSION-STALE)" in found.came


def test_completing_instead_is_a_breach(journal):
    journal.received()
    journal.vary(**REFUSED)
    sent = journal.complete()

    (found,) = journal.verdict(RULE).violations

    assert f"before the completion of entry {sent}" in found.came


def test_lines_that_the_landlord_has_added_itself_need_no_variation(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00")], **REFUSED)
    journal.details(version=2, lines=[("1", "2.00"), ("2", "1.00")])
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_while_another_variation_is_pending_it_may_wait(journal):
    journal.received()
    journal.vary()
    journal.vary(ref="R2", refused="VARIATION-OPEN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_on_a_cancelled_or_held_order_it_is_not_due(journal):
    journal.received()
    journal.vary(**REFUSED)
    journal.details(status="HLD")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"

    journal.details(status="CAN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_refusal_that_leaves_nothing_to_vary_is_no_occasion(journal):
    journal.received()
    journal.vary(refused="ORDER-COMPLETED")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_who_is_not_alive_has_proved_nothing(journal):
    journal.received()
    journal.vary(**REFUSED)
    journal.idle()

    assert journal.word(RULE) == "INCONCLUSIVE"
