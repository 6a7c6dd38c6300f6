import pytest

RULE = "key-safe-code-kept"


def _read(journal, code):
    """Received, with a code in the details."""
    seq = journal.details()
    journal.entries[seq].reply["works_order"]["access"] = {"key_safe_code": code}
    journal.receipt()


def test_a_text_without_it_is_right(journal):
    _read(journal, "C4711")
    journal.note(text="Rang. The code is with the office.")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("text", "ref"), [("Key safe: C4711.", "R-1"), ("Rang.", "C4711")], ids=["text", "reference"]
)
def test_the_code_in_a_note_or_a_reference_warns(journal, text, ref):
    _read(journal, "C4711")
    sent = journal.note(text=text, ref=ref)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert sent in verdict.violations[0].entries


def test_a_number_that_only_contains_it_is_another(journal):
    _read(journal, "4711")
    journal.note(text="Invoice 147110.")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("code", [None, "12"])
def test_no_code_or_one_too_short_to_be_told_from_chance_is_no_occasion(journal, code):
    _read(journal, code)
    journal.note(text="Second visit at 12 o'clock.")

    assert journal.word(RULE) == "NOT_EXERCISED"
