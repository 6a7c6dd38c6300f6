import pytest
from msgspec.structs import replace

from nps_conformance.evidence.build import NotAJournalError, build
from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.tellings import NOT_SHOWN
from nps_conformance.judge import judge


def _story(journal, number="1/1"):
    return next(each for each in journal.evidence().stories if each.number == number)


def test_without_entry_0_there_is_no_evidence(journal):
    with pytest.raises(NotAJournalError):
        build(journal.entries[1:])
    with pytest.raises(NotAJournalError):
        build([])


def test_an_order_gathers_what_concerns_it(journal):
    journal.poll("1/1", "2/1")
    read = journal.details("1/1")
    journal.details("2/1")
    acted = journal.act("amend_order", "1/1")
    told = journal.fact("work_finished", "1/1")

    story = _story(journal)

    assert [each.seq for each in story.views] == [read]
    assert [each.seq for each in story.calls] == [read]
    assert [each.seq for each in story.actions] == [acted]
    assert [each.seq for each in story.instructions] == [told]
    assert len(story.listings) == 1


def test_an_order_nobody_mentioned_is_there_all_the_same(journal):
    journal.act("raise_order", "7/1")
    journal.fact("work_finished", "8/1")

    assert [each.number for each in journal.evidence().stories] == ["7/1", "8/1"]


def test_an_appointment_leads_to_its_order(journal):
    journal.details("1/1", appointments=[("A1", "BKD")])
    journal.appoint("2/1", reference="A2")
    one = journal.visit("ATT", "A1", order=None)
    two = journal.visit("ATT", "A2", order=None)

    assert _story(journal, "1/1").calls[-1].seq == one
    assert _story(journal, "2/1").calls[-1].seq == two


def test_an_appointment_nobody_told_of_belongs_to_no_order(journal):
    journal.visit("ATT", "A9", order=None)

    assert journal.evidence().stories == ()


@pytest.mark.parametrize(
    ("how", "effective", "told"),
    [
        ({}, True, True),
        ({"lost": True}, True, False),
        ({"never": True}, False, False),
        ({"refused": "NO"}, False, False),
    ],
)
def test_effect_and_knowledge_are_two_things(journal, how, effective, told):
    journal.complete(**how)

    (call,) = _story(journal).calls
    assert (call.effective, call.told_success) == (effective, told)


def test_statuses_come_from_details_and_replies(journal):
    journal.received()
    journal.complete()
    journal.invoice()

    assert [each.status for each in _story(journal).statuses] == ["ISS", "COM", "CLO"]


def test_a_variation_is_followed_from_the_reply_to_the_decision(journal):
    journal.received()
    journal.vary("PENDING")
    journal.details(variations=[("R-VAR", "PEND")])
    journal.details(variations=[("R-VAR", "APPR")])

    (asked,) = _story(journal).variations
    assert [each.status for each in asked.tellings] == ["PEND", "APPR"]


def test_a_variation_whose_reply_was_lost_is_known_once_it_is_shown(journal):
    journal.received()
    journal.vary("PENDING", lost=True)
    journal.details(variations=[("R-VAR", "PEND")])

    (asked,) = _story(journal).variations
    assert [each.status for each in asked.tellings] == ["PEND"]


def test_a_variation_that_details_leave_out_is_told_to_be_none(journal):
    journal.received()
    journal.vary("PENDING")
    journal.details()

    (asked,) = _story(journal).variations
    assert [each.status for each in asked.tellings] == ["PEND", NOT_SHOWN]


def test_the_scope_is_the_last_reading_and_what_was_applied_since(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.vary("APPLIED", lines=[("REM", 2, "0.00"), ("ADD", 3, "4.00")])

    scope = scope_before(_story(journal), 99)

    assert scope.version == 2
    assert {number: str(line.quantity) for number, line in scope.lines.items()} == {
        1: "2.00",
        3: "4.00",
    }


def test_the_state_is_told_as_of_an_entry(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.vary("PENDING")
    end = journal.complete()

    told = state_as_told(_story(journal), end)

    assert str(told) == (
        "works order 1/1: status ISS as last told, version 1 read in entry 2, "
        "variation 1 PEND, appointment A1 BKD"
    )


def test_two_contractors_know_each_their_own(make):
    journal = make.journal()
    journal.entries[0].contractors["other"] = {}
    journal.details("1/1")
    journal.details("1/1", how={"contractor": "other"})

    stories = journal.evidence().stories

    assert [(each.contractor, len(each.views)) for each in stories] == [
        ("contractor", 1),
        ("other", 1),
    ]


@pytest.mark.parametrize("at", [2, 4])
def test_a_reply_whose_request_was_not_kept_is_no_reason_to_stop(journal, at):
    journal.received(appointments=[("A1", "BKD")])
    journal.appoint()
    journal.entries[at] = replace(journal.entries[at], request=None)

    assert all(each.verdict != "ERROR" for each in judge(journal.read_back()))
