import pytest

RULE = "sent-by-post"


def test_a_posted_message_is_right(journal, came):
    came(journal.poll())

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "GET"])
def test_a_message_by_another_method_fails(journal, came, method):
    came(journal.invalid(None, code="405"), start=f"{method} /s/small/ HTTP/1.1", outcome="http")

    assert journal.word(RULE) == "FAILED"


def test_a_look_without_a_message_is_none(journal, came):
    came(journal.invalid(None, code="405"), start="GET /s/small/ HTTP/1.1", body="", outcome="http")

    assert journal.word(RULE) == "NOT_EXERCISED"
