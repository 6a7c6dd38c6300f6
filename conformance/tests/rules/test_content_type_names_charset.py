import pytest

RULE = "content-type-names-charset"


@pytest.mark.parametrize(
    "kind", ["text/xml; charset=utf-8", 'text/xml;charset="UTF-8"', "text/xml; Charset=utf-16"]
)
def test_a_charset_however_it_is_written_is_right(journal, came, kind):
    came(journal.poll(), head={"Content-Type": kind})

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("kind", ["text/xml", "text/xml; charset=", "text/xml; action=x"])
def test_none_only_warns(journal, came, kind):
    sent = came(journal.poll(), head={"Content-Type": kind})

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == sent


def test_a_record_without_heads_proves_nothing(journal):
    journal.poll()

    assert journal.word(RULE) == "NOT_EXERCISED"
