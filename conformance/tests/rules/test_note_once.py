from datetime import timedelta

import pytest
from message_builder import FINE
from world_builder import VISIT, tell

from nps_simulator.messages.add_works_order_note import AddWorksOrderNote, AddWorksOrderNoteReply

RULE = "note-once"


def test_one_note_is_right(journal):
    journal.received()
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_the_same_note_as_another_event_warns(journal):
    journal.received()
    first = journal.note(ref="R-1")
    second = journal.note(ref="R-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_what_was_said_twice_is_noted_twice(journal):
    journal.received()
    tell(journal, "remark", text="Rang.")
    tell(journal, "remark", text="Rang.")
    journal.note(ref="R-1")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_after_a_lost_reply_another_rule_judges(journal):
    journal.received()
    journal.note(ref="R-1", lost=True)
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_note_that_was_refused_may_be_sent_again(journal):
    journal.received()
    journal.note(ref="R-1", refused="RECEIPT-MISSING")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_words_of_its_own_may_be_said_again_at_the_next_visit(journal):
    journal.received()
    tell(journal, "operative_arrived", text="At the door.")
    journal.note(ref="R-1", text="On site")
    tell(journal, "operative_arrived", text="At the door once more.")
    journal.note(ref="R-2", text="On site")

    assert journal.word(RULE) == "PASSED"


def test_so_may_they_after_another_report(journal):
    journal.received(appointments=[("A1", "BKD"), ("A2", "BKD")])
    journal.note(ref="R-1", text="On site")
    journal.visit("ATT", reference="A2")
    journal.note(ref="R-2", text="On site")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(("hours", "word"), [(1, "PASSED"), (0, "WARNED")])
def test_so_may_they_when_they_were_noted_at_another_time(journal, hours, word):
    journal.received()
    for number in range(2):
        request = AddWorksOrderNote(
            works_order_number="1/1",
            text="On site",
            noted_at=VISIT + number * timedelta(hours=hours),
            external_reference=f"R-{number}",
        )
        journal.exchange(request, AddWorksOrderNoteReply(action_status=FINE))

    assert journal.word(RULE) == word


def test_a_report_that_was_refused_is_nothing_new(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.note(ref="R-1", text="On site")
    journal.visit("ATT", refused="APPOINTMENT-STEP")
    journal.note(ref="R-2", text="On site")

    assert journal.word(RULE) == "WARNED"


def test_what_was_said_once_is_noted_once_whatever_happened_since(journal):
    journal.received()
    tell(journal, "hazard_seen", text="Rang.")
    journal.note(ref="R-1")
    tell(journal, "operative_arrived", text="At the door.")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "WARNED"
