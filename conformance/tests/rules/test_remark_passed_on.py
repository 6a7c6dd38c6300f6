import pytest
from world_builder import tell

RULE = "remark-passed-on"


def test_a_note_is_kept(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_no_note_warns(journal):
    journal.received()
    fact = tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (fact,)


def test_a_completed_order_can_still_be_noted(journal):
    journal.received()
    journal.complete()
    tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


def test_a_closed_one_cannot(journal):
    journal.received()
    journal.details(status="CLO")
    tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_note_that_was_refused_is_due_again(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.note(refused="TEXT-TOO-LONG")
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


FIRST = "The tenant has moved the coats out of the hall."
SECOND = "The stopcock is behind the washing machine."


def test_the_note_of_another_remark_passes_on_that_one_only(journal):
    journal.received()
    tell(journal, "remark", text=FIRST)
    fact = tell(journal, "remark", text=SECOND)
    journal.note(text=FIRST)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert [each.entries for each in verdict.violations] == [(fact,)]


def test_the_note_of_a_hazard_is_not_the_remark(journal):
    journal.received()
    tell(journal, "hazard_seen", text=FIRST)
    tell(journal, "remark", text=SECOND)
    journal.note(text=f"{FIRST} (JB)")
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


@pytest.mark.parametrize("text", [f"{FIRST} {SECOND}", "Stopcock: look behind the washer."])
def test_a_note_of_both_or_in_other_words_is_taken_for_it(journal, text):
    journal.received()
    tell(journal, "remark", text=FIRST)
    tell(journal, "remark", text=SECOND)
    journal.note(text=text)

    assert journal.word(RULE) == "PASSED"


def test_a_short_remark_is_not_found_in_every_note(journal):
    journal.received()
    tell(journal, "remark", text="x")
    tell(journal, "remark", text=SECOND)
    journal.note(text="The next is behind the washer.")

    assert journal.word(RULE) == "PASSED"
