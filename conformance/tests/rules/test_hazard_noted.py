from message_builder import FINE
from world_builder import tell

from nps_simulator.messages.add_works_order_note import AddWorksOrderNote, AddWorksOrderNoteReply

RULE = "hazard-noted"


def _seen(journal):
    journal.received()
    return tell(journal, "hazard_seen", text="A bare cable.")


def _note(journal, kind):
    request = AddWorksOrderNote(
        works_order_number="1/1", text="A bare cable.", type_code=kind, external_reference="R-1"
    )
    return journal.exchange(request, AddWorksOrderNoteReply(action_status=FINE))


def test_a_note_of_a_hazard_is_kept(journal):
    _seen(journal)
    _note(journal, "HAZ")

    assert journal.word(RULE) == "PASSED"


def test_a_variation_for_asbestos_is_one_too(journal):
    _seen(journal)
    journal.vary(reason="ASBFD")

    assert journal.word(RULE) == "PASSED"


def test_saying_nothing_warns(journal):
    fact = _seen(journal)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (fact,)


def test_a_note_of_another_type_warns_and_is_pointed_at(journal):
    _seen(journal)
    sent = _note(journal, "GEN")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == sent


def test_a_contractor_that_died_is_not_judged(journal):
    _seen(journal)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"
