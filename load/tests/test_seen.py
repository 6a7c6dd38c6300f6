from nps_load.invariants import DOUBLED, LOST, TWICE
from nps_load.record import Call, Line, Raised, Record
from nps_load.seen import judge_record
from nps_reports.record import Word

A, B = "load-1", "load-2"


def poll(at: float, *listed: tuple[str, int, str], by: str = A, more: bool = False) -> Call:
    return Call(at=at, contractor=by, row="AP1", took=1.0, listed=listed, more=more)


def receipt(at: float, order: str, version: int = 1, *, problem: str = "", by: str = A) -> Call:
    return Call(
        at=at,
        contractor=by,
        row="AP3",
        took=1.0,
        order=order,
        version=version,
        problem=problem,
        unclear=problem.startswith("no reply"),
    )


def invoice(at: float, number: str, *orders: str, reference: str = "R1") -> Call:
    return Call(
        at=at, contractor=A, row="AP8", took=1.0, orders=orders, reference=reference, invoice=number
    )


def raised(at: float, order: str, by: str = A) -> Raised:
    return Raised(at=at, order=order, contractor=by)


def verdict(name: str, *lines: Line) -> tuple[Word, tuple[str, ...]]:
    found = next(each for each in judge_record(Record.of(lines)) if each.name == name)
    return found.word, found.examples


NEW = ("1/1", 1, "NEW")


def test_an_order_that_was_raised_listed_and_confirmed_is_not_lost() -> None:
    lines = (raised(1, "1/1"), poll(2, NEW), receipt(3, "1/1"), poll(4))

    assert verdict(LOST, *lines) == (Word.PASSED, ())
    assert verdict(DOUBLED, *lines) == (Word.PASSED, ())


def test_an_order_that_was_raised_and_never_listed_is_lost() -> None:
    word, examples = verdict(LOST, raised(1, "1/1"), raised(1.5, "2/1"), poll(2, ("2/1", 1, "NEW")))

    assert word is Word.FAILED
    assert examples == ("load-1, 1/1: raised before and never listed",)


def test_an_order_raised_after_the_last_poll_is_not_lost() -> None:
    assert verdict(LOST, poll(1), raised(2, "1/1"))[0] is Word.PASSED


def test_another_contractors_poll_loses_nothing() -> None:
    assert verdict(LOST, raised(1, "1/1"), poll(2, by=B))[0] is Word.PASSED


def test_an_order_that_vanishes_before_its_receipt_is_lost() -> None:
    word, examples = verdict(LOST, poll(1, NEW), poll(2))

    assert word is Word.FAILED
    assert "gone from the list" in examples[0]


def test_a_refused_receipt_keeps_the_order_on_the_list_and_an_unclear_one_excuses() -> None:
    refused = receipt(2, "1/1", problem="refused: VERSION-NOT-READ")
    unclear = receipt(2, "1/1", problem="no reply: TimeoutError")

    assert verdict(LOST, poll(1, NEW), refused, poll(3))[0] is Word.FAILED
    assert verdict(LOST, poll(1, NEW), unclear, poll(3))[0] is Word.PASSED


def test_an_incomplete_list_loses_nothing() -> None:
    assert verdict(LOST, poll(1, NEW), poll(2, more=True))[0] is Word.PASSED


def test_nothing_seen_is_not_a_pass() -> None:
    assert verdict(LOST, poll(1))[0] is Word.NOT_EXERCISED


def test_news_told_again_after_the_receipt_is_doubled() -> None:
    lines = (poll(1, NEW), receipt(2, "1/1"), poll(3, NEW))

    assert verdict(DOUBLED, *lines)[0] is Word.FAILED


def test_a_new_version_or_an_invoices_news_is_not_doubled() -> None:
    told = (poll(1, NEW), receipt(2, "1/1"))

    assert verdict(DOUBLED, *told, poll(3, ("1/1", 2, "AMD")))[0] is Word.PASSED
    assert verdict(DOUBLED, *told, poll(3, ("1/1", 1, "INV")))[0] is Word.PASSED


def test_one_order_for_two_contractors_or_twice_in_a_list_is_doubled() -> None:
    assert verdict(DOUBLED, poll(1, NEW), poll(2, NEW, by=B))[0] is Word.FAILED
    assert verdict(DOUBLED, poll(1, NEW, NEW))[0] is Word.FAILED


def test_an_order_on_two_invoices_is_invoiced_twice() -> None:
    word, examples = verdict(
        TWICE, invoice(1, "I1", "1/1", "2/1"), invoice(2, "I2", "2/1", reference="R2")
    )

    assert (word, examples) == (Word.FAILED, ("2/1: I1, I2",))


def test_a_resend_with_the_first_answer_is_fine_and_with_another_is_doubled() -> None:
    assert verdict(TWICE, invoice(1, "I1", "1/1"), invoice(2, "I1", "1/1"))[0] is Word.PASSED
    assert verdict(DOUBLED, poll(0, NEW), invoice(1, "I1", "1/1"), invoice(2, "I2", "1/1"))[0] is (
        Word.FAILED
    )


def test_what_needs_writes_is_not_applicable_when_there_were_none() -> None:
    assert verdict(TWICE, poll(1, NEW))[0] is Word.NOT_APPLICABLE
