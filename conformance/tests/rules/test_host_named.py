RULE = "host-named"


def test_one_host_is_right(journal, came):
    came(journal.poll())

    assert journal.word(RULE) == "PASSED"


def test_no_host_fails(journal, came):
    came(journal.poll(), head={"Host": None})

    assert journal.word(RULE) == "FAILED"


def test_two_hosts_fail(journal, came):
    came(journal.poll(), head={"host": "<masked>"})

    assert journal.word(RULE) == "FAILED"


def test_fetching_the_contract_proves_nothing(journal, came):
    came(journal.invalid(None, code=""), start="GET /s/small/?wsdl HTTP/1.1", outcome="document")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_http_1_0_knows_no_host(journal, came):
    came(journal.poll(), start="POST /s/small/ HTTP/1.0", head={"Host": None})

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_record_without_heads_proves_nothing(journal):
    journal.poll()

    assert journal.word(RULE) == "NOT_EXERCISED"
