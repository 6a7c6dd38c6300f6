RULE = "http-1-1-spoken"


def test_the_version_of_today_is_right(journal, came):
    came(journal.poll())

    assert journal.word(RULE) == "PASSED"


def test_the_old_version_only_warns(journal, came):
    came(journal.poll(), start="POST /s/small/ HTTP/1.0")

    assert journal.word(RULE) == "WARNED"


def test_a_record_that_does_not_say_proves_nothing(journal, came):
    came(journal.poll(), start="POST")

    assert journal.word(RULE) == "NOT_EXERCISED"
