from datetime import timedelta

from world_builder import VISIT, tell

from nps_conformance.evidence.facts import Moments, Terms, Tries
from nps_conformance.evidence.model import APPOINT


def _story(journal):
    (story,) = journal.evidence().stories
    return story


def test_a_term_begins_when_a_report_could_be_made_again_and_ends_when_it_could_no_longer(journal):
    journal.poll("1/1")
    journal.details()
    received = journal.receipt()
    journal.details(status="HLD")
    released = journal.details()
    cancelled = journal.details(status="CAN")

    terms = Terms(_story(journal))

    assert (terms.of(1).since, terms.of(1).until) == (released, cancelled)
    assert terms.of(received).since == released
    assert terms.of(cancelled) is None


def test_an_order_that_was_not_received_has_no_terms(journal):
    journal.details()

    assert Terms(_story(journal)).of(1) is None


def test_a_try_counts_as_taken_when_it_was_done_or_has_no_answer(journal):
    refused = journal.appoint(refused="APPOINTMENT-OPEN")
    lost = journal.appoint(lost=True, ref="R-2")
    last = journal.appoint(refused="APPOINTMENT-OPEN", ref="R-3")

    tries = Tries(_story(journal).calls_of(APPOINT))

    assert tries.taken_after(0) == lost
    assert tries.taken_after(lost) is None
    assert tries.between(refused) == (lost, last)
    assert tries.last(0, lost) == refused
    assert tries.last(last) is None


def test_of_two_moments_as_near_the_one_told_first_counts(journal):
    hour = timedelta(hours=1)
    tell(journal, "nobody_in", VISIT + hour)
    tell(journal, "nobody_in", VISIT - hour)
    late, early = _story(journal).instructions

    moments = Moments()
    assert moments.nearest(VISIT) is None
    moments.tell(late)
    moments.tell(early)

    assert moments.nearest(VISIT) is late
    assert moments.nearest(VISIT - timedelta(minutes=1)) is early
    assert moments.near(VISIT) is None
    assert moments.near(VISIT - hour + timedelta(minutes=29)) is early
