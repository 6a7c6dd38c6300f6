"""Work that gets no answer stands, and goes on when the landlord answers again."""

from datetime import timedelta

import pytest
from desk_builder import Kept, arm, contractor, kept_words, raise_orders

from nps_load.contractor import Conduct
from nps_load.invariants import DOUBLED, LOST, TWICE
from nps_load.record import Call
from nps_load.simulator import Simulator
from nps_load.under_way import MOST_TURNS
from nps_reports.record import Word
from nps_simulator.clock import uk_now

WRITTEN = ("ConfirmWorksOrderReceipt", "CreateAppointment", "UpdateAppointmentStatus")
DONE = ("VaryWorksOrder", "RecordNonAccess", "CompleteWorksOrder", "CreateInvoice")


@pytest.mark.parametrize("operation", [*WRITTEN, *DONE])
def test_work_that_stood_without_an_answer_goes_on_after_the_next_good_poll(
    simulator: Simulator, operation: str
) -> None:
    record = Kept()
    raise_orders(simulator, 2)
    arm(simulator, operation, "lose-request")  # the first attempt is not done
    arm(simulator, operation, "lose-reply")  # the second is, and nobody knows
    no_access = float(operation == "RecordNonAccess")
    conduct = Conduct(works=True, resends=0.0, varies=1.0, no_access=no_access)
    desk = contractor(simulator, record, conduct)

    begun = uk_now()
    while len(billed(record)) < 2 and uk_now() < begun + timedelta(seconds=10):
        desk.poll(due=0.0, lag=0.0)

    calls = [line for line in record.lines if isinstance(line, Call)]
    unclear = [call for call in calls if call.unclear]
    answered = [call.reference for call in calls if call.success and call.reference]
    assert len(unclear) == 2
    assert len(billed(record)) == 2
    assert {each.reference for each in unclear} <= set(answered)
    assert len(set(answered)) == len(answered)
    receipts = [(call.order, call.version) for call in record.calls("AP3") if call.success]
    assert len(set(receipts)) == len(receipts)
    assert [call.problem for call in calls if call.problem and not call.unclear] == []
    words = kept_words(simulator, record)
    assert (words[LOST], words[DOUBLED], words[TWICE]) == (Word.PASSED,) * 3


def test_without_a_good_list_nothing_is_sent(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    for _ in range(2):
        arm(simulator, "CompleteWorksOrder")
    desk = contractor(simulator, record, Conduct(works=True, resends=0.0))
    desk.poll(due=0.0, lag=0.0)
    before = len(record.rows())
    simulator.end(kill=True)

    desk.poll(due=1.0, lag=0.0)

    assert record.rows()[before:] == ["AP1"]


def test_work_that_never_gets_an_answer_is_given_up(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    for _ in range(MOST_TURNS + 10):
        arm(simulator, "CompleteWorksOrder")
    desk = contractor(simulator, record, Conduct(works=True))

    for _ in range(MOST_TURNS + 5):
        desk.poll(due=0.0, lag=0.0)

    assert len(record.calls("AP5")) == 2 + MOST_TURNS


def billed(record: Kept) -> set[str]:
    return {number for call in record.calls("AP8") if call.success for number in call.orders}
