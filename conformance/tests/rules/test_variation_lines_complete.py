import pytest

RULE = "variation-lines-complete"
MANUAL = {
    "sor_code": "MANUAL",
    "description": "Paint",
    "unit": "IT",
    "unit_rate": "10.10",
    "trade_code": "PT",
}


def test_an_item_with_its_quantity_is_right(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00", {"sor_code": "900101"}), ("REM", 1, None)])

    assert journal.word(RULE) == "PASSED"


def test_a_manual_line_with_everything_is_right(journal):
    journal.received()
    journal.vary(lines=[("ADD", 2, "1.00", MANUAL)])

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("name", "element"),
    [("description", "Description"), ("unit", "Unit"), ("trade_code", "TradeCode")],
)
def test_a_manual_line_without_one_of_them_is_a_breach_and_names_it(journal, name, element):
    journal.received()
    lacking = {**MANUAL, name: None}
    journal.vary(lines=[("ADD", 2, "1.00", lacking)], refused="LINE-INCOMPLETE")

    (found,) = journal.verdict(RULE).violations

    assert f"(ADD MANUAL) has no {element}" in found.came


def test_an_added_line_without_item_and_a_changed_one_without_quantity_are_breaches(journal):
    journal.received()
    lines = [("ADD", 2, "1.00"), ("CHG", 1, None)]
    journal.vary(lines=lines, refused="LINE-INCOMPLETE")

    came = [each.came for each in journal.verdict(RULE).violations]

    assert "line 2 (ADD) has no SorCode" in came[0]
    assert "line 1 (CHG) has no Quantity" in came[1]
