"""Books over the store: what was decided is read again, from the cache or from the rows."""

from dataclasses import replace

import pytest

from nps_simulator.domain.ledger import Decision
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.sandbox import books as books_module
from nps_simulator.store.protocol import LostError


@pytest.fixture
def line(office):
    return office.open()


def books(line):
    return line.sandbox._life.core().books


def renumbered(order, number, **values):
    return replace(order, works_order_number=number, **values)


def test_an_order_comes_back_as_it_was_written(line, office):
    order = line.sandbox.order("tap")
    again = office.again(line.sandbox.name)

    assert again.sandbox.order("tap") == order


def test_only_so_many_orders_are_kept_in_memory_and_none_is_forgotten(line, monkeypatch):
    monkeypatch.setattr(books_module, "CACHED_ORDERS", 3)
    order = line.sandbox.order("tap")
    numbers = [f"{number}/1" for number in range(10)]
    books(line).write(Decision(orders=tuple(renumbered(order, each) for each in numbers)))

    assert len(books(line)._held) == 3
    assert [books(line).order(each).works_order_number for each in numbers] == numbers
    assert list(books(line)._held) == numbers[-3:]


def test_news_keeps_its_place_until_all_of_it_is_confirmed(line):
    order = line.sandbox.order("tap")
    first, second = renumbered(order, "1/1", counter=1), renumbered(order, "2/1", counter=1)
    books(line).write(Decision(orders=(replace(order, acknowledged=order.counter), first, second)))

    def listed():
        return [row[0] for row in books(line).listed("acme", 10)]

    assert listed() == ["1/1", "2/1"]
    books(line).write(Decision(orders=(replace(first, counter=2),)))
    assert listed() == ["1/1", "2/1"]
    books(line).write(Decision(orders=(replace(first, counter=3, acknowledged=2),)))
    assert listed() == ["1/1", "2/1"]
    books(line).write(Decision(orders=(replace(first, counter=3, acknowledged=3),)))
    assert listed() == ["2/1"]
    books(line).write(Decision(orders=(replace(first, counter=4, acknowledged=3),)))
    assert listed() == ["2/1", "1/1"]
    books(line).write(Decision(orders=(replace(second, contractor="bodge"),)))
    assert listed() == ["1/1"]
    assert [row[0] for row in books(line).listed("bodge", 10)] == ["2/1"]


def test_a_list_holds_one_more_than_asked_for_when_more_are_waiting(line):
    order = line.sandbox.order("tap")
    books(line).write(Decision(orders=tuple(renumbered(order, f"{n}/1") for n in range(5))))

    assert len(books(line).listed("acme", 3)) == 4


def test_numbers_are_counted_by_kind_and_not_used_again(line, office):
    first = books(line).next_number("invoice")
    assert [books(line).next_number("invoice") for _ in range(2)] == [first + 1, first + 2]
    assert books(line).next_number("appointment") == first
    line.poll()
    again = office.again(line.sandbox.name)

    assert books(again).next_number("invoice") == first + 3


def test_changed_permissions_outlive_a_restart(line, office):
    permission = books(line).authorisation("acme")
    changed = replace(permission, may_cancel=False)
    books(line).write(Decision(authorisations=(("acme", changed),)))
    line.poll()
    again = office.again(line.sandbox.name)

    assert books(again).authorisation("acme") == changed
    assert books(again).authorisation("bodge") == permission
    assert books(again).contractors() == ("acme", "bodge")


def test_an_order_that_did_not_change_is_not_written_again(line):
    line.read("tap")
    connection = line.sandbox._store._connection
    changes = connection.total_changes
    line.read("tap")

    assert connection.total_changes == changes + 2  # the state of the sandbox and one entry


def test_what_was_listed_in_a_turn_that_was_lost_is_forgotten(line):
    connection = line.sandbox._store._connection
    line.read("tap")
    tap = line.poll()
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )

    def confirm_and_look():
        request = ConfirmWorksOrderReceipt(works_order_number=tap[0], external_reference="R1")
        called = line.sandbox.call("acme", request)
        seen.append(books(line).listed("acme", 10))
        line.record(request, called)

    seen = []
    with pytest.raises(LostError):
        confirm_and_look()
    connection.execute("DROP TRIGGER full")

    assert seen == [()]
    assert line.poll() == tap
