RULE = "found-work-asked-for-whole"
# 82.00 and 38.20: above 100.00 together.
FOUND = [
    {"action": "ADD", "line": 2, "sor": "900420", "quantity": "2.00"},
    {"action": "ADD", "line": 3, "sor": "900205", "quantity": "1.00"},
]
FIRST, SECOND = ("ADD", 2, "2.00"), ("ADD", 3, "1.00")


def _limited(journal, limit="100.00"):
    journal.entries[0].contractors["contractor"]["maximum_variation_value"] = limit
    journal.received()


def test_one_variation_with_everything_is_right(journal):
    _limited(journal)
    journal.fact("more_work_found", lines=FOUND)
    journal.vary(lines=[FIRST, SECOND])

    assert journal.word(RULE) == "PASSED"


def test_two_that_stay_below_the_limit_warn(journal):
    _limited(journal)
    found = journal.fact("more_work_found", lines=FOUND)
    one = journal.vary("APPLIED", lines=[FIRST])
    two = journal.vary("APPLIED", base=2, ref="R2", lines=[SECOND])

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (found, one, two)


def test_below_the_limit_together_anything_goes(journal):
    _limited(journal, "200.00")
    journal.fact("more_work_found", lines=FOUND)
    journal.vary("APPLIED", lines=[FIRST])
    journal.vary("APPLIED", base=2, ref="R2", lines=[SECOND])

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_what_was_found_on_two_occasions_is_asked_for_on_two(journal):
    _limited(journal)
    journal.fact("more_work_found", lines=FOUND[:1])
    journal.vary("APPLIED", lines=[FIRST])
    journal.fact("more_work_found", lines=FOUND[1:])
    journal.vary("APPLIED", base=2, ref="R2", lines=[SECOND])

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_part_of_what_was_rejected_as_a_whole_may_be_asked_for(journal):
    _limited(journal)
    journal.fact("more_work_found", lines=FOUND)
    journal.vary(lines=[FIRST, SECOND])
    journal.details(variations=[("R-VAR", "REJ")])
    journal.vary("APPLIED", lines=[FIRST], ref="R2")
    journal.vary("APPLIED", base=2, lines=[SECOND], ref="R3")

    assert journal.word(RULE) == "PASSED"
