import pytest

from nps_simulator.journal.entries import Finding

RULE = "soap-action-matches"


def test_no_finding_is_kept(journal):
    journal.poll()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("code", ["soapaction-absent", "soapaction-contradicts"])
def test_a_missing_or_contradicting_action_is_a_breach(journal, code):
    journal.poll(findings=[Finding(code=code, text="It is wrong.", expected='"urn:x"')])

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].legal == 'SOAPAction: "urn:x"'


def test_an_unquoted_action_is_left_to_its_own_rule(journal):
    journal.poll(findings=[Finding(code="soapaction-unquoted", text="It is not quoted.")])

    assert journal.word(RULE) == "PASSED"


def test_an_idle_contractor_passes_nothing(journal):
    journal.idle(4)

    assert journal.word(RULE) == "NOT_EXERCISED"
