RULE = "contract-kept"


def _fetch(journal, came, times=1):
    for _ in range(times):
        came(
            journal.invalid(None, code=""), start="GET /s/small/?wsdl HTTP/1.1", outcome="document"
        )


def test_once_at_the_start_is_right(journal, came):
    _fetch(journal, came)
    journal.rounds()

    assert journal.word(RULE) == "PASSED"


def test_with_every_call_warns(journal, came):
    for _ in range(6):
        _fetch(journal, came)
        journal.poll()

    assert journal.word(RULE) == "WARNED"


def test_a_program_that_starts_for_each_fact_may_fetch_it_each_time(journal, came):
    for _ in range(6):
        _fetch(journal, came)
        journal.poll()
        journal.note()

    assert journal.word(RULE) == "PASSED"


def test_a_few_before_the_first_call_are_right(journal, came):
    _fetch(journal, came, 3)
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_who_only_fetches_it_proves_nothing(journal, came):
    _fetch(journal, came, 3)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_brings_its_own_is_no_occasion(journal):
    journal.poll()

    assert journal.word(RULE) == "NOT_EXERCISED"
