"""The script: steps in order, counts from when they are armed, and what a step does."""

from datetime import datetime, timedelta

import pytest

from nps_simulator.journal.entries import Action, ClockMoved, Closed, Delivery, Driver, Instruction
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.sandbox.player import ScriptError

HOLD = ("hold_order", {"order": "tap", "reason": "waiting for parts"})


def remark(text, **more):
    return ("instruct", {"kind": "remark", "order": "tap", "text": text, **more})


def told(line):
    return [each.text for each in line.sandbox.take_instructions()]


def test_what_starts_is_there_at_once_and_in_the_journal(office, kinds):
    line = office.open()

    assert kinds(line.entries()) == ["Opened", "Action"]
    action = line.entries(Action)[0]
    assert (action.name, action.by) == ("raise_order", "scenario")
    assert action.orders == [line.number("tap")]
    assert "order" not in action.arguments
    assert line.sandbox.handles() == {"tap": line.number("tap")}


def test_a_step_counts_only_what_happens_while_it_is_armed(office, steps):
    line = office.open(
        steps("polls", remark("two polls"), count=2), steps("polls", remark("one more"), count=1)
    )
    line.poll()
    assert told(line) == []
    line.poll()
    assert told(line) == ["two polls"]
    line.poll()
    assert told(line) == ["one more"]


def test_a_list_that_was_not_delivered_is_no_poll(office, steps):
    line = office.open(steps("polls", remark("polled")))
    line.poll(delivery=Delivery.REPLY_LOST)
    assert told(line) == []
    line.poll()
    assert told(line) == ["polled"]


def test_a_call_counts_when_it_is_processed_even_if_its_reply_is_lost(office, steps):
    line = office.open(steps("exchange", remark("read"), operation="RequestWorksOrderDetails"))
    line.record(
        RequestWorksOrderDetails(works_order_number=line.number("tap")),
        None,
        outcome="http",
        delivery=Delivery.REQUEST_LOST,
    )
    assert told(line) == []
    line.read("tap", delivery=Delivery.REPLY_LOST)
    assert told(line) == ["read"]


def test_a_call_counts_for_the_order_that_is_named(office, steps):
    line = office.open(
        steps("start", ("raise_order", SINK)),
        steps("exchange", remark("read"), operation="RequestWorksOrderDetails", order="sink"),
    )
    line.read("tap")
    assert told(line) == []
    line.read("sink")
    assert told(line) == ["read"]


SINK = {
    "order": "sink",
    "priority": "ROU",
    "description": "Blocked sink",
    "lines": [{"sor": "900101", "quantity": "1"}],
}


def test_a_step_waits_for_rounds_of_the_plan_and_rounds_move_the_clock(office, steps):
    line = office.open(steps("rounds", remark("second round"), count=2))
    line.sandbox.begin_round(1)
    assert told(line) == []
    line.sandbox.begin_round(2)
    assert told(line) == ["second round"]

    assert line.sandbox.now() == datetime(2026, 3, 2, 8, 30)
    assert [(each.event, each.number) for each in line.entries(Driver)] == [
        ("round", 1),
        ("round", 2),
    ]
    assert [each.at for each in line.entries(ClockMoved)] == [
        "2026-03-02T08:15:00",
        "2026-03-02T08:30:00",
    ]


def test_a_step_waits_for_a_time(office, steps):
    line = office.open(steps("time", remark("noon"), at=datetime(2026, 3, 2, 12)))
    line.sandbox.advance(timedelta(hours=3), "asked")
    assert told(line) == []
    line.sandbox.move_clock(datetime(2026, 3, 2, 12), "asked")
    assert told(line) == ["noon"]


def test_a_step_waits_for_a_status_and_for_a_receipt(office, steps):
    line = office.open(
        steps("state", remark("receipted"), order="tap", status="receipted"),
        steps("state", remark("issued"), order="tap", status="ISS"),
    )
    line.read("tap")
    assert told(line) == []
    line.confirm("tap")
    assert told(line) == ["receipted", "issued"]


def test_a_step_that_already_holds_fires_with_the_one_before(office, steps):
    line = office.open(
        steps("polls", ("clock", {"advance": "2h"})),
        steps("time", remark("ten o'clock"), at=datetime(2026, 3, 2, 10)),
        steps("polls", remark("not yet")),
    )
    line.poll()

    assert told(line) == ["ten o'clock"]


def test_an_instruction_is_told_once_and_journaled_when_it_is_told(office, steps):
    line = office.open(
        steps(
            "polls",
            (
                "instruct",
                {
                    "kind": "visit_agreed",
                    "order": "tap",
                    "at": "-30m",
                    "date": "+2d",
                    "slot": "AM",
                    "text": "Agreed",
                    "tempts": ["a-rule"],
                },
            ),
            remark("second"),
        )
    )
    line.poll()
    assert line.entries(Instruction) == []
    assert [each.number for each in line.sandbox.waiting] == [1, 2]

    first, second = line.sandbox.take_instructions()

    assert first.occurred_at == "2026-03-02T07:30:00"
    assert first.facts == {"date": "2026-03-04", "slot": "AM"}
    assert (first.orders, first.tempts) == ([line.number("tap")], ["a-rule"])
    assert (second.number, second.occurred_at) == (2, "2026-03-02T08:00:00")
    assert line.entries(Instruction) == [first, second]
    assert line.sandbox.take_instructions() == []


