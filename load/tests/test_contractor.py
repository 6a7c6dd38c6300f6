"""A virtual contractor talks to a real simulator, which loses replies on request."""

from datetime import timedelta

import pytest
from desk_builder import Dearer, Kept, arm, contractor, decide, kept_words, raise_orders

from nps_load.contractor import Conduct
from nps_load.invariants import DOUBLED, LOST, TWICE
from nps_load.record import Call, Record, Timeline
from nps_load.seen import judge_record
from nps_load.simulator import Simulator
from nps_reports.record import Word
from nps_simulator.clock import uk_now


def test_whole_orders_are_done_in_order_and_invoiced_in_one_batch(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 3)

    contractor(simulator, record, Conduct(works=True, resends=0.0)).poll(due=0.0, lag=0.0)

    each = ["AP2", "AP3", "EX1", "AP9", "AP9", "AP5"]
    assert record.rows() == ["AP1", *each * 3, "AP8"]
    assert len(record.calls("AP8")[0].orders) == 3
    assert not [call for call in record.calls("AP8") if call.problem]


@pytest.mark.parametrize("operation", ["CreateInvoice", "CompleteWorksOrder", "CreateAppointment"])
def test_a_write_whose_reply_was_lost_is_sent_again_under_its_reference(
    simulator: Simulator, operation: str
) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    arm(simulator, operation)

    contractor(simulator, record, Conduct(works=True, resends=0.0)).poll(due=0.0, lag=0.0)

    unclear = [line for line in record.lines if isinstance(line, Call) and line.unclear]
    again = [line for line in record.lines if isinstance(line, Call) and line.again]
    assert len(unclear) == len(again) == 1
    assert again[0].reference == unclear[0].reference
    assert again[0].success
    words = kept_words(simulator, record)
    assert (words[LOST], words[DOUBLED], words[TWICE]) == (Word.PASSED,) * 3


def test_a_receipt_whose_reply_was_lost_excuses_the_list(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    arm(simulator, "ConfirmWorksOrderReceipt")
    someone = contractor(simulator, record, Conduct())

    someone.poll(due=0.0, lag=0.0)
    someone.poll(due=0.0, lag=0.0)

    assert record.calls("AP3")[0].unclear
    assert {each.word for each in judge_record(Record.of(record.lines)) if each.name == LOST} == {
        Word.PASSED
    }


def test_without_writes_an_order_is_read_once_and_left_on_the_list(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 2)
    someone = contractor(simulator, record, Conduct(writes=False))

    someone.poll(due=0.0, lag=0.0)
    someone.poll(due=0.0, lag=0.0)

    assert record.rows() == ["AP1", "AP2", "AP2", "AP1"]
    assert len(record.calls("AP1")[1].listed) == 2


def test_a_long_list_is_read_page_by_page(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 120)

    contractor(simulator, record, Conduct()).poll(due=5.0, lag=1.0)

    polls = record.calls("AP1")
    assert [(len(call.listed), call.more) for call in polls] == [(100, True), (20, False)]
    assert [call.due for call in polls] == [5.0, 0.0]
    assert len(record.calls("AP3")) == 120


def test_invoices_wait_until_their_moment_and_an_answered_one_may_be_sent_twice(
    simulator: Simulator,
) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    later = Timeline().now() + 3600

    contractor(simulator, record, Conduct(works=True, invoices_from=later)).poll(due=0, lag=0)
    assert record.calls("AP8") == []

    raise_orders(simulator, 1)
    contractor(simulator, record, Conduct(works=True, resends=1.0), "t-1").poll(due=0, lag=0)
    first, second = record.calls("AP8")
    assert second.again
    assert first.invoice == second.invoice != ""
    assert kept_words(simulator, record)[TWICE] is Word.PASSED


def test_where_nobody_opened_the_work_is_done_later(simulator: Simulator) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    desk = contractor(simulator, record, Conduct(works=True, no_access=1.0))
    desk.poll(due=1.0, lag=0.0)
    first = [row for row in record.rows() if row in {"EX1", "AP7", "AP9", "AP5"}]
    begun = uk_now()
    while "AP5" not in record.rows() and uk_now() < begun + timedelta(seconds=5):
        desk.poll(due=2.0, lag=0.0)

    work = [row for row in record.rows() if row in {"EX1", "AP7", "AP9", "AP5"}]
    assert (first, work) == (["AP7"], ["AP7", "EX1", "AP9", "AP9", "AP5"])
    assert [call for call in record.lines if isinstance(call, Call) and call.problem] == []


def test_less_work_is_varied_read_and_confirmed_before_it_is_completed_and_billed(
    simulator: Simulator,
) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    contractor(simulator, record, Conduct(works=True, varies=1.0)).poll(due=1.0, lag=0.0)

    assert record.rows()[-5:] == ["AP6", "AP2", "AP3", "AP5", "AP8"]
    assert [call.version for call in record.calls("AP3")] == [1, 2]
    assert [call for call in record.lines if isinstance(call, Call) and call.problem] == []


@pytest.mark.parametrize(
    ("action", "arguments", "versions"),
    [
        ("approve_variation", {}, [1, 2]),
        ("reject_variation", {"reason": "NOTJUS"}, [1, 1]),
    ],
)
def test_a_variation_that_waits_keeps_the_work_open_until_the_landlord_has_decided(
    simulator: Simulator, action: str, arguments: dict[str, str], versions: list[int]
) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    conduct = Conduct(works=True, varies=1.0, resends=0.0)
    desk = contractor(simulator, record, conduct, line=Dearer)

    desk.poll(due=1.0, lag=0.0)
    desk.poll(due=2.0, lag=0.0)
    waited = record.rows()
    decide(simulator, action, {"order": record.calls("AP6")[0].order, **arguments})
    desk.poll(due=3.0, lag=0.0)
    desk.poll(due=4.0, lag=0.0)

    assert waited[-3:] == ["AP6", "AP2", "AP1"]
    assert record.rows()[len(waited) :] == ["AP1", "AP2", "AP3", "AP5", "AP8", "AP1"]
    assert [call.version for call in record.calls("AP3")] == versions
    assert [call for call in record.lines if isinstance(call, Call) and call.problem] == []


def test_news_while_a_variation_waits_are_confirmed_and_nothing_is_completed(
    simulator: Simulator,
) -> None:
    record = Kept()
    raise_orders(simulator, 1)
    desk = contractor(simulator, record, Conduct(works=True, varies=1.0), line=Dearer)
    desk.poll(due=1.0, lag=0.0)
    begun = len(record.rows())

    amended = {"order": record.calls("AP6")[0].order, "comments": "Ring twice."}
    decide(simulator, "amend_order", amended)
    desk.poll(due=2.0, lag=0.0)

    assert record.rows()[begun:] == ["AP1", "AP2", "AP3"]
