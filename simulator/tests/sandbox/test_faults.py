"""Faults are armed on an operation, counted down and bounded."""

import pytest

from nps_simulator.journal.entries import FaultArmed
from nps_simulator.sandbox.faults import FaultError


def test_a_fault_happens_as_often_as_it_was_armed_and_on_its_operation(office):
    sandbox = office.open().sandbox
    sandbox.arm({"on": "CreateInvoice", "kind": "delay", "count": 2, "seconds": 3})

    assert sandbox.fault_for("RequestWorksOrders") is None
    first = sandbox.fault_for("CreateInvoice")
    assert (first.kind, first.operation, dict(first.settings)) == (
        "delay",
        "CreateInvoice",
        {"seconds": 3},
    )
    assert sandbox.fault_for("CreateInvoice") == first
    assert sandbox.fault_for("CreateInvoice") is None


def test_a_fault_lets_calls_pass_before_it_happens(office):
    sandbox = office.open().sandbox
    sandbox.arm({"on": "RequestWorksOrders", "kind": "reset", "skip": 2})
    kinds = [sandbox.fault_for("RequestWorksOrders") for _ in range(4)]

    assert [each and each.kind for each in kinds] == [None, None, "reset", None]


def test_faults_go_in_the_order_they_were_armed(office):
    sandbox = office.open().sandbox
    sandbox.arm({"on": "RequestWorksOrders", "kind": "reset"})
    sandbox.arm({"on": "RequestWorksOrders", "kind": "garbage"})

    kinds = [sandbox.fault_for("RequestWorksOrders").kind for _ in range(2)]
    assert kinds == ["reset", "garbage"]


def test_arming_is_in_the_journal_and_a_script_can_do_it(office, steps):
    line = office.open(steps("polls", ("fault", {"on": "CreateInvoice", "kind": "lose-reply"})))
    line.poll()
    entry = line.entries()[-1]

    assert isinstance(entry, FaultArmed)
    assert (entry.operation, entry.kind, entry.count) == ("CreateInvoice", "lose-reply", 1)
    assert line.sandbox.fault_for("CreateInvoice").kind == "lose-reply"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kind": "reset"}, "`on` is ''"),
        ({"on": "CreateInvoice", "kind": "explode"}, "it is 'explode'"),
        ({"on": "CreateInvoice", "kind": "reset", "count": 0}, "got 0 after 0"),
        ({"on": "CreateInvoice", "kind": "reset", "skip": -1}, "got 1 after -1"),
        ({"on": "CreateInvoice", "kind": "reset", "count": 10**25}, "`count` of a fault is at"),
        ({"on": "CreateInvoice", "kind": "reset", "skip": 10**25}, "`skip` of a fault is at"),
        ({"on": "CreateInvoice", "kind": "delay", "second": 1}, "no setting 'second'"),
        ({"on": "CreateInvoice", "kind": "reset", "seconds": 1}, "no setting 'seconds'"),
        ({"on": "CreateInvoice", "kind": "delay", "seconds": "2"}, "from 0 to 60; it is '2'"),
        ({"on": "CreateInvoice", "kind": "delay", "seconds": True}, "it is True"),
        ({"on": "CreateInvoice", "kind": "delay", "seconds": 61}, "from 0 to 60; it is 61"),
        ({"on": "CreateInvoice", "kind": "delay", "seconds": float("nan")}, "it is nan"),
        ({"on": "CreateInvoice", "kind": "dribble", "pieces": float("inf")}, "it is inf"),
        ({"on": "CreateInvoice", "kind": "dribble", "pieces": 0}, "from 1 to 1000"),
        ({"on": "CreateInvoice", "kind": "soap-fault", "text": 5}, "is a text; it is 5"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(office, arguments, said):
    line = office.open()
    entries = len(line.entries())
    with pytest.raises(FaultError, match=said):
        line.sandbox.arm(arguments)

    assert len(line.entries()) == entries


@pytest.mark.parametrize(
    ("kind", "instead"), [("kill-before", "lose-request"), ("kill-after", "lose-reply")]
)
def test_where_nobody_can_kill_the_program_the_message_is_lost_all_the_same(office, kind, instead):
    sandbox = office.open().sandbox
    sandbox.arm({"on": "CreateInvoice", "kind": kind, "count": 2})

    async def kill():
        """Where somebody can."""

    assert sandbox.fault_for("CreateInvoice").kind == instead
    sandbox.at_kill = kill
    assert sandbox.fault_for("CreateInvoice").kind == kind
