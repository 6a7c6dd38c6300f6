import pytest

RULE = "restart-survived"
KILLED = [
    {"lost": True, "fault": "kill-after"},
    {"never": True, "fault": "kill-before"},
]


@pytest.mark.parametrize("killed", KILLED)
def test_sending_it_again_after_the_restart_is_kept(journal, killed):
    journal.received()
    journal.complete(**killed)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_looking_whether_it_was_recorded_is_kept(journal):
    journal.received()
    journal.complete(lost=True, fault="kill-after")
    journal.details(status="COM")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("killed", KILLED)
def test_forgetting_it_is_a_breach(journal, killed):
    journal.received()
    sent = journal.complete(**killed)
    journal.rounds(5)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert sent in verdict.violations[0].entries
    assert journal.word("unclear-reply-settled") == "NOT_EXERCISED"


def test_a_receipt_is_settled_by_a_list_without_the_order(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True, fault="kill-after")
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_an_order_that_was_cancelled_meanwhile_needs_no_more(journal):
    journal.received()
    journal.complete(never=True, fault="kill-before")
    journal.details(status="CAN")
    journal.rounds(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_who_did_not_come_back_proves_nothing(journal):
    journal.received()
    journal.complete(never=True, fault="kill-before")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_reply_that_was_only_lost_is_another_matter(journal):
    journal.received()
    journal.complete(never=True)
    journal.rounds(5)

    assert journal.word(RULE) == "NOT_EXERCISED"


@pytest.mark.parametrize("driver", ["http", "person", "none"])
def test_it_does_not_apply_where_we_cannot_kill_the_program(journal, driver):
    journal.entries[0].claims["driver"] = driver

    assert journal.word(RULE) == "NOT_APPLICABLE"
