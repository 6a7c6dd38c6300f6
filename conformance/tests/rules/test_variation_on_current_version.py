RULE = "variation-on-current-version"


def test_the_version_that_was_read_is_right(journal):
    journal.details(version=3)
    journal.vary(base=3)

    assert journal.word(RULE) == "PASSED"


def test_an_old_version_is_a_breach(journal):
    journal.details(version=1)
    told = journal.details(version=2)
    sent = journal.vary(base=1, refused="VERSION-STALE")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_a_race_is_nobodys_fault(journal):
    journal.details(version=1)
    journal.act("amend_order")
    journal.vary(base=1, refused="VERSION-STALE")

    assert journal.word(RULE) == "PASSED"


def test_a_variation_applied_at_once_makes_the_next_version(journal):
    journal.details(version=1)
    journal.vary("APPLIED", base=1)
    journal.vary(base=2, ref="R2")
    journal.vary(base=1, ref="R3")

    verdict = journal.verdict(RULE)

    assert (verdict.satisfied, verdict.violated) == (2, 1)


def test_an_order_that_was_never_read_is_no_occasion(journal):
    journal.vary()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_lost_variation_sent_again_unchanged_is_none(journal):
    journal.received()
    journal.vary(never=True)
    journal.act("amend_order")
    journal.details(version=2)
    journal.vary(refused="VERSION-STALE")

    assert journal.verdict(RULE).violated == 0
