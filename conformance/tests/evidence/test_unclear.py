import pytest

from nps_conformance.evidence.model import WRITES
from nps_conformance.evidence.unclear import Handling, quiz
from nps_scenarios.loader import load_scenario, scenario_names

CALLS = ["receipt", "complete", "vary", "non_access", "invoice", "appoint", "note", "cancel"]
TWINS = ["lost", "never"]  # the reply after the commit, the request before it


def _handled(journal):
    return [handling for _, handling in quiz(journal.evidence())]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("call", CALLS)
def test_the_same_again_is_repeated_under_the_same_reference(journal, call, twin):
    journal.received()
    getattr(journal, call)(**{twin: True})
    getattr(journal, call)()

    assert _handled(journal) == [Handling.REPEATED]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("call", CALLS)
def test_a_new_reference_makes_it_a_new_event(journal, call, twin):
    journal.received()
    getattr(journal, call)(**{twin: True})
    getattr(journal, call)(ref="R-NEW")

    assert _handled(journal) == [Handling.RENAMED]


def test_details_that_show_it_settle_it(journal):
    journal.received()
    journal.complete(lost=True)
    journal.details(status="COM")

    assert _handled(journal) == [Handling.ASKED]


def test_a_new_event_after_details_that_do_not_show_it_was_asked_for(journal):
    journal.received()
    journal.complete(never=True)
    journal.details()
    journal.complete(ref="R-NEW")

    assert _handled(journal) == [Handling.ASKED]


def test_a_list_without_the_order_settles_a_receipt(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True)
    journal.poll()

    assert _handled(journal) == [Handling.ASKED]


def test_a_note_that_nobody_had_asked_for_hands_it_to_a_person(journal):
    journal.received()
    journal.complete(never=True)
    journal.note(text="No answer to our completion; please look.")
    journal.rounds(5)

    assert _handled(journal) == [Handling.PERSON]


def test_a_note_of_a_remark_is_no_sign_of_a_person(journal):
    journal.received()
    journal.complete(never=True)
    journal.fact("remark", text="Ring first.")
    journal.note(text="Ring first.")
    journal.rounds(5)

    assert _handled(journal) == [Handling.SILENT]


def test_nothing_more_is_giving_up_once_it_is_due(journal):
    journal.received()
    journal.complete(never=True)
    assert _handled(journal) == [Handling.OPEN]

    journal.rounds(5)
    assert _handled(journal) == [Handling.SILENT]


def test_an_invoice_of_several_orders_is_one_event(journal):
    journal.received("1/1")
    journal.received("2/1")
    journal.invoice("1/1", "2/1", lost=True)
    journal.invoice("1/1", "2/1")

    assert _handled(journal) == [Handling.REPEATED]


def test_every_write_meets_both_twins_somewhere_in_the_catalogue():
    met = {
        (deed.arguments["on"], deed.arguments["kind"])
        for scenario in map(load_scenario, scenario_names())
        for step in scenario.steps
        for deed in step.then
        if deed.name == "fault"
    }

    assert {(write, twin) for write in WRITES for twin in ("lose-reply", "lose-request")} <= met


def test_a_step_that_a_later_one_has_overtaken_is_not_given_up(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ENR", ref="R1", lost=True)
    journal.visit("ATT", ref="R2")
    journal.rounds(4)

    assert _handled(journal) == [Handling.OPEN]
