import pytest
from world_builder import tell

RULE = "note-text-whole"
SAID = "The tenant\u2019s sister, Zoë, has the key; a trap costs £4.10 & is there.\r\nRing first."


def _said(journal, text=SAID):
    journal.received()
    return tell(journal, "remark", text=text)


@pytest.mark.parametrize(
    "text", [SAID, SAID.replace("\r\n", "\n"), SAID.replace("\r\n", " "), f"Operative 7: {SAID}"]
)
def test_all_that_was_said_is_right_whatever_the_line_ends(journal, text):
    _said(journal)
    journal.note(text=text)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    "text",
    [
        SAID[:60],
        SAID.encode("ascii", "replace").decode(),
        SAID.encode("ascii", "ignore").decode(),
        SAID.encode().decode("cp1252", "replace"),
        SAID.replace("&", "&amp;"),
        SAID.upper().replace("T", "t").lower(),
    ],
)
def test_a_note_cut_short_or_turned_into_other_characters_is_a_breach(journal, text):
    fact = _said(journal)
    sent = journal.note(text=text)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact, sent)
    assert verdict.violations[0].instead == SAID.replace("\r\n", "\n")


def test_no_one_note_would_have_held_a_remark_that_is_longer(journal):
    _said(journal, "Stop tap. " * 200 + "!")
    journal.note(text="Stop tap. " * 200)

    assert journal.verdict(RULE).violations[0].instead is None


def test_two_notes_may_hold_one_remark(journal):
    _said(journal)
    journal.note(text=SAID[:40], ref="R-1")
    journal.note(text=SAID[40:], ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_note_of_the_contractors_own_is_no_occasion(journal):
    _said(journal)
    journal.note(text="Parts ordered: two washers, half an inch, brass.")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_one_remark_is_not_taken_for_another(journal):
    _said(journal, "The tenant rang about the tap in the bathroom upstairs.")
    tell(journal, "remark", text="The tenant rang about the tap in the bathroom downstairs.")
    journal.note(text="The tenant rang about the tap in the bathroom downstairs.")

    assert journal.word(RULE) == "PASSED"


LONG = (
    "The tenant's sister has the key to the back door and would like to be rung half an hour "
    "before anybody comes. The stop tap is behind the washing machine, and the machine has to be "
    "pulled out to reach it; two people are needed for that, and the floor there is wet."
)


@pytest.mark.parametrize(
    "text",
    ["Done.", "Rang the tenant.", "Tenant rang back.", "The remark was passed to the office."],
)
def test_a_short_note_of_its_own_is_no_damaged_remark(journal, text):
    journal.received()
    journal.fact("remark", text=LONG)
    journal.note(text=text)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_the_first_words_of_a_long_remark_are(journal):
    journal.received()
    journal.fact("remark", text=LONG)
    journal.note(text=LONG[:40])

    assert journal.word(RULE) == "FAILED"
