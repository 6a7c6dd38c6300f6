import pytest

RULE = "message-valid"


def test_requests_that_were_read_are_kept(journal):
    journal.poll()
    journal.details()

    assert journal.verdict(RULE).satisfied == 2


def test_a_schema_fault_is_a_breach_with_path_and_line(journal):
    sent = journal.invalid("VaryWorksOrder", path="/Envelope/Body/VaryWorksOrder", line=7)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    (violation,) = verdict.violations
    assert (violation.message, violation.line) == (sent, 7)
    assert violation.xpath == "/Envelope/Body/VaryWorksOrder"


@pytest.mark.parametrize("code", ["NOT-XML", "VERSION", "DTD", "OPERATION", "415"])
def test_a_message_of_no_known_operation_is_a_breach(journal, code):
    journal.invalid(None, code=code)

    assert journal.word(RULE) == "FAILED"


@pytest.mark.parametrize("code", ["CREDENTIALS", "401"])
def test_wrong_credentials_are_no_wrong_message(journal, code):
    journal.invalid("RequestWorksOrders", code=code)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_fault_we_injected_is_nobodys_breach(journal):
    journal.poll(outcome="fault", code="UNAVAILABLE", delivery="replaced")

    assert journal.word(RULE) == "PASSED"


def test_a_refusal_is_an_answer_to_a_valid_message(journal):
    journal.complete(refused="ORDER-HELD")

    assert journal.word(RULE) == "PASSED"
