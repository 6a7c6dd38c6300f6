import pytest
from wire_builder import BODY

RULE = "must-understand-one-or-nought"


def _with_header(value):
    header = f'<s:Header><!-- t --><t:T xmlns:t="urn:t" s:mustUnderstand="{value}"/></s:Header>'
    return BODY.replace("<s:Header/>", header)


@pytest.mark.parametrize("value", ["0", "1"])
def test_a_digit_is_right(journal, came, value):
    came(journal.poll(), body=_with_header(value))

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("value", ["true", "false", " 1", ""])
def test_a_word_fails_with_its_place(journal, came, value):
    came(journal.poll(), body=_with_header(value))

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].xpath == "/Envelope/Header/T"
    assert verdict.violations[0].line == 3