def test_facts_can_be_told_one_by_one(office, steps):
    line = office.open(steps("polls", remark("one"), remark("two")))
    line.poll()

    assert [each.text for each in line.sandbox.take_instructions(1)] == ["one"]
    assert [each.text for each in line.sandbox.waiting] == ["two"]
    assert told(line) == ["two"]


def test_clock_deeds_go_by_a_span_or_to_a_time(office, steps):
    line = office.open(
        steps("start", ("clock", {"advance": "1d12h"}), ("clock", {"to": "+2d 10:15"}))
    )

    assert line.sandbox.now() == datetime(2026, 3, 5, 10, 15)
    assert [each.why for each in line.entries(ClockMoved)] == ["script", "script"]


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (("no_such_action", {}), "line 9: `no_such_action` cannot be done: There is no action"),
        (remark("x", order="bath"), "no works order 'bath'; the script's own names: tap"),
        (("fault", {"on": "Nothing", "kind": "reset"}), "`on` is 'Nothing'"),
        (("clock", {"to": "2026-03-01"}), "never goes back"),
        (("clock", {"advance": "soon"}), "no span of time"),
        (("raise_order", {"order": "bath", "colour": "red"}), "has no argument 'colour'"),
    ],
)
def test_a_step_that_cannot_be_done_names_its_line_and_undoes_the_call(office, steps, deed, said):
    line = office.open(steps("polls", remark("never told"), deed, line=9))
    entries = len(line.entries())
    with pytest.raises(ScriptError, match="Scenario test, line 9") as raised:
        line.poll()

    assert said in str(raised.value)
    assert len(line.entries()) == entries
    assert line.sandbox.take_instructions() == []
    with pytest.raises(ScriptError):
        assert line.sandbox.ended


def test_what_the_landlord_cannot_do_any_more_is_told_at_the_end(office, steps):
    line = office.open(
        steps("polls", ("reject_variation", {"order": "tap", "reason": "SCOPE"}), line=9),
        steps("polls", remark("it goes on")),
    )
    line.poll()
    line.poll()
    assert told(line) == ["it goes on"]
    line.sandbox.close("script")
    undone = line.entries()[-1].expectations[0]

    assert (undone["line"], undone["action"], undone["order"]) == (9, "reject_variation", "tap")
    assert "has no variation" in undone["came"]
    assert undone["held"] is False


def test_a_script_that_cannot_even_start_leaves_no_sandbox(office, steps):
    with pytest.raises(ScriptError):
        office.open(steps("start", ("no_such_action", {})), name="broken")

    assert office.sandboxes.get("broken") is None
    assert office.open(name="broken").sandbox.name == "broken"


def test_it_ends_some_rounds_after_the_last_step(office, steps):
    line = office.open(steps("rounds", remark("last"), count=2), tail_rounds=3)
    ended = []
    for number in range(1, 6):
        line.sandbox.begin_round(number)
        ended.append(line.sandbox.ended)

    assert ended == [False, False, False, False, True]


def test_it_ends_after_all_its_rounds_when_a_step_never_fires(office, steps):
    line = office.open(steps("polls", remark("never")), maximum_rounds=2)
    line.sandbox.begin_round(1)
    assert not line.sandbox.ended
    line.sandbox.begin_round(2)
    assert line.sandbox.ended


def test_free_play_never_ends_by_itself(office):
    line = office.open(scenario=None)
    line.sandbox.act("raise_order", SINK)
    for number in range(100):
        line.sandbox.begin_round(number)

    assert not line.sandbox.ended
    assert line.poll() == [line.number("sink")]


def test_the_end_says_which_expectations_held(office):
    line = office.open()
    line.sandbox.close("script")
    closed = line.entries()[-1]

    assert isinstance(closed, Closed)
    assert (closed.why, line.sandbox.closed, line.sandbox.ended) == ("script", "script", True)
    assert closed.expectations == [
        {
            "order": "tap",
            "number": line.number("tap"),
            "expected": "AUT",
            "came": "AUT",
            "held": True,
        }
    ]


def test_a_clock_that_follows_the_machine_fires_a_due_step_before_the_call(office, steps):
    line = office.open(
        steps("polls", remark("polled")),
        steps("time", ("raise_order", SINK), at=datetime(2026, 3, 2, 9)),
        clock="machine",
    )
    line.poll()  # the machine's time is long past, so the step fires with the poll

    assert line.number("sink") in line.poll()
