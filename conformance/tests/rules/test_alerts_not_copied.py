from world_builder import read, tell

RULE = "alerts-not-copied"
ALERT = "Mr Invented shouts at visitors"


def _alerted(journal):
    journal.received()
    return read(journal, alerts=[ALERT])


def test_a_note_without_the_alert_is_right(journal):
    _alerted(journal)
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_a_note_with_the_alert_warns(journal):
    told = _alerted(journal)
    sent = journal.note(text=f"Ring first. {ALERT}.")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (told, sent)
    assert ALERT not in verdict.violations[0].came


def test_what_the_operative_said_himself_may_be_passed_on(journal):
    _alerted(journal)
    tell(journal, "remark", text=f"He says that {ALERT}.")
    journal.note(text=f"He says that {ALERT}.")

    assert journal.word(RULE) == "PASSED"


def test_without_an_alert_there_is_no_occasion(journal):
    journal.received()
    journal.note()

    assert journal.word(RULE) == "NOT_EXERCISED"
