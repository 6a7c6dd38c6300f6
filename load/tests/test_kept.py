from collections.abc import Sequence
from typing import Any

import pytest

from nps_load.invariants import DOUBLED, KEPT, LOST, TWICE
from nps_load.kept import judge_journal
from nps_load.record import Call, Record
from nps_reports.record import Word
from nps_simulator.journal.entries import Action, Entry, Exchange, Http

HTTP = Http(start="POST / HTTP/1.1", headers=[])


def raised(number: str, by: str = "a") -> Action:
    return Action(
        seq=0, at="", name="raise_order", arguments={}, orders=[number], facts={"contractor": by}
    )


def done(operation: str, request: dict[str, Any], by: str = "a", **more: Any) -> Exchange:
    reply = more.pop("reply", {})
    return Exchange(
        seq=0,
        at="",
        operation=operation,
        contractor=by,
        http_request=HTTP,
        http_reply=HTTP,
        request=request,
        reply=reply,
        outcome="success",
        **more,
    )


def listing(*numbers: str, by: str = "a", more: bool = False, **rest: Any) -> Exchange:
    reply = {
        "works_orders": [{"works_order_number": number} for number in numbers],
        "more_available": more,
    }
    return done("RequestWorksOrders", {}, by, reply=reply, **rest)


def receipt(number: str, reference: str = "E1", **more: Any) -> Exchange:
    request = {"works_order_number": number, "external_reference": reference}
    return done("ConfirmWorksOrderReceipt", request, **more)


def completion(number: str, reference: str, **more: Any) -> Exchange:
    request = {"works_order_number": number, "external_reference": reference}
    return done("CompleteWorksOrder", request, **more)


def invoice(invoice_number: str, reference: str, *numbers: str) -> Exchange:
    request = {
        "orders": [{"works_order_number": number} for number in numbers],
        "external_reference": reference,
    }
    return done("CreateInvoice", request, reply={"invoice_number": invoice_number})


def word(name: str, entries: Sequence[Entry], *calls: Call) -> Word:
    findings = judge_journal(entries, Record.of(calls))
    return next(each for each in findings if each.name == name).word


def test_an_order_that_is_listed_until_its_receipt_is_not_lost() -> None:
    entries = [raised("1/1"), listing("1/1"), listing("1/1"), receipt("1/1"), listing()]

    assert word(LOST, entries) is Word.PASSED
    assert word(DOUBLED, entries) is Word.PASSED


@pytest.mark.parametrize(
    "entries",
    [
        [raised("1/1"), listing()],
        [raised("1/1"), listing("1/1"), listing()],
        [raised("1/1"), raised("2/1"), listing("2/1")],
    ],
)
def test_an_order_missing_from_a_complete_delivered_list_is_lost(entries: list[Entry]) -> None:
    assert word(LOST, entries) is Word.FAILED


@pytest.mark.parametrize(
    "entries",
    [
        [raised("1/1"), listing(more=True)],
        [raised("1/1"), listing(delivery="reply-lost")],
        [raised("1/1"), listing(by="b")],
        [listing(), raised("1/1")],
    ],
)
def test_other_lists_lose_nothing(entries: list[Entry]) -> None:
    assert word(LOST, entries) is Word.PASSED


def test_work_done_twice_is_doubled_and_a_repeated_answer_is_not() -> None:
    once = [raised("1/1"), completion("1/1", "E1")]

    assert word(DOUBLED, [*once, completion("1/1", "E1", repeated_of=1)]) is Word.PASSED
    assert word(DOUBLED, [*once, completion("1/1", "E1")]) is Word.FAILED
    assert word(DOUBLED, [*once, completion("1/1", "E2")]) is Word.FAILED


def test_the_same_order_raised_twice_or_listed_to_another_is_doubled() -> None:
    assert word(DOUBLED, [raised("1/1"), raised("1/1")]) is Word.FAILED
    assert word(DOUBLED, [raised("1/1"), listing("1/1", by="b")]) is Word.FAILED
    assert word(DOUBLED, [raised("1/1"), listing("1/1", "1/1")]) is Word.FAILED


def test_an_order_on_two_invoices_is_invoiced_twice() -> None:
    assert word(TWICE, [invoice("I1", "R1", "1/1", "2/1")]) is Word.PASSED
    assert word(TWICE, [invoice("I1", "R1", "1/1"), invoice("I2", "R2", "1/1")]) is Word.FAILED


def test_a_write_that_was_answered_and_is_not_in_the_journal_was_forgotten() -> None:
    call = Call(at=1.0, contractor="a", row="AP3", took=1.0, order="1/1", reference="E1")
    refused = Call(at=1.0, contractor="a", row="AP3", took=1.0, reference="E2", problem="refused")

    assert word(KEPT, [raised("1/1"), receipt("1/1")], call, refused) is Word.PASSED
    assert word(KEPT, [raised("1/1")], call) is Word.FAILED
    assert word(KEPT, [raised("1/1"), receipt("1/1", by="b")], call) is Word.FAILED
