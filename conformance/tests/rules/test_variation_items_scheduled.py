RULE = "variation-items-scheduled"


def test_an_item_of_the_schedule_with_or_without_its_rate_is_right(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00", {"sor_code": "900101"})])
    rated = {"sor_code": "900101", "unit_rate": "12.50"}
    journal.vary(lines=[("ADD", 3, "1.00", rated)], ref="R2")

    assert journal.verdict(RULE).satisfied == 2


def test_an_item_of_ones_own_is_a_breach(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00", {"sor_code": "OWN101"})], refused="ITEM-UNKNOWN")

    (found,) = journal.verdict(RULE).violations

    assert "item OWN101, which is not in the schedule" in found.came


def test_another_rate_than_the_agreed_one_is_a_breach(journal):
    journal.received()
    dear = {"sor_code": "900101", "unit_rate": "14.00"}
    journal.vary(lines=[("ADD", 2, "1.00", dear)], refused="RATE-NOT-AGREED")

    (found,) = journal.verdict(RULE).violations

    assert "at 14.00, which is agreed at 12.50" in found.came


def test_manual_work_and_changes_are_no_breach(journal):
    journal.received()
    journal.vary(lines=[("CHG", 1, "3.00")], ref="R1")

    assert journal.word(RULE) == "NOT_EXERCISED"

    journal.vary(lines=[("ADD", 2, "1.00", {"sor_code": "MANUAL", "unit_rate": "9.00"})])

    assert journal.word(RULE) == "PASSED"


def test_an_item_that_the_landlord_has_taken_is_on_its_schedule(journal):
    journal.received()
    journal.vary("APPLIED", lines=[("ADD", 2, "1.00", {"sor_code": "SITE77"})])

    assert journal.word(RULE) == "PASSED"
