from nps_simulator.journal.entries import Finding

RULE = "soap-action-quoted"


def test_no_finding_is_kept(journal):
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_an_unquoted_action_only_warns(journal):
    journal.poll(findings=[Finding(code="soapaction-unquoted", text="It is not quoted.")])

    assert journal.word(RULE) == "WARNED"


def test_a_missing_action_is_left_to_the_other_rule(journal):
    journal.poll(findings=[Finding(code="soapaction-absent", text="There is none.")])

    assert journal.word(RULE) == "NOT_EXERCISED"
